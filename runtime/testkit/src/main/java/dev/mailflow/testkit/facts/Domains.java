package dev.mailflow.testkit.facts;

import com.ibm.icu.text.IDNA;
import java.util.Locale;

/** Domains as people write them, mapped as the compiler and the relay map them (UTS 46, non-transitional). */
public final class Domains {
    private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
            | IDNA.NONTRANSITIONAL_TO_UNICODE
            | IDNA.USE_STD3_RULES
            | IDNA.CHECK_BIDI
            | IDNA.CHECK_CONTEXTJ);

    private Domains() {}

    /**
     * The domain in A-labels, or the address or pattern with its domain so. What is ASCII already comes back in lower case.
     *
     * @throws IllegalArgumentException if the domain cannot be mapped
     */
    public static String toAscii(String text) {
        int at = text.lastIndexOf('@');
        String domain = text.substring(at + 1);
        if (domain.chars().allMatch(c -> c <= 0x7E)) {
            return text.substring(0, at + 1) + domain.toLowerCase(Locale.ROOT);
        }
        int start = domain.startsWith("*.") || domain.startsWith("?.") ? 2 : domain.startsWith(".") ? 1 : 0;
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = UTS46.nameToASCII(domain.substring(start), new StringBuilder(), info);
        // ICU gives a text even where it found errors.
        if (info.hasErrors()) {
            throw new IllegalArgumentException("not a domain: " + domain + " " + info.getErrors());
        }
        return text.substring(0, at + 1) + domain.substring(0, start) + ascii;
    }

    /** As people write it; the text itself where that is the same. */
    public static String toUnicode(String domain) {
        IDNA.Info info = new IDNA.Info();
        StringBuilder unicode = UTS46.nameToUnicode(domain, new StringBuilder(), info);
        return info.hasErrors() ? domain : unicode.toString();
    }
}
