package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.LazyPattern;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/** Names of certificates and patterns of them (RFC 9525 6.3). */
final class CertificateValues {
    /** SHA-1 or SHA-256 in hexadecimal, as consoles show it. */
    private static final LazyPattern THUMBPRINT =
            new LazyPattern("(?i)[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{2}(:[0-9a-f]{2}){15,31}");

    private static final Set<String> FILES = Set.of("pem", "crt", "cer", "pfx", "p12", "key");
    private static final LazyPattern PART_OF_LABEL = new LazyPattern("\\*[A-Za-z0-9-]+\\..*");

    private static final LazyPattern SUBJECT = new LazyPattern(
            "(?i)/?(?:(?:cn|dns|dns name|subject|san|s) ?[=:] ?){1,3}((?:\\*\\.)?[a-z0-9-]+(?:\\.[a-z0-9-]+)+)(?:[,;/].*)?");

    private final ValueReports reports;
    private final PatternValues patterns;

    CertificateValues(ValueReports reports, PatternValues patterns) {
        this.reports = reports;
        this.patterns = patterns;
    }

    /** The DNS name in {@code CN=mail.contoso.com, O=Contoso}, {@code DNS:mail.contoso.com}; empty for other text. */
    static Optional<String> bareName(String text) {
        if (text.indexOf('=') < 0 && text.indexOf(':') < 0) {
            return Optional.empty();
        }
        Matcher subject = SUBJECT.matcher(text);
        return subject.matches() ? Optional.of(subject.group(1)) : Optional.empty();
    }

    Optional<CertificatePattern> certificatePattern(Word word) {
        String text = word.text();
        if (ValueReports.isReported(word)) {
            return Optional.empty();
        }
        if (text.startsWith("*.") && text.indexOf('*', 1) < 0) {
            return patterns.domain(word, 2).map(name -> new CertificatePattern("*." + name));
        }
        // Both are longer than nearly all names, and a table holds many.
        if (text.length() >= 40 && THUMBPRINT.matcher(text).matches()) {
            return bad(
                    word,
                    "`" + text + "` is a thumbprint, the name of the certificate is wanted here",
                    "write a DNS name that it holds, as in `mail.contoso.com`: it outlives the next renewal");
        }
        Optional<String> subject = bareName(text);
        if (subject.isPresent()) {
            return reports.bad(
                    DiagnosticCode.BAD_CERTIFICATE_NAME,
                    word,
                    "`" + text + "` says where in the certificate its name stands",
                    "write the name alone: `" + subject.get() + "`",
                    subject.get());
        }
        boolean extension = text.length() > 3 && text.charAt(text.length() - 4) == '.';
        if (text.indexOf('/') >= 0
                || text.indexOf('\\') >= 0
                || (extension
                        && FILES.contains(text.substring(text.length() - 3).toLowerCase(Locale.ROOT)))) {
            return bad(
                    word,
                    "`" + text + "` is a file, the name of the certificate is wanted here",
                    "write a DNS name that it holds, as in `mail.contoso.com`");
        }
        if (text.startsWith(".")
                || (text.startsWith("*") && PART_OF_LABEL.matcher(text).matches())) {
            String meant = "*." + text.substring(1);
            return bad(
                    word,
                    "`" + text + "` is not the name of a certificate",
                    "write one name, or `" + meant + "`: in a certificate `*.` covers exactly one label (RFC 9525)");
        }
        if (text.indexOf('*') >= 0 || text.startsWith("?")) {
            return bad(
                    word,
                    "`" + text + "` is not the name of a certificate",
                    "write one name, or `*.` and a domain: that covers exactly one label (RFC 9525)");
        }
        if (text.indexOf('@') >= 0) {
            return bad(
                    word,
                    "`" + text + "` is not a DNS name",
                    "write a DNS name out of the certificate's subject alternative names, as in `mail.contoso.com`");
        }
        return patterns.domain(word, 0).map(name -> new CertificatePattern(name.text()));
    }

    private Optional<CertificatePattern> bad(Word word, String message, String help) {
        return reports.bad(DiagnosticCode.BAD_CERTIFICATE_NAME, word, message, help);
    }
}
