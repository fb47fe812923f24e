package dev.mailflow.compiler.resolve;

import java.util.Collection;
import java.util.Optional;

/**
 * {@link Suggestions} for the first unknown names only: each takes a look at every name, and a table full of unknown ones must not take the
 * square of its length.
 */
final class FewSuggestions {
    private static final int MOST = 200;

    private int made;

    Optional<String> nearest(String word, Collection<String> candidates) {
        return made++ < MOST ? Suggestions.nearest(word, candidates) : Optional.empty();
    }
}
