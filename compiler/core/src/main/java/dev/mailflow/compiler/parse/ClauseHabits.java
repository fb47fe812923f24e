package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** Habits of several words, each one mistake: {@code from a via h to b}, {@code require mta-sts}, {@code max size 20 MB}. */
final class ClauseHabits {
    /** Of the words of a name, or the hosts of a {@code via}: more are no slip of the pen. */
    private static final int LONGEST = 12;

    private static final Set<String> MOST = Set.of("max", "maximum", "max.", "maximal", "at-most", "limit");
    private static final Set<String> SIZE_IN_ONE = Set.of("max-size", "maxsize", "message-size", "size-limit");
    private static final Set<String> AT_MOST = Set.of(
            "max", "maximum", "max.", "maximal", "at-most", "at", "most", "limit", "up", "to", "of", "is", "below",
            "under");
    private static final Set<String> LEAVE = Set.of("allow", "allows", "can", "permit", "permits", "grant");
    private static final Set<String> ARRIVED = Set.of("delivered", "deliver", "delivery", "accept", "accepted");
    private static final Set<String> OVER = Set.of("via", "through", "over", "using", "by");

    private ClauseHabits() {}

    /** {@code connector scan to mail from printers to gateway}. */
    static boolean nameOfWords(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int first = place.begin() + 1;
        boolean fits = row.type(place.begin()) == CONNECTOR
                && place.type() == TO
                && place.index() == first + 1
                && place.expects(FROM);
        if (!fits) {
            return false;
        }
        int from = place.index();
        while (from < first + LONGEST && row.type(from) != FROM && Starts.isName(row.type(from))) {
            from++;
        }
        boolean header = row.type(from) == FROM
                && Starts.isName(row.type(from + 1))
                && row.type(from + 2) == TO
                && !row.firstOnLine(place.index())
                && !row.firstOnLine(from);
        if (!header) {
            return false;
        }
        Span span = row.span(first, from - 1);
        String joined = span.text().strip().replaceAll("\\s+", "-");
        sink.report(
                Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span, "a name is one word, this is `" + span.text() + "`")
                        .withHelp("join the words: `" + joined + "`")
                        .withFix(new Fix("replace by `" + joined + "`", span, joined)));
        row.merge(first, from - 1, WORD, joined);
        return true;
    }

    /** {@code from onprem via mail1.contoso.com to office365}: before the receiver, as if it were the sender's host. */
    static boolean viaBetweenEnds(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int via = place.index();
        boolean fits = place.type() == VIA && place.expects(TO) && row.type(via - 2) == FROM;
        if (!fits) {
            return false;
        }
        int to = via + 1;
        while (to < via + LONGEST
                && (TokenRow.isPlainWord(row.type(to)) || row.type(to) == COMMA || row.type(to) == STRING)) {
            to++;
        }
        if (to == via + 1 || row.type(to) != TO || !Starts.isName(row.type(to + 1))) {
            return false;
        }
        Span span = row.span(via, to - 1);
        String receiver = row.text(to + 1);
        sink.report(Diagnostic.of(DiagnosticCode.MISPLACED_PART, span, "`via` stands between the two ends")
                .withHelp("remove it if it is a host of `" + row.text(via - 1)
                        + "`: the sender's are not named here; behind both ends `via` names the next hop to `"
                        + receiver + "`")
                .withFix(new Fix("remove it", span, "")));
        row.remove(via, to);
        return true;
    }

    /** {@code require mta-sts}, {@code require dane}: clauses of their own. */
    static boolean policyRequired(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = (place.type() == MTA_STS || place.type() == DANE)
                && row.type(index - 1) == REQUIRE
                && place.inside(MailflowParser.RULE_connector);
        if (!fits) {
            return false;
        }
        boolean said = row.type(index + 1) == ENFORCE || row.type(index + 1) == REQUIRE;
        int last = said ? index + 1 : index;
        int level = place.type() == DANE ? REQUIRE : ENFORCE;
        String clause = place.text() + " " + Words.spelling(level);
        boolean more = isRequirement(row, last + 1);
        reportOwnClause(row, index - 1, last, place.text(), clause, true, sink);
        int type = place.type();
        String word = place.text();
        row.remove(index - 1, last + 1);
        if (more) {
            row.insert(index - 1, REQUIRE, "require");
        }
        row.insert(index - 1, level, Words.spelling(level));
        row.insert(index - 1, type, word);
        return true;
    }

    /**
     * {@code require centralized tls}, {@code require may relay}: clauses of their own; nobody is given a right by a machine.
     * Where `require` is a value or a name, all that may follow it is expected here.
     */
    static boolean clauseRequired(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean required = row.type(index - 1) == REQUIRE
                && place.expects(SENDER)
                && !place.expects(WHEN)
                && place.inside(MailflowParser.RULE_connector);
        int length = required ? lengthOfClause(row, index) : 0;
        if (length == 0) {
            return false;
        }
        boolean relayAlone = place.type() == RELAY;
        boolean answered = relayAlone && length > 1;
        boolean denied = answered && OtherClauses.isDenial(row.text(index + 1));
        int behind = index + length;
        String clause = denied
                ? "no relay"
                : relayAlone ? "may relay" : row.span(index, behind - 1).text();
        boolean more = isRequirement(row, behind);
        reportOwnClause(row, index - 1, behind - 1, clause, clause, !relayAlone || denied, sink);
        if (more) {
            row.insert(behind, REQUIRE, "require");
        }
        if (answered) {
            row.remove(index + 1, index + 2);
        }
        if (relayAlone) {
            row.retype(index - 1, denied ? NO : MAY, denied ? "no" : "may");
        } else {
            row.remove(index - 1, index);
        }
        return true;
    }

    /**
     * That what stands behind `require` up to the last token is a clause, and that what is required behind it needs a `require` anew.
     *
     * @param told what is called so
     * @param sure it is meant: there is a fix, if that takes no comment with it
     */
    private static void reportOwnClause(
            TokenRow row, int require, int last, String told, String clause, boolean sure, DiagnosticSink sink) {
        boolean more = isRequirement(row, last + 1);
        String meant = more ? clause + " require" : clause;
        Span span = row.span(require, last);
        Diagnostic found = Diagnostic.of(DiagnosticCode.MISPLACED_PART, span, "`" + told + "` is a clause of its own")
                .withHelp(
                        more
                                ? "write `" + clause + "`, and `require` anew before `" + row.text(last + 1) + "`"
                                : "write `" + clause + "`");
        sink.report(
                sure && !row.remarkBetween(require, last)
                        ? found.withFix(new Fix("replace by `" + meant + "`", span, meant))
                        : found);
    }

    private static boolean isRequirement(TokenRow row, int index) {
        return Starts.REQUIREMENTS.contains(row.type(index)) && !Starts.clause(row, index)
                || row.type(index) == TLS && row.type(index + 1) != OFF;
    }

    /** In tokens; 0: there stands no such clause, or an answer behind it says whether it holds. */
    private static int lengthOfClause(TokenRow row, int index) {
        int type = row.type(index);
        int next = row.type(index + 1);
        int length = 0;
        if (type == CENTRALIZED || type == RELAY) {
            length = 1;
        } else if ((type == MAY || type == NO) && next == RELAY || type == KEEP && next == HEADERS) {
            length = 2;
        } else if (type == TREAT && next == AS && row.type(index + 2) == INTERNAL) {
            length = 3;
        }
        int behind = index + length;
        if (length == 0 || row.firstOnLine(behind) || !OtherClauses.isAnswer(row, behind)) {
            return length;
        }
        // `disabled` behind it may speak of the whole connector.
        if (type == RELAY) {
            return row.type(behind) == DISABLED ? 0 : Starts.clause(row, behind) ? length : 2;
        }
        return Starts.clause(row, behind) ? length : 0;
    }

    /** {@code client-cert x}: two words in a connector, and in a test one. */
    static boolean whoseCertificate(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        String word = place.text().toLowerCase(Locale.ROOT);
        if (!place.expects(CERT) || !word.matches("(client|server)[-_]cert(ificate)?")) {
            return false;
        }
        int side = word.startsWith("client") ? CLIENT : SERVER;
        OptionalInt line = place.beginOf(MailflowParser.RULE_testLine);
        boolean inConnector = place.expects(side) && place.inside(MailflowParser.RULE_connector);
        // What a client shows stands on its line, what the next hop shows on that of `remote`.
        boolean inTest = line.isPresent() && row.type(line.getAsInt()) == (side == CLIENT ? CLIENT : REMOTE);
        if (!inConnector && !inTest) {
            return false;
        }
        String whose = side == CLIENT ? "client" : "server";
        String meant = inConnector ? whose + " cert" : "cert";
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD, place.span(), "`" + place.text() + "` is not a keyword here")
                .withHelp("write `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", place.span(), meant)));
        row.retype(index, CERT, "cert");
        if (inConnector) {
            row.insert(index, side, whose);
        }
        return true;
    }

    /** {@code max size 20 MB}: the word of a limit, and its unit apart, are one habit. */
    static boolean maxSize(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean one = place.expects(REQUIRE)
                && !place.expects(SIZE)
                && SIZE_IN_ONE.contains(place.text().toLowerCase(Locale.ROOT));
        if (one && row.type(index + 1) == NUMBER) {
            row.insert(index + 1, SIZE, "size");
        }
        int number = index + 2;
        boolean fits = (one || MOST.contains(place.text().toLowerCase(Locale.ROOT)))
                && !row.remarkBetween(index, number)
                && row.type(index + 1) == SIZE
                && row.type(number) == NUMBER
                && place.inside(MailflowParser.RULE_connector)
                && (place.expects(SIZE) || place.expects(REQUIRE));
        if (!fits) {
            return false;
        }
        boolean apart = QuoteRepairs.UNITS.contains(row.text(number + 1).toLowerCase(Locale.ROOT))
                && !row.firstOnLine(number + 1);
        int last = apart ? number + 1 : number;
        String size = row.text(number) + (apart ? row.text(number + 1) : "");
        boolean bare = !place.expects(SIZE);
        String meant = (bare ? "require size " : "size ") + size;
        Span span = row.span(index, last);
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` is not how a connector says it")
                .withHelp("write `" + meant + "`: a size is the most that is taken")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.merge(number, last, NUMBER, size);
        if (bare) {
            row.retype(index, REQUIRE, "require");
        } else {
            row.remove(index, index + 1);
        }
        return true;
    }

    /** {@code size max 20 MB}, {@code size up to 20 MB}: the grammar took the first word for the size. */
    static boolean sizeAtMost(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int number = row.type(place.index()) == NUMBER ? place.index() : place.index() + 1;
        int size = number - 1;
        while (size > place.begin() && row.type(size) != SIZE && AT_MOST.contains(row.text(size))) {
            size--;
        }
        if (row.type(size) != SIZE || size == number - 1 || row.type(number) != NUMBER || row.firstOnLine(number)) {
            return false;
        }
        Span words = row.span(size + 1, number - 1);
        boolean apart = QuoteRepairs.UNITS.contains(row.text(number + 1).toLowerCase(Locale.ROOT))
                && !row.firstOnLine(number + 1);
        int last = apart ? number + 1 : number;
        String limit = row.text(number) + (apart ? row.text(number + 1) : "");
        sink.report(Diagnostic.of(DiagnosticCode.JOINING_WORD, words, "`" + words.text() + "` is not needed here")
                .withHelp("write `size " + limit + "`: a size is the most that is meant, itself included")
                .withFix(new Fix("replace by `" + limit + "`", row.span(size + 1, last), limit)));
        row.merge(number, last, NUMBER, limit);
        row.remove(size + 1, number);
        return true;
    }

    /** {@code allow relay yes}. */
    static boolean relayAnswered(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = LEAVE.contains(place.text().toLowerCase(Locale.ROOT))
                && row.type(index + 1) == RELAY
                && place.expects(MAY)
                && place.inside(MailflowParser.RULE_connector)
                && !row.firstOnLine(index + 2)
                && OtherClauses.isAnswer(row, index + 2);
        if (!fits) {
            return false;
        }
        boolean denied = OtherClauses.isDenial(row.text(index + 2));
        String meant = denied ? "no relay" : "may relay";
        Span span = row.span(index, index + 2);
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` is not how a connector says it")
                .withHelp("the word here is `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.retype(index, denied ? NO : MAY, denied ? "no" : "may");
        row.remove(index + 2, index + 3);
        return true;
    }

    /** {@code expect delivered via hybrid-in}. */
    static boolean deliveredVia(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = row.type(index - 1) == EXPECT
                && ARRIVED.contains(place.text().toLowerCase(Locale.ROOT))
                && OVER.contains(row.text(index + 1))
                && Starts.isName(row.type(index + 2))
                && !row.firstOnLine(index + 2)
                && place.expects(DELIVER);
        if (!fits) {
            return false;
        }
        Span span = row.span(index, index + 1);
        sink.report(
                Diagnostic.of(DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` is not how a test says it")
                        .withHelp("write `deliver by " + row.text(index + 2) + "`: the connector that it came in by")
                        .withFix(new Fix("replace by `deliver by`", span, "deliver by")));
        row.retype(index, DELIVER, "deliver");
        row.retype(index + 1, BY, "by");
        return true;
    }

    /** {@code require tls for contoso.com}: before the grammar reads, as it would take {@code for} for a declaration. */
    static void recipientsBehindFor(TokenRow row, int index, DiagnosticSink sink) {
        String value = row.text(index + 1);
        boolean fits = !row.firstOnLine(index)
                && !row.firstOnLine(index + 1)
                && row.type(index + 1) == WORD
                && (value.indexOf('.') > 0 || value.indexOf('@') >= 0 || value.startsWith("*."));
        int clause = fits ? clauseBefore(row, index) : -1;
        if (clause < 0) {
            return;
        }
        boolean selects = clause == WHEN;
        boolean demands = clause == REQUIRE;
        String meant = (selects || demands ? "" : "when ") + "recipient " + value;
        Span span = row.span(index, index + 1);
        Diagnostic found = Diagnostic.of(
                DiagnosticCode.MISSPELT_KEYWORD, span, "`for` does not name the recipients of a connector");
        sink.report(
                demands
                        ? found.withHelp("write `" + meant + "` to refuse all others here, or a clause `when " + meant
                                + "` if the connector is only for these")
                        : found.withHelp("write `" + meant + "`")
                                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.retype(index, RECIPIENT, "recipient");
        if (!selects && !demands) {
            row.insert(index, WHEN, "when");
        }
    }

    /** The clause of a connector in which a token stands, its {@code to} if there is none yet; -1 elsewhere. */
    private static int clauseBefore(TokenRow row, int index) {
        List<Integer> clauses = List.of(WHEN, REQUIRE, VIA, MTA_STS, DANE, MAY, NO, CENTRALIZED, KEEP, TREAT);
        for (int i = index - 1; i > Math.max(0, index - 10 * LONGEST); i--) {
            if (row.type(i) == TO && row.type(i - 2) == FROM || clauses.contains(row.type(i))) {
                return row.type(i);
            }
            boolean other = row.type(i) == LBRACE || row.type(i) == RBRACE || Starts.declaration(row, i);
            if (other || row.type(i) == OTHERWISE || row.type(i) == ASSERT) {
                return -1;
            }
        }
        return -1;
    }

    /** {@code mta-sts require}, {@code dane enforce}: the two have each its own word for it. */
    static boolean strictnessOfTheOther(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean mtaSts = row.type(index - 1) == MTA_STS && place.type() == REQUIRE;
        boolean dane = row.type(index - 1) == DANE && place.type() == ENFORCE;
        if (!mtaSts && !dane || row.firstOnLine(index) || Starts.REQUIREMENTS.contains(row.type(index + 1))) {
            return false;
        }
        int meant = mtaSts ? ENFORCE : REQUIRE;
        String word = Words.spelling(meant);
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD,
                        place.span(),
                        "`" + place.text() + "` does not follow `" + row.text(index - 1) + "`")
                .withHelp("the word here is `" + word + "`")
                .withFix(new Fix("replace by `" + word + "`", place.span(), word)));
        row.retype(index, meant, word);
        return true;
    }
}
