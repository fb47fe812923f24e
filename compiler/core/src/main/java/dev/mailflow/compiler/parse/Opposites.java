package dev.mailflow.compiler.parse;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Words that look alike and say the contrary: to put one in place of the other would turn what was meant. */
public final class Opposites {
    private static final List<String> PREFIXES =
            List.of("in", "un", "non", "not", "no", "by", "dis", "de", "im", "ir", "anti", "mis", "ex");

    private static final List<Set<String>> PAIRS = List.of(
            Set.of("internal", "external"),
            Set.of("import", "export"),
            Set.of("include", "exclude"),
            Set.of("done", "none"),
            Set.of("inbound", "outbound"));

    private Opposites() {}

    /** Whether the one is the other denied, give or take a letter. */
    public static boolean contradict(String written, String known) {
        String one = plain(written);
        String other = plain(known);
        if (one.equals(other)) {
            return false;
        }
        return PAIRS.stream().anyMatch(pair -> pair.contains(one) && pair.contains(other))
                || isDenied(one, other)
                || isDenied(other, one);
    }

    private static boolean isDenied(String longer, String shorter) {
        for (String prefix : PREFIXES) {
            if (longer.startsWith(prefix) && !shorter.startsWith(prefix)) {
                String rest = longer.substring(prefix.length());
                if (rest.length() > 2 && Spelling.distance(rest, shorter) * 3 <= rest.length()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
