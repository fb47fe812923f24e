package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.List;

/** What a property is set to. */
public sealed interface Value {
    /** {@code $null}: nothing is said. */
    record Nothing() implements Value {}

    record Flag(boolean on) implements Value {}

    /** A word of a fixed choice, or any text. */
    record Text(String text) implements Value {}

    /** Without an order of its own. */
    record Texts(List<String> texts) implements Value {
        public Texts {
            texts = List.copyOf(texts);
        }
    }
}
