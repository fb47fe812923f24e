package dev.mailflow.relay.published;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A policy of MTA-STS (RFC 8461 3.2).
 *
 * @param mx host names, lower case, perhaps with {@code *.} before them
 */
public record StsPolicy(Mode mode, List<String> mx, Duration maxAge) {
    /** RFC 8461 3.2. */
    private static final long LONGEST_AGE = 31_557_600;

    /** RFC 1035 2.3.4, with {@code *.} before it and a dot behind it. */
    private static final int LONGEST_PATTERN = 256;

    public StsPolicy {
        mx = List.copyOf(mx);
    }

    /** What becomes of a host that does not meet the policy. */
    public enum Mode {
        ENFORCE,
        TESTING,
        NONE
    }

    /** Reads a policy file; empty if it is none. Unknown fields are passed over, of doubled ones the first counts. */
    public static Optional<StsPolicy> parse(byte[] octets) {
        String version = "";
        String mode = "";
        String age = "";
        List<String> mx = new ArrayList<>();
        for (String line : new String(octets, StandardCharsets.UTF_8).split("\r?\n", -1)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                if (!line.isBlank()) {
                    return Optional.empty();
                }
                continue;
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).strip()) {
                case "version" -> version = version.isEmpty() ? value : version;
                case "mode" -> mode = mode.isEmpty() ? value : mode;
                case "max_age" -> age = age.isEmpty() ? value : age;
                case "mx" -> mx.add(value.toLowerCase(Locale.ROOT));
                default -> {
                    // RFC 8461 3.2: extensions.
                }
            }
        }
        if (!version.equals("STSv1") || !age.matches("[0-9]{1,10}")) {
            return Optional.empty();
        }
        Duration maxAge = Duration.ofSeconds(Math.min(LONGEST_AGE, Long.parseLong(age)));
        return switch (mode) {
            case "enforce" -> of(Mode.ENFORCE, mx, maxAge);
            case "testing" -> of(Mode.TESTING, mx, maxAge);
            // It names hosts for nothing (RFC 8461 8.3).
            case "none" -> Optional.of(new StsPolicy(Mode.NONE, List.of(), maxAge));
            default -> Optional.empty();
        };
    }

    private static Optional<StsPolicy> of(Mode mode, List<String> mx, Duration maxAge) {
        boolean isSound = !mx.isEmpty() && mx.stream().allMatch(StsPolicy::isPattern);
        return isSound ? Optional.of(new StsPolicy(mode, mx, maxAge)) : Optional.empty();
    }

    static boolean isPattern(String text) {
        if (text.length() > LONGEST_PATTERN) {
            return false;
        }
        String host = text.startsWith("*.") ? text.substring(2) : text;
        return host.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*\\.?");
    }

    /** Whether a mail exchanger is among those named; a wild card stands for one label (RFC 8461 4.1). */
    public boolean names(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        for (String pattern : mx) {
            String bare = pattern.endsWith(".") ? pattern.substring(0, pattern.length() - 1) : pattern;
            if (!bare.startsWith("*.") && name.equals(bare)) {
                return true;
            }
            int dot = name.indexOf('.');
            if (bare.startsWith("*.") && dot > 0 && name.substring(dot + 1).equals(bare.substring(2))) {
                return true;
            }
        }
        return false;
    }
}
