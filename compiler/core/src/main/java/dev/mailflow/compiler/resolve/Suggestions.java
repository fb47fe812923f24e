package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.parse.Opposites;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the user may have meant. Silent unless close: a wrong suggestion costs more than none. */
public final class Suggestions {
    private static final int LONGEST = 64;

    private Suggestions() {}

    /** The nearest candidate within a third of the word's length; among equals the first in alphabetical order. */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        return ranked(word, candidates).stream().findFirst();
    }

    /** The nearest file; what all files of a kind end in makes no name near. */
    static Optional<String> nearestFile(String name, Collection<String> files) {
        return ranked(name, files).stream()
                .filter(file -> stem(file).equalsIgnoreCase(stem(name))
                        || nearest(stem(name), List.of(stem(file))).isPresent())
                .findFirst();
    }

    private static String stem(String file) {
        int dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }

    /**
     * The help that goes with a candidate: a question where the spelling is near, the word of this language where
     * another language's was written.
     */
    public static String phrase(String word, String found) {
        boolean near = nearest(word, List.of(found)).isPresent();
        return near ? "did you mean `" + found + "`?" : "the word here is `" + found + "`";
    }

    private static List<String> ranked(String word, Collection<String> candidates) {
        if (word.length() > LONGEST) {
            return List.of();
        }
        record Scored(String candidate, int distance) {}
        String lower = word.toLowerCase(Locale.ROOT);
        int limit = word.length() / 3;
        List<Scored> scored = new ArrayList<>();
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - word.length()) <= limit) {
                int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
                if (distance <= limit
                        && distance < Math.max(word.length(), candidate.length())
                        && !Opposites.contradict(word, candidate)) {
                    scored.add(new Scored(candidate, distance));
                }
            }
        }
        scored.sort(Comparator.comparingInt(Scored::distance).thenComparing(Scored::candidate));
        return scored.stream().map(Scored::candidate).toList();
    }

    /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
    public static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int substituted = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(substituted, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = best;
            }
        }
        return cost[a.length()][b.length()];
    }
}
