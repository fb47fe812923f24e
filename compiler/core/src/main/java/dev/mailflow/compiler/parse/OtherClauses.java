package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Parts of connectors in the words of other systems: {@code RequireTls $true}, {@code may_relay: yes}, {@code tls encrypt}. */
final class OtherClauses {
    private static final Pattern YES =
            Pattern.compile("[$]?true|yes|on|1|required|mandatory|enforced|enabled|allowed|allow|must|always");
    private static final Pattern NO = Pattern.compile("[$]?false|no|off|0|none|disabled|denied|never|optional");

    /**
     * @param meant the same in this language; empty if the way out is words
     * @param denied the same where a word of refusal follows; empty: leave it out
     * @param help the way out where nothing can be written in its place
     * @param values how many words behind it go with it
     */
    private record Other(Pattern words, String meant, String denied, String help, int values) {}

    private static final List<Other> ALL = List.of(
            same(
                    "encryption|encrypt|encrypted|secure|(require|force|use|enforce)[-_]?(tls|ssl)|(tls|ssl)[-_]?(only|required)"
                            + "|start[-_]tls|tls(setting|level|mode|policy)s?",
                    "require tls"),
            same(
                    "authentication|authenticated?|(smtp|require)[-_]?auth(entication)?|auth[-_]?required|login|credentials"
                            + "|sasl|password",
                    "require auth"),
            new Other(
                    Pattern.compile("(may|allow|can)[-_]?relay(ing)?|relay[-_]?(allowed|ok|yes)|relaying"),
                    "may relay",
                    "no relay",
                    "",
                    0),
            same("(no|deny)[-_]?relay(ing)?", "no relay"),
            same("cloudservicesmailenabled|keep[-_]?headers", "keep headers"),
            same("treatmessagesasinternal|treat[-_]as[-_]internal", "treat as internal"),
            same("routeallmessagesviaonpremises|centrali[sz]ed[-_]?(mail)?[-_]?(transport|flow)", "centralized"),
            same("use[-_]?mx[-_]?records?|mx[-_]?records?", "via mx"),
            same(
                    "tls[-_]?(sender)?[-_]?(certificate[-_]?name|domain)|certificate[-_]?(name|subject)|common[-_]?name",
                    "require cert"),
            same("sender[-_]?domains?|from[-_]?domains?", "when sender"),
            same("recipient[-_]?domains?|to[-_]?domains?", "when recipient"),
            same(
                    "sender[-_]?ip[-_]?(address(es)?)?|source[-_]?(ip|address)|ip[-_]?address(es)?|remoteipranges",
                    "require network"),
            new Other(
                    Pattern.compile("enabled"),
                    "",
                    "disabled",
                    "remove it: a connector is in force unless it says" + " `disabled`",
                    0),
            told("restrictdomainstoipaddresses", "write the addresses: `require network 192.0.2.0/24`", 0),
            told(
                    "restrictdomainstocertificate",
                    "write the name that its certificate shows: `require cert" + " mail.contoso.com`",
                    0),
            told("connectortype|connectorsource|type", "leave it out: the kinds of the two endpoints say it", 1),
            told(
                    "(on|at)?[-_]?ports?|listen",
                    "leave it out: a port stands behind a host, as in `via mail.contoso.com:587`;"
                            + " where a site listens is not said here",
                    1));

    /** How a program names a level of TLS that is what {@code require tls} says. */
    private static final Set<String> PLAIN_LEVELS =
            Set.of("encrypt", "encrypted", "encryption", "encryptiononly", "strict", "enforce", "always");

    private static final Set<String> LEVELS_OF_CHANCE =
            Set.of("opportunistic", "optional", "preferred", "prefer", "try", "if-possible", "starttls-optional");

    /** Levels at which the certificate counts, and words between them and its name. */
    private static final Set<String> NAMED_LEVELS = Set.of(
            "verify",
            "verified",
            "secure",
            "validate",
            "validated",
            "domainvalidation",
            "certificatevalidation",
            "trusted",
            "valid",
            "match",
            "matching",
            "name",
            "names",
            "domain",
            "hostname",
            "certificate",
            "peer",
            "fingerprint",
            "common-name");

    private OtherClauses() {}

    private static Other same(String words, String meant) {
        return new Other(Pattern.compile(words), meant, "", "", 0);
    }

    private static Other told(String words, String help, int values) {
        return new Other(Pattern.compile(words), "", "", help, values);
    }

    static boolean clause(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean word = place.type() == WORD || (place.type() == RELAY && row.type(index - 1) != MAY);
        // `TlsSettings` is a parameter of a cmdlet wherever it stands, `domain` behind `tls` another thing.
        boolean level = row.type(index - 1) == TLS && !place.text().matches("(?!Tls)[A-Z][a-z]+[A-Z].*");
        if (!word || !place.inside(MailflowParser.RULE_connector) || level) {
            return false;
        }
        String[] written =
                place.text().toLowerCase(Locale.ROOT).replaceAll("^-+", "").split(":", 2);
        Optional<Other> found = place.type() == RELAY && isAnswer(row, index + 1) ? find("relaying") : find(written[0]);
        if (found.isEmpty()) {
            return false;
        }
        Other other = found.get();
        int last = index;
        Optional<String> answer = written.length == 2 ? Optional.of(written[1]) : Optional.empty();
        if (row.type(last + 1) == EQUALS || row.type(last + 1) == COLON) {
            last++;
        }
        if (answer.isEmpty() && isAnswer(row, last + 1)) {
            last++;
            answer = Optional.of(row.text(last).toLowerCase(Locale.ROOT));
        }
        for (int i = 0; i < other.values() && Starts.isName(row.type(last + 1)) && !Starts.clause(row, last + 1); i++) {
            last++;
        }
        boolean denied = answer.filter(text -> NO.matcher(text).matches()).isPresent();
        List<String> meant = words(denied ? other.denied() : other.meant());
        if (meant.size() > 1
                        && row.type(index - 1) == Words.keyword(meant.get(0)).orElse(-1)
                || meant.size() > 1 && place.expects(keyword(meant.get(1))) && !place.expects(keyword(meant.get(0)))) {
            meant = meant.subList(1, meant.size());
        }
        if (!meant.isEmpty() && !place.expects(keyword(meant.get(0)))
                || meant.isEmpty() && !place.expects(REQUIRE) && !place.expects(FROM)) {
            return false;
        }
        replace(
                place,
                last,
                meant,
                denied && meant.isEmpty() ? "leave it out: only what is asked for is demanded" : other.help(),
                sink);
        return true;
    }

    private static void replace(Place place, int last, List<String> meant, String help, DiagnosticSink sink) {
        TokenRow row = place.row();
        Span span = row.span(place.index(), last);
        String text = String.join(" ", meant);
        Diagnostic found = Diagnostic.of(
                DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` is not how a connector says it");
        sink.report(
                meant.isEmpty()
                        ? found.withHelp(help).withFix(new Fix("remove it", span, ""))
                        : found.withHelp("the word here is `" + text + "`")
                                .withFix(new Fix("replace by `" + text + "`", span, text)));
        row.remove(place.index(), last + 1);
        for (int i = 0; i < meant.size(); i++) {
            row.insert(place.index() + i, keyword(meant.get(i)), meant.get(i));
        }
    }

    static boolean isDenial(String answer) {
        return NO.matcher(answer.toLowerCase(Locale.ROOT)).matches();
    }

    static boolean isAnswer(TokenRow row, int index) {
        String text = row.text(index).toLowerCase(Locale.ROOT);
        return Starts.isName(row.type(index))
                && (YES.matcher(text).matches() || NO.matcher(text).matches());
    }

    private static Optional<Other> find(String word) {
        return ALL.stream()
                .filter(other -> other.words().matcher(word).matches())
                .findFirst();
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
    }

    private static int keyword(String word) {
        return Words.keyword(word).orElse(WORD);
    }

    /** {@code require tls encrypt}, {@code require tls secure match=*.contoso.com}. */
    static boolean levelOfTls(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        String level = place.text().toLowerCase(Locale.ROOT);
        boolean fits = row.type(index - 1) == TLS && place.inside(MailflowParser.RULE_connector) && place.expects(CERT);
        if (!fits || place.type() != WORD) {
            return false;
        }
        if (PLAIN_LEVELS.contains(level)) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.JOINING_WORD, place.span(), "`" + place.text() + "` is not needed here")
                    .withHelp("write `require tls`: then nothing is sent or taken in plain text")
                    .withFix(new Fix("remove it", place.span(), "")));
            row.remove(index, index + 1);
            return true;
        }
        if (LEVELS_OF_CHANCE.contains(level)) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.UNEXPECTED_TEXT,
                            row.span(index - 1, index),
                            "what is required is not `" + place.text() + "`")
                    .withHelp("leave `require tls` out: TLS is used wherever the other side offers it"));
            row.remove(index, index + 1);
            return true;
        }
        if (!NAMED_LEVELS.contains(level)) {
            return false;
        }
        int last = index;
        while (NAMED_LEVELS.contains(row.text(last + 1).toLowerCase(Locale.ROOT)) || row.type(last + 1) == EQUALS) {
            last++;
        }
        if (row.type(last + 1) == CERT) {
            // `tls valid cert`: a certificate that counts is one of a name.
            boolean nameFollows = TokenRow.isPlainWord(row.type(last + 2)) && !Starts.clause(row, last + 2);
            if (nameFollows) {
                Span extra = row.span(index, last);
                sink.report(
                        Diagnostic.of(DiagnosticCode.JOINING_WORD, extra, "`" + extra.text() + "` is not needed here")
                                .withHelp("leave it out: a certificate counts only if its chain is verified")
                                .withFix(new Fix("remove it", extra, "")));
                row.remove(index, last + 1);
                return true;
            }
            last++;
        }
        boolean named = row.type(last + 1) == WORD && row.text(last + 1).indexOf('.') >= 0;
        Span span = row.span(index, last);
        Diagnostic found =
                Diagnostic.of(DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` does not follow `tls`");
        sink.report(
                named
                        ? found.withHelp("write `cert " + row.text(last + 1)
                                        + "`: the name that a verified certificate shows")
                                .withFix(new Fix("replace by `cert`", span, "cert"))
                        : found.withHelp("write the name that a verified certificate shows: `require tls cert"
                                + " mail.contoso.com`"));
        row.remove(index, last + 1);
        if (named) {
            row.insert(index, CERT, "cert");
        }
        return true;
    }

    /** {@code via mx mail.contoso.com}: which of the two is meant is the mistake, not the comma between them. */
    static boolean mxAmongHosts(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = TokenRow.isPlainWord(place.type())
                && (isMx(row, index) || isMx(row, index - 1) && isHost(place.text()))
                && !row.firstOnLine(index)
                && !Starts.clause(row, index)
                && place.expects(COMMA);
        // Who the hosts are for stands before them, and there may be many.
        if (!fits || !isBehindVia(row, index)) {
            return false;
        }
        int mx = isMx(row, index) ? index : index - 1;
        sink.report(Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, row.span(mx), "`mx` does not stand beside hosts")
                .withHelp("write `via mx` where the DNS says the hosts, or the hosts themselves"));
        row.remove(mx, mx + 1);
        return true;
    }

    private static boolean isBehindVia(TokenRow row, int index) {
        int before = index - 1;
        while (TokenRow.isPlainWord(row.type(before)) || row.type(before) == COMMA) {
            before--;
        }
        return row.type(before) == VIA;
    }

    /** What cannot be a word of a clause. */
    private static boolean isHost(String text) {
        return text.indexOf('.') > 0 || text.startsWith("[");
    }

    private static boolean isMx(TokenRow row, int index) {
        return row.text(index).equalsIgnoreCase("mx");
    }

    /** {@code connector x between a and b}. */
    static boolean between(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = place.text().equals("between")
                && place.expects(FROM)
                && Starts.isName(row.type(index + 1))
                && Set.of("and", "&", ",").contains(row.text(index + 2))
                && Starts.isName(row.type(index + 3));
        if (!fits) {
            return false;
        }
        Span span = row.span(index, index + 3);
        String meant = "from " + row.text(index + 1) + " to " + row.text(index + 3);
        sink.report(Diagnostic.of(DiagnosticCode.MISPLACED_PART, span, "a connector leads one way")
                .withHelp("write `" + meant + "`, and a second connector for the way back")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.retype(index, FROM, "from");
        row.retype(index + 2, TO, "to");
        return true;
    }

    /** {@code connector x -ConnectorType Partner from a to b}. */
    static boolean parameter(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = place.type() == WORD
                && place.text().matches("-[A-Za-z]{2,}")
                && place.inside(MailflowParser.RULE_connector);
        if (!fits) {
            return false;
        }
        int last = index;
        while (Starts.isName(row.type(last + 1)) || row.type(last + 1) == COMMA || row.type(last + 1) == STRING) {
            if (Starts.clause(row, last + 1) || row.type(last + 1) == FROM || row.firstOnLine(last + 1)) {
                break;
            }
            last++;
        }
        Span span = row.span(index, last);
        sink.report(
                Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span, "`" + place.text() + "` is a parameter of a cmdlet")
                        .withHelp("say it by clauses, as in `require tls cert mail.contoso.com` or `via mx`"));
        row.remove(index, last + 1);
        return true;
    }

    /** {@code when from contosobank.com}, {@code require to contoso.com}. */
    static boolean direction(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        boolean fits = (place.type() == FROM || place.type() == TO)
                && (row.type(place.index() - 1) == WHEN || row.type(place.index() - 1) == REQUIRE)
                && place.expects(SENDER)
                && !row.firstOnLine(place.index() + 1);
        if (!fits) {
            return false;
        }
        boolean address = row.text(place.index() + 1).matches("[0-9]+[.][0-9].*|[0-9A-Fa-f]*:.*:.*");
        int meant = place.type() == TO ? RECIPIENT : address ? NETWORK : SENDER;
        String word = Words.spelling(meant);
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD,
                        place.span(),
                        "`" + place.text() + "` names the ends of a connector")
                .withHelp("the word here is `" + word + "`")
                .withFix(new Fix("replace by `" + word + "`", place.span(), word)));
        row.retype(place.index(), meant, word);
        return true;
    }
}
