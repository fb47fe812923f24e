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
import java.util.Map;

/** Words written apart that are one, and words that other systems use for ours. */
final class WordRepairs {
    private static final Map<String, Integer> OTHER_NAMES = Map.ofEntries(
            Map.entry("certificate", CERT),
            Map.entry("certificates", CERT),
            Map.entry("ip", NETWORK),
            Map.entry("subnet", NETWORK),
            Map.entry("all", EVERY),
            Map.entry("always", EVERY),
            Map.entry("never", NO),
            Map.entry("smarthost", VIA),
            Map.entry("smarthosts", VIA),
            Map.entry("relayhost", VIA),
            Map.entry("hosts", VIA),
            Map.entry("through", VIA),
            Map.entry("max-size", SIZE),
            Map.entry("maxsize", SIZE),
            Map.entry("message-size", SIZE),
            Map.entry("rcpt", RECIPIENT),
            Map.entry("rcpt-to", RECIPIENT),
            Map.entry("mail-from", SENDER),
            Map.entry("mailfrom", SENDER),
            Map.entry("if", WHEN),
            Map.entry("where", WHEN),
            Map.entry("else", OTHERWISE),
            Map.entry("with", REQUIRE),
            Map.entry("using", REQUIRE),
            Map.entry("needs", REQUIRE),
            Map.entry("must", REQUIRE),
            Map.entry("demand", REQUIRE),
            Map.entry("enforce", REQUIRE),
            Map.entry("ssl", TLS),
            Map.entry("starttls", TLS),
            Map.entry("can", MAY),
            Map.entry("allow", MAY),
            Map.entry("bounce", REJECT),
            Map.entry("refuse", REJECT),
            Map.entry("deny", REJECT),
            Map.entry("block", REJECT),
            Map.entry("tempfail", DEFER),
            Map.entry("retry", DEFER),
            Map.entry("accept", DELIVER),
            Map.entry("accepted", DELIVER),
            Map.entry("ok", DELIVER),
            Map.entry("comment", DESCRIPTION),
            Map.entry("comments", DESCRIPTION),
            Map.entry("note", DESCRIPTION),
            Map.entry("notes", DESCRIPTION),
            Map.entry("remark", DESCRIPTION),
            Map.entry("claim", ASSERT),
            Map.entry("prove", ASSERT),
            Map.entry("include", IMPORT),
            Map.entry("version", LANGUAGE));

    /** How many tokens of the body are looked at. */
    private static final int NEAR = 50;

    private WordRepairs() {}

    /** {@code mta sts off}, {@code hop limit 25}. */
    static boolean keywordInTwo(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        for (int first : new int[] {place.index(), place.index() - 1, place.index() - 2}) {
            if (first <= place.begin() || row.firstOnLine(first + 1)) {
                continue;
            }
            String joined = row.text(first) + "-" + row.text(first + 1);
            int keyword = Words.keyword(joined).orElse(-1);
            boolean fits = first == place.index()
                    ? place.expects(keyword)
                    : Starts.PROPERTIES.contains(keyword) && row.type(first) == WORD;
            if (keyword < 0 || !fits) {
                continue;
            }
            Span span = row.span(first, first + 1);
            sink.report(
                    Diagnostic.of(DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` is not a keyword here")
                            .withHelp("did you mean `" + joined + "`?")
                            .withFix(new Fix("replace by `" + joined + "`", span, joined)));
            row.merge(first, first + 1, keyword, joined);
            return true;
        }
        return false;
    }

    /** {@code connector bank in from …}, {@code endpoint x : exchange online}. */
    static boolean nameInTwo(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        int begin = place.begin();
        int sign = switch (row.type(begin)) {
            case CONNECTOR -> FROM;
            case ENDPOINT -> COLON;
            case ORGANIZATION -> LBRACE;
            case NETWORKS, DOMAINS -> EQUALS;
            default -> -1;
        };
        boolean comma = place.typeAt(1) == COMMA;
        int last = place.typeAt(comma ? 2 : 1) == sign ? index : place.typeAt(2) == sign ? index + 1 : -1;
        boolean name =
                sign >= 0 && index == begin + 2 && place.expects(sign) && last >= 0 && Starts.isName(place.type());
        boolean kind = row.type(begin) == ENDPOINT
                && index == begin + 4
                && place.expects(LBRACE)
                && place.type() == WORD
                && Spelling.nearest(row.text(index - 1) + "-" + row.text(index), List.of("exchange-online"))
                        .isPresent();
        if (!name && !kind) {
            return false;
        }
        boolean foreign = row.text(index).startsWith("-")
                || ReplyRepairs.VERDICTS.contains(row.text(index).toLowerCase(Locale.ROOT));
        if (foreign && row.type(begin) == CONNECTOR) {
            return false;
        }
        int first = index - 1;
        last = kind ? index : last;
        Span span = row.span(first, last);
        String joined = span.text().strip().replaceAll("\\s+", "-");
        sink.report(
                Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span, "a name is one word, this is `" + span.text() + "`")
                        .withHelp("join the words: `" + joined + "`")
                        .withFix(new Fix("replace by `" + joined + "`", span, joined)));
        row.merge(first, last, WORD, joined);
        return true;
    }

    /** {@code test from "cases.csv"}. */
    static boolean testsTable(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        if (place.index() == place.begin() + 1
                && row.type(place.begin()) == TESTS
                && place.type() == STRING
                && place.typeAt(1) == AT) {
            Span many = row.span(place.begin());
            sink.report(
                    Diagnostic.of(DiagnosticCode.MISSPELT_KEYWORD, many, "`tests` is a table of tests, not one test")
                            .withHelp("write `test " + place.text() + " at …`")
                            .withFix(new Fix("replace by `test`", many, "test")));
            row.retype(place.begin(), TEST, "test");
            return true;
        }
        boolean fits = place.index() == place.begin() + 1
                && row.type(place.begin()) == TEST
                && place.type() == FROM
                && place.typeAt(1) == STRING;
        if (!fits) {
            return false;
        }
        Span span = row.span(place.begin());
        sink.report(Diagnostic.of(DiagnosticCode.MISSPELT_KEYWORD, span, "`test` is one test, not a table of them")
                .withHelp("write `tests from " + row.text(place.index() + 1) + "`")
                .withFix(new Fix("replace by `tests`", span, "tests")));
        row.retype(place.begin(), TESTS, "tests");
        return true;
    }

    /** {@code foreach p in "partners.csv"}. */
    static boolean forEachInOne(Place place, DiagnosticSink sink) {
        boolean fits = place.type() == WORD
                && place.expects(FOR)
                && place.text().toLowerCase(Locale.ROOT).matches("for[-_]?each");
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD, place.span(), "`" + place.text() + "` is not a keyword here")
                .withHelp("write `for each`")
                .withFix(new Fix("replace by `for each`", place.span(), "for each")));
        place.row().retype(place.index(), FOR, "for");
        place.row().insert(place.index() + 1, EACH, "each");
        return true;
    }

    /** {@code bank-in: from bank to office365}. */
    static boolean connectorMissing(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        boolean colon = place.typeAt(1) == COLON;
        int from = place.index() + (colon ? 2 : 1);
        boolean fits = row.firstOnLine(place.index())
                && place.type() == WORD
                && place.expects(CONNECTOR)
                && row.type(from) == FROM
                && row.type(from + 2) == TO;
        if (!fits) {
            return false;
        }
        Span span = colon ? row.span(place.index(), place.index() + 1) : place.span();
        String meant = "connector " + place.text();
        sink.report(
                Diagnostic.of(DiagnosticCode.MISSING_WORD, span, "`connector` is missing before `" + place.text() + "`")
                        .withHelp("write `" + meant + " from …`")
                        .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        if (colon) {
            row.remove(place.index() + 1, place.index() + 2);
        }
        row.insert(place.index(), CONNECTOR, "connector");
        return true;
    }

    /** {@code for each "partners.csv" { … }}. */
    static boolean rowWithoutName(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        boolean fits = place.type() == STRING && row.type(place.index() - 1) == EACH;
        if (!fits) {
            return false;
        }
        Span before = row.behind(place.index() - 1);
        String name = rowName(row, place.index());
        sink.report(Diagnostic.of(DiagnosticCode.MISSING_WORD, place.span(), "the row of the table has no name")
                .withHelp("write `for each " + name + " in " + place.text() + "`: its columns are `${" + name
                        + ".column}`")
                .withFix(new Fix("insert `" + name + " in`", before, " " + name + " in")));
        row.insert(place.index(), IN, "in");
        row.insert(place.index(), WORD, name);
        return true;
    }

    /** The name by which the body already speaks of the row. */
    private static String rowName(TokenRow row, int from) {
        for (int i = from; i < from + NEAR && row.type(i) != EOF; i++) {
            String text = row.text(i);
            if (row.type(i) == COLUMN_WORD && text.startsWith("${") && text.indexOf('.') > 2) {
                return text.substring(2, text.indexOf('.'));
            }
        }
        return "row";
    }

    /** {@code import "a.mailflow", "b.mailflow"}. */
    static boolean secondImport(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        boolean fits =
                place.type() == COMMA && row.type(place.index() - 2) == IMPORT && row.type(place.index() + 1) == STRING;
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(DiagnosticCode.EXTRA_COMMA, place.span(), "one `import` names one file")
                .withHelp("write `import " + row.text(place.index() + 1) + "` on a line of its own")
                .withFix(new Fix("write a second `import`", place.span(), "\nimport")));
        row.retype(place.index(), IMPORT, "import");
        return true;
    }

    /** {@code import from "lists.mailflow"}, {@code import lists from "lists.mailflow"}: a file is imported as a whole. */
    static boolean importFrom(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int first = place.begin() + 1;
        int from = row.type(first) == FROM ? first : first + 1;
        boolean fits = row.type(place.begin()) == IMPORT
                && place.index() == first
                && row.type(from) == FROM
                && row.type(from + 1) == STRING
                && !row.firstOnLine(from + 1);
        if (!fits) {
            return false;
        }
        Span span = row.span(first, from);
        sink.report(Diagnostic.of(
                        DiagnosticCode.JOINING_WORD,
                        span,
                        "`" + span.text() + "` is not needed here: a file is imported as a whole")
                .withHelp("write `import " + row.text(from + 1) + "`")
                .withFix(new Fix("remove it", span, "")));
        row.remove(first, from + 1);
        return true;
    }

    static boolean otherName(Place place, DiagnosticSink sink) {
        int meant = OTHER_NAMES.getOrDefault(place.text().toLowerCase(Locale.ROOT), -1);
        boolean inside = place.inside(MailflowParser.RULE_connector)
                || place.inside(MailflowParser.RULE_claim)
                || place.inside(MailflowParser.RULE_test);
        boolean begins = place.row().firstOnLine(place.index()) && Starts.DECLARATIONS.contains(meant);
        boolean word = place.type() == WORD || meant == VIA || meant == REQUIRE;
        if (meant == REQUIRE && !Starts.REQUIREMENTS.contains(place.typeAt(1))) {
            if (!place.text().equals("using")) {
                return false;
            }
            meant = VIA;
        }
        if (!word || meant < 0 || !place.expects(meant) || !(inside || begins)) {
            return false;
        }
        if (place.typeAt(1) == EQUALS && CommaRepairs.atLeftEdge(place)) {
            // `relayhost = [mail.contoso.com]`: a line of another program's configuration.
            return false;
        }
        String keyword = Words.spelling(meant);
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD, place.span(), "`" + place.text() + "` is not a keyword here")
                .withHelp("the word is `" + keyword + "`")
                .withFix(new Fix("replace by `" + keyword + "`", place.span(), keyword)));
        place.row().retype(place.index(), meant, keyword);
        return true;
    }
}
