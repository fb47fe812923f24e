package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.resolve.OtherNames;
import dev.mailflow.compiler.source.LazyPattern;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/** Hosts to which mail is sent, with or without a port. */
final class HostValues {
    private static final LazyPattern POSTFIX = new LazyPattern(
            "(?:(?:smtp|relay|lmtp|smtps):)?\\[([A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*)+)\\](:\\d{1,5})?");

    private static final LazyPattern URL = new LazyPattern("(?i)(?:smtps?|submissions?|lmtp|https?)://([^/]+)/*");
    private static final Map<String, String> SERVICES =
            Map.of("smtp", "25", "submission", "587", "smtps", "465", "submissions", "465", "lmtp", "24");

    private final ValueReports reports;
    private final PatternValues patterns;

    HostValues(ValueReports reports, PatternValues patterns) {
        this.reports = reports;
        this.patterns = patterns;
    }

    Optional<NextHop> host(Word word) {
        String text = word.text();
        String host = text;
        Matcher postfix = text.indexOf('[') < 0 ? null : POSTFIX.matcher(text);
        if (postfix != null && postfix.matches()) {
            String meant = postfix.group(1) + (postfix.group(2) == null ? "" : postfix.group(2));
            return reports.bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "`" + text + "` is a next hop of Postfix",
                    "write `" + meant + "`; only addresses stand in brackets, and a named host is not looked up by MX",
                    meant);
        }
        if (OtherNames.isLookup(text)) {
            return reports.bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "`" + text + "` is not a host",
                    insteadOfLookup(word),
                    text.equals("mx") || word.cell().isPresent() ? null : "mx");
        }
        Matcher url = text.indexOf('/') < 0 ? null : URL.matcher(text);
        if (url != null && url.matches()) {
            return reports.bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "`" + text + "` is a URL, a host is wanted here",
                    "write `" + url.group(1) + "`",
                    url.group(1));
        }
        int port = NextHop.SMTP_PORT;
        if (text.regionMatches(true, 0, "mx:", 0, 3)) {
            return reports.bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "nothing follows `mx`: the recipient's domain is looked up",
                    "write `via mx`, or the hosts themselves");
        }
        int end = text.startsWith("[") ? text.indexOf(']') : -1;
        if (text.startsWith("[") && end < 0) {
            return reports.bad(DiagnosticCode.BAD_HOST, word, "the `[` is not closed", "write `[2001:db8::25]:25`");
        }
        if (end >= 0 && end + 1 < text.length() && text.charAt(end + 1) != ':') {
            return reports.bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "`" + text.substring(end + 1) + "` cannot follow the address",
                    "only a port can, as in `" + text.substring(0, end + 1) + ":2525`",
                    null);
        }
        int colon = text.indexOf(':', Math.max(0, end));
        if (end < 0 && colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
            return reports.bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "`" + text + "` is ambiguous: where does the address end and the port begin",
                    "put the address in brackets: `[" + text + "]`, or `["
                            + text.substring(0, text.lastIndexOf(':')) + "]:"
                            + text.substring(text.lastIndexOf(':') + 1)
                            + "` if the last number is the port",
                    null);
        }
        if (colon >= 0) {
            String digits = text.substring(colon + 1);
            String number = SERVICES.get(digits.toLowerCase(Locale.ROOT));
            if (number != null) {
                String meant = text.substring(0, colon + 1) + number;
                return reports.bad(
                        DiagnosticCode.BAD_HOST,
                        word,
                        "`" + digits + "` is the name of a port, its number is wanted here",
                        "write `" + meant + "`",
                        meant);
            }
            if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > 65535) {
                return reports.bad(
                        DiagnosticCode.BAD_HOST, word, "`" + digits + "` is not a port", "a port is 1 to 65535");
            }
            port = Integer.parseInt(digits);
            host = text.substring(0, colon);
        }
        int chosen = port;
        if (end >= 0 || AddressSyntax.looksLikeV4(host)) {
            String bare = end >= 0 ? text.substring(1, end) : host;
            if (bare.regionMatches(true, 0, "IPv6:", 0, 5)) {
                bare = bare.substring(5);
            }
            try {
                return Optional.of(new NextHop(AddressSyntax.parse(bare).toString(), chosen));
            } catch (AddressSyntax.Malformed malformed) {
                return reports.bad(DiagnosticCode.BAD_HOST, word, malformed.what(), malformed.help());
            }
        }
        if (host.startsWith("*") || host.startsWith(".") || host.startsWith("?") || host.indexOf('@') >= 0) {
            return reports.bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "`" + text + "` is not a host",
                    "name each host, as in `mail.contoso.com, mail2.contoso.com:2525`",
                    null);
        }
        if (host.indexOf('/') >= 0) {
            return reports.bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "`" + text + "` is a network, a host is wanted here",
                    "name one host or address",
                    null);
        }
        Word bare = host.equals(text) ? word : new Word(word.span(), host, word.cell());
        return patterns.domain(bare, 0).map(name -> new NextHop(name.text(), chosen));
    }

    private static String insteadOfLookup(Word word) {
        if (word.cell().isEmpty()) {
            return "write `via mx` where the DNS says the hosts, or the hosts themselves; a host of one label ends in a dot";
        }
        return word.span().text().contains("${")
                ? "write hosts into the cell; rows whose hosts the DNS says stand in a table of their own, with"
                        + " `via mx` in its `for each`"
                : "leave the row out; where the DNS says the hosts, write `via mx` at the connector";
    }
}
