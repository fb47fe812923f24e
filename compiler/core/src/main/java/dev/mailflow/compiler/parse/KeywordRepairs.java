package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Keywords and signs: misspelt, missing, or another one in their place. */
final class KeywordRepairs {
    /** How many tokens behind a missing word must fit for it to be believed. */
    private static final int AHEAD = 4;

    /** What stands in for a word that only joins: another word has a meaning of its own, and would lose it. */
    private static final Set<String> JOINING = Set.of(
            "from",
            "to",
            "into",
            "in",
            "of",
            "on",
            "at",
            "for",
            "by",
            "via",
            "with",
            "as",
            "is",
            "are",
            "each",
            "every",
            "all",
            "any",
            "a",
            "an",
            "the",
            "and",
            "than",
            "then",
            "through",
            "between",
            "mail",
            "mails",
            "messages",
            "email",
            "emails",
            "does",
            "be",
            "being",
            "gets",
            "get",
            "will",
            "column",
            "columns",
            "field",
            "using");

    private KeywordRepairs() {}

    static boolean misspelt(Place place, DiagnosticSink sink) {
        String written = place.text();
        boolean word = place.type() == WORD || TokenRow.isKeyword(place.type());
        boolean letters = written.chars().allMatch(c -> Character.isLetter(c) || c == '-' || c == '_');
        // Where a text may follow, a short word is more likely its beginning without quotes.
        boolean likelyText = place.expects(STRING) && written.length() < 5;
        if (!word || !letters || likelyText || place.expects(place.type()) || ForeignWords.knows(written)) {
            return false;
        }
        List<String> candidates = new ArrayList<>();
        for (int type : place.expected().toList()) {
            if (TokenRow.isKeyword(type) && similar(place.type(), written, Words.spelling(type))) {
                candidates.add(Words.spelling(type));
            }
        }
        Optional<String> meant = Spelling.nearest(written, candidates);
        if (meant.isEmpty()) {
            return false;
        }
        String keyword = meant.get();
        int odd = (int) written.chars().takeWhile(c -> c < 0x80).count();
        if (odd < written.length()) {
            String help = String.format(
                    Locale.ROOT,
                    "write `%s`: the letter `%c` (U+%04X) only looks like one of its letters",
                    keyword,
                    written.charAt(odd),
                    (int) written.charAt(odd));
            sink.report(Diagnostic.of(
                            DiagnosticCode.MISSPELT_KEYWORD, place.span(), "`" + written + "` is not a keyword here")
                    .withHelp(help)
                    .withFix(new Fix("replace by `" + keyword + "`", place.span(), keyword)));
            place.row().retype(place.index(), Words.keyword(keyword).orElseThrow(), keyword);
            return true;
        }
        boolean caseOnly = written.toLowerCase(Locale.ROOT).equals(keyword);
        sink.report(
                Diagnostic.of(DiagnosticCode.MISSPELT_KEYWORD, place.span(), "`" + written + "` is not a keyword here")
                        .withHelp(
                                caseOnly
                                        ? "keywords are written in small letters: `" + keyword + "`"
                                        : "did you mean `" + keyword + "`?")
                        .withFix(new Fix("replace by `" + keyword + "`", place.span(), keyword)));
        place.row().retype(place.index(), Words.keyword(keyword).orElseThrow(), keyword);
        return true;
    }

    /** One keyword for another only in singular and plural; of short words too many are near to judge. */
    private static boolean similar(int type, String written, String keyword) {
        if (TokenRow.isKeyword(type)) {
            return written.startsWith(keyword) || keyword.startsWith(written);
        }
        return written.length() > 3 || written.equalsIgnoreCase(keyword);
    }

    /** {@code require tls.}, as a sentence ends. Where a word would do, {@code mx.} is a host of one label. */
    static boolean fullStop(Place place, DiagnosticSink sink) {
        String text = place.text();
        int end = text.length() - 1;
        boolean fits = place.type() == WORD && end > 0 && text.charAt(end) == '.' && !place.expectsWord();
        int keyword = fits ? Words.keyword(text.substring(0, end)).orElse(-1) : -1;
        if (keyword < 0 || !place.expects(keyword)) {
            return false;
        }
        Span span = place.span();
        Span stop = new Span(span.file(), span.end() - 1, span.end());
        sink.report(Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, stop, "nothing ends with a full stop")
                .withHelp("write `" + Words.spelling(keyword) + "`")
                .withFix(new Fix("remove the full stop", stop, "")));
        place.row().retype(place.index(), keyword, Words.spelling(keyword));
        return true;
    }

    /** {@code from a -> b}, {@code message a to b}, {@code a => b}, {@code message a, b}. */
    static boolean arrow(Place place, DiagnosticSink sink) {
        int type = place.type();
        boolean isComma = type == COMMA && TokenRow.isPlainWord(place.typeAt(1));
        boolean anArrow = type == ARROW || type == OTHER_ARROW;
        int meant;
        if (anArrow && place.expects(TO)) {
            meant = TO;
        } else if ((anArrow || type == TO || isComma) && place.expects(ARROW)) {
            meant = ARROW;
        } else {
            return false;
        }
        String spelling = Words.spelling(meant);
        String where = meant == TO ? "two endpoints" : "sender and recipient";
        sink.report(Diagnostic.of(
                        DiagnosticCode.WRONG_ARROW,
                        place.span(),
                        "`" + place.text() + "` does not stand between " + where)
                .withHelp("write `" + spelling + "`")
                .withFix(new Fix(
                        "replace by `" + spelling + "`",
                        place.span(),
                        isComma || place.text().equals(">") ? alone(place, spelling) : spelling)));
        place.row().retype(place.index(), meant, spelling);
        return true;
    }

    /** {@code connector x a -> b}: one sign for two words. */
    private static boolean endsByArrow(TokenRow row, int from, DiagnosticSink sink) {
        int arrow = from + 2;
        if (row.type(arrow) != ARROW && row.type(arrow) != OTHER_ARROW || !Starts.isName(row.type(arrow + 1))) {
            return false;
        }
        Span span = row.span(from + 1, arrow);
        String meant = "from " + row.text(from + 1) + " to";
        String with = row.touchesPrevious(arrow + 1) ? meant + " " : meant;
        sink.report(Diagnostic.of(
                        DiagnosticCode.WRONG_ARROW,
                        row.span(arrow),
                        "`" + row.span(arrow).text() + "` does not stand between two endpoints")
                .withHelp("write `" + meant + " " + row.text(arrow + 1) + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, with)));
        row.retype(arrow, TO, "to");
        return true;
    }

    /** Between two addresses a sign that touches one could be a part of it. */
    private static String alone(Place place, String spelling) {
        String before = place.row().touchesPrevious(place.index()) ? " " : "";
        String behind = place.row().touchesPrevious(place.index() + 1) ? " " : "";
        return before + spelling + behind;
    }

    /** {@code :} for {@code =} and the other way round, either where none belongs, {@code hosts:a}. */
    static boolean separator(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int type = place.type();
        int index = place.index();
        if (type == COLON || type == EQUALS) {
            int meant = place.expects(COLON) ? COLON : place.expects(EQUALS) ? EQUALS : -1;
            String found = Words.spelling(type);
            if (meant >= 0) {
                String spelling = Words.spelling(meant);
                sink.report(wrongSeparator(place.span(), "`" + found + "` stands for `" + spelling + "` here")
                        .withHelp("write `" + spelling + "`")
                        .withFix(new Fix("replace by `" + spelling + "`", place.span(), spelling)));
                row.retype(index, meant, spelling);
                return true;
            }
            boolean needless = (index > place.begin() + 1 || row.type(place.begin()) == LANGUAGE)
                    && (place.expects(place.typeAt(1)) || place.expectsWord() || place.typeAt(1) == type);
            if (!needless) {
                return false;
            }
            String before = row.text(index - 1);
            boolean twice = row.type(index + 1) == type && row.touchesPrevious(index + 1);
            int last = twice ? index + 1 : index;
            int quoted = last + 1;
            if (row.type(quoted) == STRING && !place.expects(STRING) && !row.firstOnLine(quoted)) {
                String bare = Words.unquote(row.text(quoted));
                if (!bare.isEmpty() && bare.chars().noneMatch(Character::isWhitespace)) {
                    Span both = row.span(index, quoted);
                    sink.report(wrongSeparator(both, "a value follows `" + before + "` without sign and quotes")
                            .withHelp("write `" + before + " " + bare + "`")
                            .withFix(new Fix("replace by `" + bare + "`", both, " " + bare)));
                    row.retype(quoted, Character.isDigit(bare.charAt(0)) ? NUMBER : WORD, bare);
                    row.remove(index, last + 1);
                    return true;
                }
            }
            Span span = row.span(index, last);
            sink.report(wrongSeparator(span, "no `" + span.text() + "` follows `" + before + "`")
                    .withHelp("leave it out: what follows is separated by a space")
                    .withFix(new Fix("remove it", span, row.touchesPrevious(last + 1) ? " " : "")));
            row.remove(index, last + 1);
            return true;
        }
        return joinedByColon(place, sink);
    }

    private static boolean joinedByColon(Place place, DiagnosticSink sink) {
        String text = place.text();
        int colon = place.type() == WORD ? text.indexOf(':') : -1;
        int key = colon > 0 ? Words.keyword(text.substring(0, colon)).orElse(-1) : -1;
        if (key < 0 || !place.expects(key)) {
            return false;
        }
        Span span = place.span();
        Span sign = new Span(span.file(), span.start() + colon, span.start() + colon + 1);
        sink.report(wrongSeparator(sign, "no `:` follows `" + text.substring(0, colon) + "`")
                .withHelp("leave it out: what follows is separated by a space")
                .withFix(new Fix("replace by a space", sign, " ")));
        place.row().splitAt(place.index(), colon, key);
        return true;
    }

    private static Diagnostic wrongSeparator(Span span, String message) {
        return Diagnostic.of(DiagnosticCode.WRONG_SEPARATOR, span, message);
    }

    /** {@code from a to b cert c}: what is required or selected without {@code require} or {@code when}. */
    static boolean bareRequirement(Place place, DiagnosticSink sink) {
        int type = place.type();
        boolean fits = Starts.REQUIREMENTS.contains(type)
                && place.inside(MailflowParser.RULE_connector)
                && place.expects(REQUIRE)
                && !place.expects(type);
        if (!fits || place.inside(MailflowParser.RULE_clause) && !clauseOver(place)) {
            return false;
        }
        String word = "`" + place.text() + "`";
        boolean selects = type == SENDER || type == RECIPIENT || type == NETWORK;
        boolean either = selects || type == CERT;
        Diagnostic diagnostic = Diagnostic.of(
                        DiagnosticCode.MISPLACED_PART, place.span(), word + " stands without `require` or `when`")
                .withHelp(
                        either
                                ? "`require " + place.text() + " …` rejects what differs; `when " + place.text()
                                        + " …` selects what the connector is for"
                                : "write `require " + place.text() + " …`: what differs is rejected");
        int start = place.span().start();
        sink.report(
                selects
                        ? diagnostic
                        : diagnostic.withFix(new Fix(
                                "insert `require`", new Span(place.span().file(), start, start), "require ")));
        place.row().insert(place.index(), REQUIRE, "require");
        return true;
    }

    /** {@code from a to b tls 1.2}: taken for the clause {@code tls off}. */
    static boolean bareTls(Place place, DiagnosticSink sink) {
        int tls = place.index() - 1;
        boolean fits = place.row().type(tls) == TLS
                && place.expects(OFF)
                && place.inside(MailflowParser.RULE_connector)
                && place.inside(MailflowParser.RULE_clause);
        if (!fits || place.expects(NUMBER)) {
            return false;
        }
        Span span = place.row().span(tls);
        sink.report(Diagnostic.of(DiagnosticCode.MISPLACED_PART, span, "`tls` stands without `require`")
                .withHelp("`require tls` rejects what comes in the clear; `tls off` never starts TLS")
                .withFix(new Fix("insert `require`", new Span(span.file(), span.start(), span.start()), "require ")));
        place.row().insert(tls, REQUIRE, "require");
        return true;
    }

    private static boolean clauseOver(Place place) {
        return !place.expects(SENDER) && !place.expects(TLS) || place.row().type(place.begin()) == CONNECTOR;
    }

    /** One small word or sign is all that could stand here: as if it stood, or in place of what does. */
    static boolean missingWord(Place place, Function<Integer, Place> walk, DiagnosticSink sink) {
        int index = place.index();
        TokenRow row = place.row();
        if (place.expected().size() != 1
                || index == place.begin()
                || place.type() == LBRACE
                || Unfinished.endsHere(place)) {
            return false;
        }
        int type = place.expected().getMinElement();
        String spelling = Words.spelling(type);
        if (spelling.isEmpty() || !joinsOnly(type)) {
            return false;
        }
        String written = place.text();
        Span span = place.span();
        int original = place.type();
        row.insert(index, type, spelling);
        int takenIfInserted = walk.apply(index + 1 + AHEAD).index() - index - 1;
        row.remove(index, index + 1);
        row.retype(index, type, spelling);
        int takenIfReplaced = walk.apply(index + AHEAD).index() - index;
        row.retype(index, original, written);
        if (takenIfInserted >= Math.max(1, takenIfReplaced)) {
            row.insert(index, type, spelling);
            if (type == FROM && endsByArrow(row, index, sink)) {
                return true;
            }
            sink.report(Diagnostic.of(
                            DiagnosticCode.MISSING_WORD, span, "`" + spelling + "` is missing before `" + written + "`")
                    .withHelp("write `" + row.text(index - 1) + " " + spelling + " " + written + "`")
                    .withFix(new Fix("insert `" + spelling + "`", row.behind(index - 1), " " + spelling)));
            return true;
        }
        if (takenIfReplaced >= 2 && (isSign(written) || JOINING.contains(written))) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.MISSING_WORD, span, "expected `" + spelling + "`, found `" + written + "`")
                    .withHelp("write `" + spelling + "`")
                    .withFix(new Fix("replace by `" + spelling + "`", span, apart(row, index, spelling))));
            row.retype(index, type, spelling);
            return true;
        }
        return false;
    }

    /**
     * Whether a word or sign says nothing by itself. A relay right, {@code off} or {@code internal} is nothing to be given by a
     * machine because the grammar has no other word there.
     */
    private static boolean joinsOnly(int type) {
        return type != RELAY
                && type != INTERNAL
                && type != OFF
                && type != ENFORCE
                && type != REQUIRE
                && type != HEADERS;
    }

    private static boolean isSign(String written) {
        return written.chars().noneMatch(Character::isLetterOrDigit);
    }

    /** A sign touches the words beside it, a word in its place must not. */
    private static String apart(TokenRow row, int index, String spelling) {
        boolean word = Character.isLetter(spelling.charAt(0));
        String before = word && row.touchesPrevious(index) ? " " : "";
        String behind = word && row.touchesPrevious(index + 1) ? " " : "";
        return before + spelling + behind;
    }
}
