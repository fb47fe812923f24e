package dev.mailflow.compiler.type;

import java.util.Arrays;
import java.util.Optional;

/** Units of a size as the language has them, the greatest first: of 1 024 and of a thousand octets and their powers. */
public enum SizeUnit {
    GIB("GiB", 1L << 30),
    GB("GB", 1_000_000_000),
    MIB("MiB", 1L << 20),
    MB("MB", 1_000_000),
    KIB("KiB", 1L << 10),
    KB("KB", 1_000);

    private final String text;
    private final long octets;

    SizeUnit(String text, long octets) {
        this.text = text;
        this.octets = octets;
    }

    /** In octets; empty if there is no such unit. Nothing, and {@code b}, are octets; in small letters or large. */
    static Optional<Long> octets(String unit) {
        if (unit.isEmpty() || unit.equalsIgnoreCase("b")) {
            return Optional.of(1L);
        }
        return Arrays.stream(values())
                .filter(one -> one.text.equalsIgnoreCase(unit))
                .findFirst()
                .map(one -> one.octets);
    }

    /** So many octets as a policy writes them: in the greatest unit of which they are a multiple. */
    public static String text(long octets) {
        return Arrays.stream(values())
                .filter(unit -> octets > 0 && octets % unit.octets == 0)
                .findFirst()
                .map(unit -> octets / unit.octets + unit.text)
                .orElse(String.valueOf(octets));
    }
}
