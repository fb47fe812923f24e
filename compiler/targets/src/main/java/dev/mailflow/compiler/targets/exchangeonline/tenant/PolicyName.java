package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.Locale;
import java.util.Set;

/** What an object of a tenant is called in a policy that is read out of it, and by which it is found again. */
public final class PolicyName {
    /** Read otherwise where a name stands. */
    private static final Set<String> TAKEN = Set.of("from", "to", "when", "require", "via");

    private PolicyName() {}

    /** Letters, digits, {@code -} and {@code _}; the same name gives the same word, and a word gives itself. */
    public static String of(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^-+|-+$", "");
        String word = plain.isEmpty() ? "connector" : plain;
        return Character.isLetter(word.charAt(0)) && !TAKEN.contains(word.toLowerCase(Locale.ROOT))
                ? word
                : "c-" + word;
    }

    /** Equal for all names that are one, as far as spelling goes. */
    public static String key(String name) {
        return of(name).toLowerCase(Locale.ROOT);
    }
}
