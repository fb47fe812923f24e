package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/** Commas missing, too many, or written as a word. */
final class CommaRepairs {
    static final Set<String> JOINING = Set.of("and", "or", "&", "&&", "|", "||", "plus");
    private static final String ONLY_LISTS =
            "items of a list are separated by commas, everything else by white space alone";

    static final Set<String> EXCEPTIONS =
            Set.of("except", "excluding", "exclude", "without", "unless", "but", "not", "minus");

    /** What the grammar reads on from where the name of a list would do: {@code require sender a, require size 1MB}. */
    static final Set<String> READ_ON = Set.of("require", "when", "client", "server");

    private CommaRepairs() {}

    /** {@code require tls, cert x}: behind the comma the keyword was taken for a value. */
    static boolean beforeKeyword(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int keyword = place.index() - 1;
        if (row.type(keyword - 1) != COMMA || keyword - 1 <= place.begin() || !opensPart(row, keyword)) {
            return false;
        }
        reportExtra(row, keyword - 1, sink);
        row.remove(keyword - 1, keyword);
        return true;
    }

    /**
     * {@code via mx,} and on the next line {@code require tls} or {@code connector …}: keywords are contextual, so the grammar
     * would take the first word for one more item. Told before it reads.
     *
     * @param clauses whether clauses can begin there, with these names of lists that may be items all the same
     * @return whether it was told
     */
    static boolean beforePart(TokenRow row, int comma, Optional<Set<String>> clauses, DiagnosticSink sink) {
        int next = comma + 1;
        boolean declaration = row.firstOnLine(next) && Starts.declarationShaped(row, next);
        boolean certificate = (row.type(next) == CLIENT || row.type(next) == SERVER) && row.type(next + 1) == CERT;
        boolean clause = (certificate || Starts.clauseShaped(row, next))
                && clauses.filter(lists -> !lists.contains(row.text(next))).isPresent();
        boolean fits = comma > 0 && (declaration || clause);
        if (fits) {
            reportExtra(row, comma, sink);
            row.remove(comma, comma + 1);
        }
        return fits;
    }

    /** {@code assert no message when sender a, reaches b}: elsewhere names may go on so, those of a test's certificate among them. */
    static void beforeClaimEnd(TokenRow row, int comma, DiagnosticSink sink) {
        if (Starts.claimEnd(row, comma + 1)) {
            reportExtra(row, comma, sink);
            row.remove(comma, comma + 1);
        }
    }

    private static boolean opensPart(TokenRow row, int index) {
        int type = row.type(index);
        return Starts.CLAUSES.contains(type)
                || Starts.CRITERIA.contains(type)
                || Starts.REQUIREMENTS.contains(type)
                || Starts.PROPERTIES.contains(type)
                || Starts.TEST_LINES.contains(type)
                || Starts.declaration(row, index);
    }

    /** {@code client mailbox, tls 1.3}. */
    static boolean behindMailbox(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int comma = place.index();
        boolean fits = place.type() == COMMA
                && row.type(comma - 1) == MAILBOX
                && row.type(comma - 2) == CLIENT
                && !row.firstOnLine(comma + 1)
                && place.inside(MailflowParser.RULE_test);
        if (!fits) {
            return false;
        }
        int last = comma;
        while (!row.firstOnLine(last + 1)
                && row.type(last + 1) != RBRACE
                && row.type(last + 1) != Token.EOF
                && !beginsTestLine(row, last + 1)) {
            last++;
        }
        if (last == comma) {
            reportExtra(row, comma, sink);
            row.remove(comma, comma + 1);
            return true;
        }
        Span rest = row.span(comma, last);
        sink.report(Diagnostic.of(DiagnosticCode.EXTRA_COMMA, rest, "nothing stands behind `client mailbox`")
                .withHelp("leave it out: what is submitted at the site shows no certificate, and no TLS of it counts")
                .withFix(new Fix("remove it", rest, "")));
        row.remove(comma, last + 1);
        return true;
    }

    /** Misspelt ones too, so that no line goes with the comma. */
    private static boolean beginsTestLine(TokenRow row, int index) {
        return Starts.TEST_LINES.contains(row.type(index))
                || row.type(index) == WORD
                        && Spelling.nearest(
                                        row.text(index),
                                        Starts.TEST_LINES.stream()
                                                .map(Words::spelling)
                                                .sorted()
                                                .toList())
                                .isPresent();
    }

    static boolean trailing(Place place, DiagnosticSink sink) {
        int comma = place.index() - 1;
        boolean over = place.type() == RBRACE
                || place.type() == Token.EOF
                || place.type() == COMMA
                || Starts.declaration(place.row(), place.index());
        if (place.row().type(comma) != COMMA || comma <= place.begin() || !over) {
            return false;
        }
        reportExtra(place.row(), comma, sink);
        place.row().remove(comma, comma + 1);
        return true;
    }

    static boolean extra(Place place, DiagnosticSink sink) {
        if (place.type() != COMMA || place.index() == place.begin() || place.typeAt(1) == Token.EOF) {
            return false;
        }
        TokenRow row = place.row();
        int comma = place.index();
        boolean end = place.expects(TO) && !place.expectsWord() || row.type(comma - 2) == TO;
        // `connector bank-in, from bank to hub`: a name could be `from` as well, but then another `from` follows.
        boolean from = row.type(comma + 1) == FROM && row.type(comma + 2) != FROM;
        boolean second = (row.type(comma + 1) != TO || !end)
                && !from
                && (end || place.expects(EQUALS) || place.expects(COLON) || row.type(comma - 2) == CONNECTOR)
                && Starts.isName(row.type(comma + 1));
        if (second) {
            boolean claim = row.type(place.begin()) == ASSERT;
            String what = end
                    ? (claim ? "a claim" : "a connector") + " has one endpoint at each end"
                    : "a declaration has one name";
            sink.report(Diagnostic.of(DiagnosticCode.EXTRA_COMMA, row.span(comma, comma + 1), what)
                    .withHelp("write one " + (claim ? "`assert`" : "declaration") + " for each"));
            row.remove(comma, comma + 2);
            return true;
        }
        int next = row.type(comma + 1);
        if (next == NUMBER && !place.expects(next)) {
            Span more = row.span(comma, comma + 1);
            Diagnostic diagnostic = Diagnostic.of(DiagnosticCode.EXTRA_COMMA, more, "only one value is possible here");
            boolean versions = row.type(comma - 2) == TLS;
            if (versions
                    && row.text(comma - 1).equals("1")
                    && row.text(comma + 1).matches("[0-3]")) {
                String version = "1." + row.text(comma + 1);
                Span span = row.span(comma - 1, comma + 1);
                sink.report(Diagnostic.of(
                                DiagnosticCode.SPLIT_VALUE,
                                span,
                                "`" + span.text() + "` is a version with a comma in it")
                        .withHelp("write `" + version + "`")
                        .withFix(new Fix("replace by `" + version + "`", span, version)));
                row.merge(comma - 1, comma + 1, NUMBER, version);
                return true;
            }
            if (versions
                    && row.text(comma - 1).matches("1[.][0-3]")
                    && row.text(comma + 1).matches("1[.][0-3]")) {
                return ClauseRepairs.lowerOf(row, comma - 1, comma + 1, sink);
            }
            boolean decimal = row.type(comma - 2) == SIZE && row.touchesPrevious(comma + 1);
            sink.report(
                    decimal
                            ? diagnostic
                                    .withHelp("write decimals behind a point: `" + row.text(comma - 1) + "."
                                            + row.text(comma + 1) + "`")
                                    .withFix(new Fix("write a point", row.span(comma), "."))
                            : diagnostic
                                    .withHelp("keep the lowest: a version is a lower bound, later ones are included")
                                    .withFix(new Fix("keep the first", more, "")));
            if (decimal) {
                row.merge(comma - 1, comma + 1, NUMBER, row.text(comma - 1) + "." + row.text(comma + 1));
            } else {
                row.remove(comma, comma + 2);
            }
            return true;
        }
        reportExtra(row, comma, sink);
        row.remove(comma, comma + 1);
        return true;
    }

    /** {@code domains a b.example, c.example} in a block: the grammar took the second for a property that it does not know. */
    static boolean betweenPieces(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int second = place.index() - 1;
        boolean fits = place.type() == COMMA
                && (place.inside(MailflowParser.RULE_organization) || place.inside(MailflowParser.RULE_endpoint))
                && row.type(second) == WORD
                && !row.firstOnLine(second)
                && row.text(second).indexOf('.') > 0
                && TokenRow.isPlainWord(row.type(second - 1));
        if (!fits) {
            return false;
        }
        String before = row.text(second - 1);
        Diagnostic found = Diagnostic.of(
                DiagnosticCode.MISSING_COMMA,
                row.span(second - 1, second),
                "a comma is missing between `" + before + "` and `" + row.text(second) + "`");
        boolean piece = before.indexOf('.') < 0 && before.indexOf('@') < 0;
        sink.report(
                piece
                        ? found.withHelp("write `" + before + "." + row.text(second) + "` if it is one domain, `"
                                + before + ", " + row.text(second) + "` if it is a list and a domain")
                        : found.withHelp(ONLY_LISTS).withFix(new Fix("insert a comma", row.behind(second - 1), ",")));
        if (piece) {
            row.retype(second - 1, WORD, ContextRepairs.REPORTED);
        }
        row.insert(second, COMMA, ",");
        return true;
    }

    private static void reportExtra(TokenRow row, int comma, DiagnosticSink sink) {
        Span span = row.span(comma);
        sink.report(Diagnostic.of(DiagnosticCode.EXTRA_COMMA, span, "this comma separates nothing")
                .withHelp(ONLY_LISTS)
                .withFix(new Fix("remove the comma", span, "")));
    }

    /** {@code sender a.example except b@a.example}: no list goes on so. */
    static boolean exception(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = place.type() == WORD
                && place.expects(COMMA)
                && EXCEPTIONS.contains(place.text().toLowerCase(Locale.ROOT))
                && TokenRow.isPlainWord(row.type(index + 1))
                && !row.firstOnLine(index + 1);
        if (!fits) {
            return false;
        }
        int end = index + 2;
        while (row.type(end) == COMMA && TokenRow.isPlainWord(row.type(end + 1))) {
            end += 2;
        }
        sink.report(Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, row.span(index, end - 1), "a list has no exceptions")
                .withHelp(
                        place.inside(MailflowParser.RULE_connector)
                                ? "declare a second connector for what is left out; the more specific pattern goes first"
                                : "write what is meant, and nothing else"));
        row.remove(index, end);
        return true;
    }

    /** {@code hosts a b}. */
    static boolean missing(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int type = place.type();
        boolean value = TokenRow.isPlainWord(type) || type == STRING || type == EMPTY;
        boolean setting = row.firstOnLine(place.index()) && place.typeAt(1) == EQUALS;
        if (!place.expects(COMMA) || !value || setting || atLeftEdge(place) || newWord(place)) {
            return false;
        }
        String text = row.text(place.index());
        int colon = text.indexOf(':');
        if (colon > 0
                && Starts.PROPERTIES.contains(
                        Words.keyword(text.substring(0, colon)).orElse(-1))) {
            return false;
        }
        Span behind = row.behind(place.index() - 1);
        boolean emptySender = row.type(place.index() - 1) == EMPTY;
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSING_COMMA,
                        place.span(),
                        "a comma is missing between `" + row.text(place.index() - 1) + "` and `" + text + "`")
                .withHelp(
                        emptySender
                                ? "`<>` is the empty sender, a value like others: `<>, " + text
                                        + "`; there is no word for what differs, a second connector takes what is left"
                                : ONLY_LISTS)
                .withFix(new Fix("insert a comma", behind, ",")));
        row.insert(place.index(), COMMA, ",");
        return true;
    }

    /** A line that begins where declarations begin goes on with no list. */
    static boolean atLeftEdge(Place place) {
        TokenRow row = place.row();
        return row.firstOnLine(place.index())
                && row.get(place.index()).getCharPositionInLine()
                        <= row.get(place.begin()).getCharPositionInLine();
    }

    /** A plain word that begins a line is more likely meant as a keyword than as one more value. */
    private static boolean newWord(Place place) {
        return place.type() == WORD
                && place.row().firstOnLine(place.index())
                && place.text().chars().allMatch(Character::isLetter);
    }

    /** {@code hosts a and b}, {@code require tls and cert c}. */
    static boolean joiningWord(Place place, DiagnosticSink sink) {
        String word = place.text();
        if (place.type() != WORD || !JOINING.contains(word.toLowerCase(Locale.ROOT))) {
            return false;
        }
        boolean beforeKeyword = place.expects(place.typeAt(1)) && TokenRow.isKeyword(place.typeAt(1));
        if (!beforeKeyword && !place.expects(COMMA)) {
            return false;
        }
        Diagnostic diagnostic =
                Diagnostic.of(DiagnosticCode.JOINING_WORD, place.span(), "`" + word + "` is not needed here");
        boolean or = word.equalsIgnoreCase("or") || word.startsWith("|");
        if (beforeKeyword && or && place.inside(MailflowParser.RULE_connector)) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.JOINING_WORD,
                            place.span(),
                            "`" + word + "` cannot stand here: all that a connector says must hold")
                    .withHelp("remove one of the two, or write a second connector"));
            place.row().remove(place.index(), place.index() + 1);
        } else if (beforeKeyword) {
            sink.report(diagnostic.withHelp(ONLY_LISTS).withFix(new Fix("remove it", place.span(), "")));
            place.row().remove(place.index(), place.index() + 1);
        } else {
            sink.report(diagnostic
                    .withHelp("separate the items of a list by a comma")
                    .withFix(new Fix("write a comma", place.span(), ",")));
            place.row().retype(place.index(), COMMA, ",");
        }
        return true;
    }
}
