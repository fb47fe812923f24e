package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.Places;
import dev.mailflow.compiler.resolve.Resolver;
import dev.mailflow.compiler.resolve.Suggestions;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Words to values. Every method reports what is wrong with the word, with the way out, and is empty then. */
final class Values {
    private static final String PATTERNS =
            "patterns are: `x.com` (that domain), `?.x.com` (one label below), `*.x.com` (below), `.x.com` (it and"
                    + " below), `*` (all), `user@x.com`, `<>` (the empty sender)";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.of(
            "",
            1L,
            "b",
            1L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30,
            "kb",
            1_000L,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L);

    private final DiagnosticSink sink;

    Values(DiagnosticSink sink) {
        this.sink = sink;
    }

    /** A pattern of senders or recipients. */
    Optional<AddressPattern> addressPattern(Word word) {
        String text = word.text();
        if (text.equals("*")) {
            return Optional.of(new AddressPattern.Any());
        }
        if (text.equals("<>")) {
            return Optional.of(new AddressPattern.EmptySender());
        }
        int at = text.lastIndexOf('@');
        if (at == 0) {
            return bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "`" + text + "` has nothing before the `@`",
                    "for the whole domain write `" + text.substring(1) + "`",
                    text.substring(1));
        }
        if (at > 0) {
            if (text.substring(0, at).equals("*")) {
                String domain = text.substring(at + 1);
                return bad(
                        DiagnosticCode.BAD_ADDRESS,
                        word,
                        "a local part cannot be a wildcard",
                        "for every address of the domain write `" + domain + "`",
                        domain);
            }
            return mailAddress(word).map(AddressPattern.Address::new);
        }
        return domainPattern(word);
    }

    /** A pattern of domains: no address, no empty sender. */
    Optional<AddressPattern> domainPattern(Word word) {
        String text = word.text();
        if (text.equals("*")) {
            return Optional.of(new AddressPattern.Any());
        }
        if (text.indexOf('@') >= 0) {
            String domain = text.substring(text.lastIndexOf('@') + 1);
            return bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    "`" + text + "` is an address, a domain is wanted here",
                    "write `" + domain + "`",
                    domain);
        }
        for (AddressPattern.Depth depth : AddressPattern.Depth.values()) {
            if (text.startsWith(depth.prefix())
                    && text.indexOf('*', depth.prefix().length()) < 0
                    && text.indexOf('?', depth.prefix().length()) < 0) {
                return domain(word, depth.prefix().length()).map(name -> new AddressPattern.Suffix(depth, name));
            }
        }
        boolean again = text.indexOf('*', 1) >= 0 || text.indexOf('?', 1) >= 0;
        if (!again && (text.startsWith("*") || text.startsWith("?"))) {
            String rest = text.substring(1);
            return bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    "`" + text.charAt(0) + "` stands for whole labels, not for a part of one",
                    "write `" + text.charAt(0) + "." + rest + "` for what lies below `" + rest + "`; " + PATTERNS,
                    null);
        }
        if (text.indexOf('*') >= 0 || text.indexOf('?') >= 0) {
            return bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    "a wildcard can only be the first label of `" + text + "`",
                    PATTERNS,
                    null);
        }
        return domain(word, 0).map(AddressPattern.Exact::new);
    }

    /** {@code user@domain}; a quoted local part loses its quotes. */
    Optional<MailAddress> mailAddress(Word word) {
        String text = word.text();
        int at = text.lastIndexOf('@');
        if (at <= 0 || at == text.length() - 1) {
            return bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "`" + text + "` is not a mail address",
                    at < 0
                            ? "an address is written `user@" + (text.isEmpty() ? "contoso.com" : text) + "`"
                            : "an address is written `user@contoso.com`",
                    null);
        }
        String local = text.substring(0, at);
        if (local.length() >= 2 && local.startsWith("\"") && local.endsWith("\"")) {
            local = local.substring(1, local.length() - 1).replaceAll("\\\\(.)", "$1");
        } else if (local.indexOf('@') >= 0
                || local.startsWith(".")
                || local.endsWith(".")
                || local.contains("..")
                || local.chars().anyMatch(c -> c <= 0x20 || "()<>[]:;\\,\"".indexOf(c) >= 0)) {
            return bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "`" + local + "` cannot stand before the `@` (RFC 5321 4.1.2)",
                    "check the address for a stray dot, `@`, comma or quote",
                    null);
        }
        if (local.length() > 64) {
            return bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "what stands before the `@` is longer than 64 characters (RFC 5321 4.5.3.1.1)",
                    "check the address",
                    null);
        }
        String folded = local.toLowerCase(Locale.ROOT);
        return domain(word, at + 1).map(name -> new MailAddress(folded, name));
    }

    /** A domain that begins at an offset of the word. */
    Optional<DomainName> domain(Word word, int from) {
        String text = word.text().substring(from);
        if (text.equals(Resolver.REPORTED)) {
            return Optional.empty();
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            return addressLiteral(word, text);
        }
        DomainSyntax.Result result = DomainSyntax.read(text);
        if (result.name().isPresent()) {
            return result.name();
        }
        DomainSyntax.Problem problem = result.problem().orElseThrow();
        Diagnostic diagnostic = Diagnostic.of(
                        DiagnosticCode.BAD_DOMAIN,
                        problem.start() == problem.end()
                                ? Places.of(word)
                                : Places.part(word, from + problem.start(), from + problem.end()),
                        problem.message())
                .withHelp(problem.help());
        sink.report(related(diagnostic, word));
        return Optional.empty();
    }

    private Optional<DomainName> addressLiteral(Word word, String text) {
        String inner = text.substring(1, text.length() - 1);
        String address = inner.regionMatches(true, 0, "IPv6:", 0, 5) ? inner.substring(5) : inner;
        try {
            return Optional.of(new DomainName("[" + AddressSyntax.parse(address) + "]"));
        } catch (AddressSyntax.Malformed malformed) {
            return bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    malformed.what(),
                    "an address literal is written `[192.0.2.1]` or `[IPv6:2001:db8::1]`",
                    null);
        }
    }

    Optional<Network> network(Word word) {
        String text = word.text();
        int slash = text.indexOf('/');
        String addressText = slash < 0 ? text : text.substring(0, slash);
        if (text.equals(Resolver.REPORTED)) {
            return Optional.empty();
        }
        IpAddress address;
        try {
            address = AddressSyntax.parse(unbracketed(addressText));
        } catch (AddressSyntax.Malformed malformed) {
            sink.report(related(
                    Diagnostic.of(
                                    DiagnosticCode.BAD_NETWORK,
                                    Places.part(word, malformed.start(), Math.min(text.length(), malformed.end())),
                                    malformed.what())
                            .withHelp(malformed.help()),
                    word));
            return Optional.empty();
        }
        boolean v4Text = addressText.indexOf(':') < 0;
        int longest = v4Text ? 32 : 128;
        int prefix = longest;
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > longest) {
                return bad(
                        DiagnosticCode.BAD_NETWORK,
                        word,
                        "`/" + digits + "` is not a prefix length",
                        digits.contains(".")
                                ? "write the number of network bits in place of the mask, as in `10.0.0.0/8`"
                                : "an " + (v4Text ? "IPv4" : "IPv6") + " prefix is 0 to " + longest,
                        null);
            }
            prefix = Integer.parseInt(digits);
        }
        if (!v4Text && address.isV4()) {
            if (prefix < 96) {
                return bad(
                        DiagnosticCode.BAD_NETWORK,
                        word,
                        "`" + text + "` is wider than all of IPv4",
                        "IPv4-mapped addresses are IPv4 addresses here: write an IPv4 network",
                        null);
            }
            prefix -= 96;
        }
        Network network = Network.around(address, prefix);
        if (!network.base().equals(address)) {
            sink.report(related(
                    Diagnostic.of(
                                    DiagnosticCode.HOST_BITS,
                                    Places.of(word),
                                    "`" + text + "` is an address within a network; the network `" + network
                                            + "` is meant")
                            .withHelp("write `" + network + "`, or the address alone for this one host")
                            .withFix(new Fix("replace by `" + network + "`", Places.of(word), network.toString())),
                    word));
        }
        return Optional.of(network);
    }

    Optional<IpAddress> address(Word word) {
        try {
            return Optional.of(AddressSyntax.parse(unbracketed(word.text())));
        } catch (AddressSyntax.Malformed malformed) {
            sink.report(related(
                    Diagnostic.of(
                                    DiagnosticCode.BAD_NETWORK,
                                    Places.part(
                                            word,
                                            malformed.start(),
                                            Math.min(word.text().length(), malformed.end())),
                                    malformed.what())
                            .withHelp(malformed.help()),
                    word));
            return Optional.empty();
        }
    }

    private static String unbracketed(String text) {
        return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    }

    Optional<CertificatePattern> certificatePattern(Word word) {
        String text = word.text();
        if (text.startsWith("*.")) {
            return domain(word, 2).map(name -> new CertificatePattern("*." + name));
        }
        if (text.indexOf('*') >= 0 || text.startsWith(".") || text.startsWith("?")) {
            return bad(
                    DiagnosticCode.BAD_CERTIFICATE_NAME,
                    word,
                    "`" + text + "` is not the name of a certificate",
                    "write the name, or `*.` and a domain: that covers exactly one label (RFC 9525)",
                    null);
        }
        if (text.indexOf('@') >= 0 || text.startsWith("CN=") || text.startsWith("cn=")) {
            return bad(
                    DiagnosticCode.BAD_CERTIFICATE_NAME,
                    word,
                    "`" + text + "` is not a DNS name",
                    "write the DNS name from the certificate's subject alternative names, as in `mail.contoso.com`",
                    null);
        }
        return domain(word, 0).map(name -> new CertificatePattern(name.text()));
    }

    /** A name that a certificate shows: like a pattern, but taken literally. */
    Optional<String> certificateName(Word word) {
        return certificatePattern(word).map(CertificatePattern::text);
    }

    Optional<NextHop> host(Word word) {
        String text = word.text();
        String host = text;
        int port = NextHop.SMTP_PORT;
        int end = text.startsWith("[") ? text.indexOf(']') : -1;
        if (text.startsWith("[") && end < 0) {
            return bad(DiagnosticCode.BAD_HOST, word, "the `[` is not closed", "write `[2001:db8::25]:25`", null);
        }
        if (end >= 0 && end + 1 < text.length() && text.charAt(end + 1) != ':') {
            return bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "`" + text.substring(end + 1) + "` cannot follow the address",
                    "only a port can, as in `" + text.substring(0, end + 1) + ":2525`",
                    null);
        }
        int colon = text.indexOf(':', Math.max(0, end));
        if (end < 0 && colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
            return bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "`" + text + "` is ambiguous: where does the address end and the port begin",
                    "put an IPv6 address in brackets, as in `[2001:db8::25]` or `[2001:db8::25]:2525`",
                    null);
        }
        if (colon >= 0) {
            String digits = text.substring(colon + 1);
            if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > 65535) {
                return bad(
                        DiagnosticCode.BAD_HOST, word, "`" + digits + "` is not a port", "a port is 1 to 65535", null);
            }
            port = Integer.parseInt(digits);
            host = text.substring(0, colon);
        }
        int chosen = port;
        if (end >= 0 || looksLikeV4(host)) {
            String bare = end >= 0 ? text.substring(1, end) : host;
            if (bare.regionMatches(true, 0, "IPv6:", 0, 5)) {
                bare = bare.substring(5);
            }
            try {
                return Optional.of(new NextHop(AddressSyntax.parse(bare).toString(), chosen));
            } catch (AddressSyntax.Malformed malformed) {
                return bad(DiagnosticCode.BAD_HOST, word, malformed.what(), malformed.help(), null);
            }
        }
        if (host.startsWith("*") || host.startsWith(".") || host.startsWith("?") || host.indexOf('@') >= 0) {
            return bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "`" + text + "` is not a host",
                    "name one host, as in `mail.contoso.com` or `mail.contoso.com:2525`",
                    null);
        }
        if (host.indexOf('/') >= 0) {
            return bad(
                    DiagnosticCode.BAD_HOST,
                    word,
                    "`" + text + "` is a network, a host is wanted here",
                    "name one host or address",
                    null);
        }
        Word bare = new Word(word.span(), host, word.cell());
        return domain(bare, 0).map(name -> new NextHop(name.text(), chosen));
    }

    private static boolean looksLikeV4(String host) {
        return !host.isEmpty() && host.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
    }

    /** Octets. */
    Optional<Long> size(Word word) {
        Matcher matcher = SIZE.matcher(word.text());
        if (!matcher.matches()) {
            return bad(DiagnosticCode.BAD_SIZE, word, "`" + word.text() + "` is not a size", sizeHelp(), null);
        }
        String unit = matcher.group(2).toLowerCase(Locale.ROOT);
        Long factor = UNITS.get(unit);
        if (factor == null) {
            String guess =
                    unit.startsWith("k") ? "KiB" : unit.startsWith("g") ? "GiB" : unit.startsWith("m") ? "MiB" : "";
            return bad(
                    DiagnosticCode.BAD_SIZE,
                    word,
                    "`" + matcher.group(2) + "` is not a unit of size",
                    sizeHelp(),
                    guess.isEmpty() ? null : matcher.group(1) + guess);
        }
        BigDecimal octets = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor));
        if (octets.compareTo(BigDecimal.valueOf(1L << 50)) > 0) {
            return bad(
                    DiagnosticCode.BAD_SIZE,
                    word,
                    "`" + word.text() + "` is larger than any message",
                    sizeHelp(),
                    null);
        }
        if (octets.stripTrailingZeros().scale() > 0) {
            return bad(
                    DiagnosticCode.BAD_SIZE,
                    word,
                    "`" + word.text() + "` is not a whole number of octets",
                    sizeHelp(),
                    null);
        }
        return Optional.of(octets.longValueExact());
    }

    private static String sizeHelp() {
        return "a size is a number of octets or has a unit: `20MiB`, `500KiB`, `20MB` (MB is a million octets)";
    }

    Optional<TlsVersion> tlsVersion(Word word) {
        for (TlsVersion version : TlsVersion.values()) {
            if (version.text().equals(word.text())) {
                return Optional.of(version);
            }
        }
        String digits = word.text().replaceAll("[^0-9.]", "");
        String guess = digits.equals("12") || digits.equals("1.2")
                ? "1.2"
                : digits.equals("13") || digits.equals("1.3") ? "1.3" : null;
        return bad(
                DiagnosticCode.BAD_TLS_VERSION,
                word,
                "`" + word.text() + "` is not a version of TLS",
                "write `tls 1.2` or `tls 1.3`" + (guess == null ? "" : "; did you mean `" + guess + "`?"),
                guess);
    }

    /** A version that can be demanded: what is older than 1.2 is deprecated (RFC 8996). */
    Optional<TlsVersion> demandableTlsVersion(Word word) {
        Optional<TlsVersion> version = tlsVersion(word);
        if (version.isPresent() && version.get().compareTo(TlsVersion.TLS_1_2) < 0) {
            return bad(
                    DiagnosticCode.BAD_TLS_VERSION,
                    word,
                    "TLS " + word.text() + " is no protection and cannot be asked for (RFC 8996)",
                    "write `tls` for any version, `tls 1.2` or `tls 1.3`",
                    null);
        }
        return version;
    }

    Optional<Integer> number(Word word, int least, int most, String what) {
        if (word.text().matches("\\d{1,9}")) {
            int number = Integer.parseInt(word.text());
            if (number >= least && number <= most) {
                return Optional.of(number);
            }
        }
        return bad(
                DiagnosticCode.BAD_NUMBER,
                word,
                "`" + word.text() + "` is not " + what,
                "write a number from " + least + " to " + most,
                null);
    }

    Optional<String> headerName(Word word) {
        String text =
                word.text().endsWith(":") ? word.text().substring(0, word.text().length() - 1) : word.text();
        boolean good = !text.isEmpty() && text.length() <= 998;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            good &= c > 0x20 && c < 0x7F && c != ':';
        }
        if (!good) {
            return bad(
                    DiagnosticCode.BAD_HEADER,
                    word,
                    "`" + word.text() + "` is not the name of a header",
                    "write its name without the colon, as in `X-Originating-Tenant`",
                    null);
        }
        return Optional.of(text.toLowerCase(Locale.ROOT));
    }

    /** One of a few words. */
    Optional<String> choice(Word word, String property, List<String> choices) {
        if (choices.contains(word.text())) {
            return Optional.of(word.text());
        }
        Optional<String> near = Suggestions.nearest(word.text(), choices);
        return bad(
                DiagnosticCode.BAD_PROPERTY_VALUE,
                word,
                "`" + property + "` cannot be `" + word.text() + "`",
                near.map(found -> "did you mean `" + found + "`?")
                        .orElse("it is "
                                + String.join(
                                        " or ",
                                        choices.stream().map(c -> "`" + c + "`").toList())),
                near.orElse(null));
    }

    private <T> Optional<T> bad(
            DiagnosticCode code, Word word, String message, String help, @Nullable String replacement) {
        if (word.text().equals(Resolver.REPORTED)) {
            return Optional.empty();
        }
        Diagnostic diagnostic = Places.at(code, word, message).withHelp(help);
        if (replacement != null && !replacement.isEmpty() && word.cell().isEmpty()) {
            diagnostic = diagnostic.withFix(new Fix("replace by `" + replacement + "`", word.span(), replacement));
        }
        sink.report(diagnostic);
        return Optional.empty();
    }

    private static Diagnostic related(Diagnostic diagnostic, Word word) {
        if (word.cell().isEmpty()) {
            return diagnostic;
        }
        Word.Cell cell = word.cell().get();
        return diagnostic
                .labelled("row " + cell.row() + ", column `" + cell.column() + "`")
                .withRelated(word.span().alone(), "used here");
    }
}
