package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.LazyPattern;
import java.util.Optional;

/** Names of certificates and patterns of them (RFC 9525 6.3). */
final class CertificateValues {
    /** SHA-1 or SHA-256 in hexadecimal, as consoles show it. */
    private static final LazyPattern THUMBPRINT =
            new LazyPattern("(?i)[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{2}(:[0-9a-f]{2}){15,31}");

    private static final LazyPattern FILE = new LazyPattern("(?i).*\\.(pem|crt|cer|pfx|p12|key)");
    private static final LazyPattern PART_OF_LABEL = new LazyPattern("\\*[A-Za-z0-9-]+\\..*");

    private final ValueReports reports;
    private final PatternValues patterns;

    CertificateValues(ValueReports reports, PatternValues patterns) {
        this.reports = reports;
        this.patterns = patterns;
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
        boolean extension = text.length() > 3 && text.charAt(text.length() - 4) == '.';
        if (text.indexOf('/') >= 0
                || text.indexOf('\\') >= 0
                || (extension && FILE.matcher(text).matches())) {
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
