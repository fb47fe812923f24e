package dev.mailflow.benchmarks;

import java.util.Locale;

/**
 * One connector of the workload.
 *
 * @param domain of the sender, or of the recipient on the way out
 * @param suffix whether the names below it are meant too
 * @param network in CIDR notation
 */
record Partner(int number, String domain, boolean suffix, String network, byte[] base, int prefix) {
    private static final String[] SYLLABLES = {
        "ba", "ko", "ri", "nu", "ve", "lam", "ter", "sol", "mi", "dra", "qui", "fen", "os", "tal", "ur", "ge"
    };
    private static final String[] ENDS = {"com.example", "example", "net.example", "de.example", "org.example"};

    /** Half exact domains, half suffixes; half /24, a quarter /28, a quarter IPv6 /64. */
    static Partner of(int number, String kind) {
        int mixed = number * 0x9E3779B1;
        String domain = SYLLABLES[mixed >>> 28]
                + SYLLABLES[mixed >>> 24 & 15]
                + kind
                + Integer.toString(number, 36)
                + "."
                + ENDS[Math.floorMod(mixed >> 8, ENDS.length)];
        byte[] base;
        int prefix;
        if (number % 4 == 3) {
            base = new byte[16];
            base[0] = 0x20;
            base[1] = 0x01;
            base[2] = 0x0d;
            base[3] = (byte) 0xb8;
            base[4] = (byte) (number >> 24);
            base[5] = (byte) (number >> 16);
            base[6] = (byte) (number >> 8);
            base[7] = (byte) number;
            prefix = 64;
        } else {
            int first = (11 << 24) + (number << 8);
            base = new byte[] {
                (byte) (first >> 24), (byte) (first >> 16), (byte) (first >> 8), (byte) (number % 4 == 1 ? 16 : 0)
            };
            prefix = number % 4 == 1 ? 28 : 24;
        }
        return new Partner(number, domain, number % 2 == 1 ^ number % 4 > 1, text(base) + "/" + prefix, base, prefix);
    }

    String certificate() {
        return "mail." + domain;
    }

    private static String text(byte[] base) {
        if (base.length == 4) {
            return (base[0] & 0xFF) + "." + (base[1] & 0xFF) + "." + (base[2] & 0xFF) + "." + (base[3] & 0xFF);
        }
        return String.format(
                Locale.ROOT,
                "2001:db8:%x:%x::",
                (base[4] & 0xFF) << 8 | base[5] & 0xFF,
                (base[6] & 0xFF) << 8 | base[7] & 0xFF);
    }
}
