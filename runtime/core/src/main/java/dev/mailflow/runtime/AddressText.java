package dev.mailflow.runtime;

/** Reads addresses as RFC 4291 2.2 and dotted decimal write them; the platform's parser would also ask the DNS. */
final class AddressText {
    private AddressText() {}

    static IpAddress parse(String text) {
        return text.indexOf(':') >= 0 ? parseV6(text) : IpAddress.ofV4(parseV4(text, text));
    }

    private static int parseV4(String part, String whole) {
        int bits = 0;
        int octets = 0;
        int at = 0;
        while (true) {
            int end = part.indexOf('.', at);
            String octet = end < 0 ? part.substring(at) : part.substring(at, end);
            int value = number(octet, 10, 3, whole);
            // A leading zero means octal to some readers: no address that two programs read differently.
            if (value > 255 || (octet.length() > 1 && octet.charAt(0) == '0')) {
                throw bad(whole);
            }
            bits = bits << 8 | value;
            octets++;
            if (end < 0) {
                break;
            }
            at = end + 1;
        }
        if (octets != 4) {
            throw bad(whole);
        }
        return bits;
    }

    private static IpAddress parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            throw bad(text);
        }
        int[] groups = new int[8];
        if (gap < 0) {
            if (read(text, groups, text) != 8) {
                throw bad(text);
            }
        } else {
            int[] front = new int[8];
            int[] back = new int[8];
            int before = read(text.substring(0, gap), front, text);
            int after = read(text.substring(gap + 2), back, text);
            if (before + after > 7) {
                throw bad(text);
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

    private static int read(String part, int[] groups, String whole) {
        if (part.isEmpty()) {
            return 0;
        }
        int count = 0;
        int at = 0;
        while (true) {
            int end = part.indexOf(':', at);
            String group = end < 0 ? part.substring(at) : part.substring(at, end);
            boolean last = end < 0;
            if (last && group.indexOf('.') >= 0) {
                if (count > 6) {
                    throw bad(whole);
                }
                int bits = parseV4(group, whole);
                groups[count++] = bits >>> 16;
                groups[count++] = bits & 0xFFFF;
            } else {
                if (count == 8) {
                    throw bad(whole);
                }
                groups[count++] = number(group, 16, 4, whole);
            }
            if (last) {
                return count;
            }
            at = end + 1;
        }
    }

    private static int number(String digits, int radix, int longest, String whole) {
        if (digits.isEmpty() || digits.length() > longest) {
            throw bad(whole);
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                throw bad(whole);
            }
            value = value * radix + digit;
        }
        return value;
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException("not an IP address: " + text);
    }
}
