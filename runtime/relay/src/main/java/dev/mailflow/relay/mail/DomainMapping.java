package dev.mailflow.relay.mail;

import com.ibm.icu.text.IDNA;
import dev.mailflow.runtime.DomainName;
import java.util.Locale;
import java.util.Optional;

/** Domains as users and peers write them, mapped to A-labels by UTS 46 (non-transitional); the only place that does so. */
public final class DomainMapping {
    private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
            | IDNA.NONTRANSITIONAL_TO_UNICODE
            | IDNA.USE_STD3_RULES
            | IDNA.CHECK_BIDI
            | IDNA.CHECK_CONTEXTJ);
    /** RFC 5321 4.5.3.1.2. */
    private static final int LONGEST_DOMAIN = 255;
    /** RFC 1035 2.3.4. */
    private static final int LONGEST_LABEL = 63;

    private DomainMapping() {}

    /** The domain in A-labels; empty if it is none. No address literals. */
    public static Optional<DomainName> toAscii(String domain) {
        if (isLettersDigitsHyphens(domain)) {
            return Optional.of(DomainName.of(domain));
        }
        for (int i = 0; i < domain.length(); i++) {
            // Pure ASCII that is not letters, digits and hyphens is not made better by mapping.
            if (domain.charAt(i) > 0x7E) {
                return mapped(domain);
            }
        }
        return Optional.empty();
    }

    /**
     * A domain as it stands in an envelope (RFC 6531 3.3: U-labels, RFC 5891): but for case it must be spelled as it is meant.
     * What UTS 46 would only map to letters, such as full-width ones, is refused, so that no two spellings that look
     * different are one domain to us and none to the next.
     */
    static Optional<DomainName> ofEnvelope(String domain) {
        Optional<DomainName> ascii = toAscii(domain);
        if (ascii.isEmpty() || isLettersDigitsHyphens(domain)) {
            return ascii;
        }
        IDNA.Info info = new IDNA.Info();
        String meant = UTS46.nameToUnicode(ascii.get().text(), new StringBuilder(), info)
                .toString();
        String written = domain.toLowerCase(Locale.ROOT);
        // Labels may be spelled either way, each by itself.
        String[] writtenLabels = written.split("\\.", -1);
        String[] meantLabels = meant.split("\\.", -1);
        String[] asciiLabels = ascii.get().text().split("\\.", -1);
        if (writtenLabels.length != meantLabels.length) {
            return Optional.empty();
        }
        for (int i = 0; i < writtenLabels.length; i++) {
            if (!writtenLabels[i].equals(meantLabels[i]) && !writtenLabels[i].equals(asciiLabels[i])) {
                return Optional.empty();
            }
        }
        return ascii;
    }

    private static Optional<DomainName> mapped(String domain) {
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = UTS46.nameToASCII(domain, new StringBuilder(), info);
        // ICU gives a text even where it found errors.
        return !info.hasErrors() && isLettersDigitsHyphens(ascii)
                ? Optional.of(DomainName.of(ascii.toString()))
                : Optional.empty();
    }

    /** RFC 5321 4.1.2: sub-domains of letters, digits and inner hyphens. */
    private static boolean isLettersDigitsHyphens(CharSequence text) {
        int length = text.length();
        if (length == 0 || length > LONGEST_DOMAIN) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= length; i++) {
            if (i == length || text.charAt(i) == '.') {
                int label = i - start;
                if (label == 0 || label > LONGEST_LABEL || text.charAt(start) == '-' || text.charAt(i - 1) == '-') {
                    return false;
                }
                start = i + 1;
            } else if (!isLetterOrDigit(text.charAt(i)) && text.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }

    static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
