package dev.mailflow.compiler.type;

/** Reads IP addresses (RFC 4291 2.2 and dotted decimal) and says what is wrong with one that is not. */
final class AddressSyntax {
    private AddressSyntax() {}

    /** Never leaves this package: the callers turn it into a diagnostic. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final int start;
        private final int end;
        private final String what;
        private final String help;

        Malformed(int start, int end, String message, String help) {
            super(message, null, false, false);
            this.what = message;
            this.start = start;
            this.end = end;
            this.help = help;
        }

        /** Of the wrong part, counted in the text. */
        int start() {
            return start;
        }

        int end() {
            return end;
        }

        String what() {
            return what;
        }

        String help() {
            return help;
        }
    }

    static IpAddress parse(String text) throws Malformed {
        if (text.indexOf('%') >= 0) {
            throw new Malformed(
                    text.indexOf('%'),
                    text.length(),
                    "a zone such as `" + text.substring(text.indexOf('%')) + "` means something on one machine only",
                    "write the address without it");
        }
        return text.indexOf(':') >= 0 ? v6(text) : IpAddress.ofV4(v4(text, 0, text));
    }

    private static int v4(String text, int shift, String whole) throws Malformed {
        long plain = plainV4(text);
        return plain >= 0 ? (int) plain : explainedV4(text, shift, whole);
    }

    /** The bits of what is written without any mistake, as nearly every address is; −1 for all else. */
    private static long plainV4(String text) {
        long bits = 0;
        int octets = 0;
        int begin = 0;
        int octet = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '.' : text.charAt(i);
            if (c >= '0' && c <= '9' && i - begin < 3) {
                octet = octet * 10 + c - '0';
                continue;
            }
            boolean zero = i - begin > 1 && text.charAt(begin) == '0';
            if (c != '.' || i == begin || octet > 255 || zero || octets == 4) {
                return -1;
            }
            bits = bits << 8 | octet;
            octets++;
            octet = 0;
            begin = i + 1;
        }
        return octets == 4 ? bits : -1;
    }

    /** Digits, dots and the letters that are taken for digits. */
    private static boolean looksLikeDigits(String text) {
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digit = true;
            } else if ("OolI.".indexOf(c) < 0) {
                return false;
            }
        }
        return digit;
    }

    private static int explainedV4(String text, int shift, String whole) throws Malformed {
        boolean confusable = looksLikeDigits(text);
        for (int i = 0; i < text.length() && confusable; i++) {
            char c = text.charAt(i);
            if (Character.isLetter(c)) {
                String digit = c == 'O' || c == 'o' ? "0" : "1";
                throw new Malformed(
                        shift + i,
                        shift + i + 1,
                        "`" + c + "` is a letter, digits are wanted here",
                        "write `" + digit + "`: `" + whole.replace(c, digit.charAt(0)) + "`");
            }
        }
        if (!looksLikeV4(text)) {
            throw new Malformed(
                    0,
                    whole.length(),
                    "`" + whole + "` is not an IP address",
                    "write an address or a network, as in `192.0.2.1`, `192.0.2.0/24` or `2001:db8::/32`");
        }
        String[] octets = text.split("\\.", -1);
        int at = shift;
        int bits = 0;
        for (int i = 0; i < octets.length; i++) {
            String octet = octets[i];
            int end = at + octet.length();
            if (octet.isEmpty()) {
                throw new Malformed(
                        at,
                        Math.min(whole.length(), end + 1),
                        "an octet of `" + whole + "` is missing",
                        "write four numbers with one dot between each two");
            }
            if (octet.length() > 3 || Integer.parseInt(octet) > 255) {
                throw new Malformed(
                        at,
                        end,
                        "`" + octet + "` is larger than 255: " + ordinal(i) + " octet of `" + whole + "`",
                        "check the number: an octet is 0 to 255");
            }
            if (octet.length() > 1 && octet.charAt(0) == '0') {
                throw new Malformed(
                        at,
                        end,
                        "`" + octet + "` begins with a zero, which some programs read as octal",
                        "write the octets without zeros in front: `" + whole.replaceAll("(^|\\.)0+(?=\\d)", "$1")
                                + "`");
            }
            bits = bits << 8 | Integer.parseInt(octet);
            at = end + 1;
        }
        if (octets.length != 4) {
            throw new Malformed(
                    0,
                    whole.length(),
                    "`" + whole + "` has " + octets.length + (octets.length == 1 ? " octet" : " octets")
                            + ", an IPv4 address has four",
                    "write four numbers, and for a network its bits behind `/`, as in `10.20.0.0/16`");
        }
        return bits;
    }

    private static String ordinal(int index) {
        return switch (index) {
            case 0 -> "the first";
            case 1 -> "the second";
            case 2 -> "the third";
            case 3 -> "the fourth";
            default -> "an";
        };
    }

    private static IpAddress v6(String text) throws Malformed {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            throw new Malformed(
                    text.indexOf("::", gap + 1),
                    text.length(),
                    "`" + text + "` has `::` twice",
                    "write zeros out in one of the two places: only one `::` can stand for them");
        }
        int[] groups = new int[8];
        if (gap < 0) {
            int count = read(text, 0, groups, text);
            if (count != 8) {
                throw new Malformed(
                        0,
                        text.length(),
                        "`" + text + "` has " + count + " groups, an IPv6 address has eight",
                        "use `::` for a run of zeros");
            }
        } else {
            int[] front = new int[8];
            int[] back = new int[8];
            int before = read(text.substring(0, gap), 0, front, text);
            int after = read(text.substring(gap + 2), gap + 2, back, text);
            if (before + after > 7) {
                throw new Malformed(
                        0,
                        text.length(),
                        "`" + text + "` has too many groups",
                        "remove some: an IPv6 address has eight");
            }
            System.arraycopy(front, 0, groups, 0, before);
            System.arraycopy(back, 0, groups, 8 - after, after);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | groups[i];
            low = low << 16 | groups[i + 4];
        }
        return new IpAddress(high, low);
    }

    private static int read(String part, int shift, int[] groups, String whole) throws Malformed {
        if (part.isEmpty()) {
            return 0;
        }
        String[] words = part.split(":", -1);
        int count = 0;
        int at = shift;
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (i == words.length - 1 && word.indexOf('.') >= 0 && count <= 6) {
                int bits = v4(word, at, whole);
                groups[count++] = bits >>> 16;
                groups[count++] = bits & 0xFFFF;
                return count;
            }
            if (word.isEmpty() || word.length() > 4 || !isHexadecimal(word)) {
                throw new Malformed(
                        at,
                        Math.min(whole.length(), at + Math.max(1, word.length())),
                        "`" + word + "` is not a group of an IPv6 address",
                        "write one to four hexadecimal digits (0 to 9, a to f)");
            }
            if (count == 8) {
                throw new Malformed(
                        0,
                        whole.length(),
                        "`" + whole + "` has too many groups",
                        "remove some: an IPv6 address has eight");
            }
            groups[count++] = Integer.parseInt(word, 16);
            at += word.length() + 1;
        }
        return count;
    }

    private static boolean isHexadecimal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) >= 0x80 || Character.digit(word.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is nothing but digits and dots. */
    static boolean looksLikeV4(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
