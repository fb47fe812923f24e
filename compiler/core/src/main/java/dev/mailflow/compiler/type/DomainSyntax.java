package dev.mailflow.compiler.type;

import com.ibm.icu.text.IDNA;
import java.util.Locale;
import java.util.Optional;

/** Reads domains: Unicode or ACE to the one form in which they are compared (UTS 46, RFC 5890). */
final class DomainSyntax {
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;

    /** Made when first a domain is not ASCII: its tables take a good part of the time of a short run. */
    private static final class Uts46 {
        static final IDNA MAPPING = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
                | IDNA.NONTRANSITIONAL_TO_UNICODE
                | IDNA.USE_STD3_RULES
                | IDNA.CHECK_BIDI
                | IDNA.CHECK_CONTEXTJ);
    }

    private DomainSyntax() {}

    /** @param start of the part of the text that is wrong */
    record Problem(int start, int end, String message, String help) {}

    /** @param unicode whether the domain is written with letters beyond ASCII */
    record Result(Optional<DomainName> name, Optional<Problem> problem, boolean unicode) {}

    static Result read(String text) {
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (bare.isEmpty()) {
            return problem(0, text.length(), "a domain is missing", "write one, as in `contoso.com`");
        }
        boolean ascii = true;
        boolean ace = false;
        boolean upper = false;
        int labelStart = 0;
        int labels = 0;
        for (int i = 0; i <= bare.length(); i++) {
            char c = i == bare.length() ? '.' : bare.charAt(i);
            if (c == '.') {
                if (i == labelStart) {
                    return problem(
                            Math.max(0, i - 1),
                            Math.min(text.length(), i + 1),
                            "`" + text + "` has an empty label",
                            "remove a dot: between two dots stands a label");
                }
                char first = bare.charAt(labelStart);
                boolean aceLabel = (first == 'x' || first == 'X') && bare.regionMatches(true, labelStart, "xn--", 0, 4);
                ace |= aceLabel;
                if (first == '-' || (bare.charAt(i - 1) == '-' && !aceLabel)) {
                    return problem(
                            labelStart,
                            i,
                            "the label `" + bare.substring(labelStart, i) + "` begins or ends with `-`",
                            "remove the `-`: it only stands within a label (RFC 1123 2.1)");
                }
                if (i - labelStart > LONGEST_LABEL) {
                    return problem(
                            labelStart,
                            i,
                            "a label is longer than 63 characters (RFC 1035 2.3.4)",
                            "shorten it: no such domain can be registered");
                }
                labelStart = i + 1;
                labels++;
            } else if (c > 0x7F) {
                if (isDash(c)) {
                    return problem(i, i + 1, "`" + c + "` (" + code(c) + ") only looks like a hyphen", "write `-`");
                }
                ascii = false;
            } else if (c >= 'A' && c <= 'Z') {
                upper = true;
            } else if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
                return oddCharacter(text, i);
            }
        }
        if (bare.length() > LONGEST_NAME) {
            return problem(
                    0,
                    text.length(),
                    "a domain has at most 253 characters (RFC 1035 2.3.4)",
                    "shorten it: no such domain can exist");
        }
        if (ascii && !ace) {
            String lower = upper ? bare.toLowerCase(Locale.ROOT) : bare;
            if (labels == 4 && AddressSyntax.looksLikeV4(lower)) {
                return problem(
                        0,
                        text.length(),
                        "`" + text + "` is an IP address, a domain is wanted here",
                        "networks stand after `network` or `networks`");
            }
            return new Result(Optional.of(new DomainName(lower)), Optional.empty(), false);
        }
        IDNA.Info info = new IDNA.Info();
        StringBuilder mapped = new StringBuilder();
        Uts46.MAPPING.nameToASCII(bare, mapped, info);
        if (info.hasErrors() || mapped.length() == 0) {
            return problem(
                    0,
                    text.length(),
                    "`" + text + "` is no domain in Unicode or `xn--` spelling (UTS 46)",
                    "copy the domain from where it is registered, in Unicode or as `xn--…`");
        }
        return new Result(Optional.of(new DomainName(mapped.toString())), Optional.empty(), !ascii);
    }

    /**
     * What word processors and web pages set for a hyphen; no domain is registered with one of them (RFC 5892). The small
     * and the full-width hyphen (U+FE63, U+FF0D) are none of these: UTS 46 maps them to {@code -}.
     */
    static boolean isDash(char c) {
        return c >= '\u2010' && c <= '\u2015' || "\u2043\u2212\uFE58".indexOf(c) >= 0;
    }

    /** The text with hyphens in place of what only looks like them. */
    static String withHyphens(String text) {
        StringBuilder plain = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (isDash(text.charAt(i))) {
                plain.setCharAt(i, '-');
            }
        }
        return plain.toString();
    }

    private static String code(char c) {
        return String.format(Locale.ROOT, "U+%04X", (int) c);
    }

    private static Result oddCharacter(String text, int at) {
        if (text.equals("<>")) {
            return problem(
                    0,
                    text.length(),
                    "`<>` is the empty sender, a domain is wanted here",
                    "leave it out: it stands where senders are named");
        }
        char c = text.charAt(at);
        String help = switch (c) {
            case ',' ->
                comma(text.substring(0, at).strip(), text.substring(at + 1).strip());
            case '_' -> "write `-` or nothing: domains of mail have letters, digits and `-` (RFC 5321 4.1.2)";
            case '/' -> "write the domain alone; networks stand behind `networks` or `network`";
            case ':' -> "write the domain alone; a port only follows a host behind `via` or `hosts`";
            default -> "remove it: domains have letters, digits, `-` and dots between labels";
        };
        return problem(at, at + 1, "`" + c + "` cannot be part of a domain", help);
    }

    /** Within quotes or the cell of a table; bare, it would have separated two items. */
    private static String comma(String before, String after) {
        boolean apart = before.isEmpty() || after.isEmpty();
        return apart || before.indexOf('.') >= 0
                ? "write each domain by itself, without the comma: a bare comma separates the items of a list"
                : "write `" + before + "." + after + "`, if a dot is meant";
    }

    private static Result problem(int start, int end, String message, String help) {
        return new Result(Optional.empty(), Optional.of(new Problem(start, end, message, help)), false);
    }
}
