package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.List;

/** What a property is set to. */
public sealed interface Value {
    /** {@code $null}: nothing is said. */
    record Nothing() implements Value {}

    record Flag(boolean on) implements Value {}

    /**
     * A word of a fixed choice, or any text.
     *
     * @param written as the tenant has it, if that says more: a certificate's whole subject
     */
    record Text(String text, String written) implements Value {
        public Text(String text) {
            this(text, text);
        }

        /** The names of groups are made of it, and stay what they are. */
        @Override
        public String toString() {
            return "Text[text=" + text + "]";
        }
    }

    /**
     * Without an order of its own.
     *
     * @param written as the tenant has them, if that says more: a domain with the cost of its address space
     */
    record Texts(List<String> texts, List<String> written) implements Value {
        public Texts {
            texts = List.copyOf(texts);
            written = List.copyOf(written);
        }

        public Texts(List<String> texts) {
            this(texts, texts);
        }

        /** The names of groups are made of it, and stay what they are. */
        @Override
        public String toString() {
            return "Texts[texts=" + texts + "]";
        }
    }
}
