package dev.mailflow.compiler.targets.testresource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Lines of words: a keyword and its values with tabs between them. */
final class FactLines {
    private final StringBuilder text = new StringBuilder();

    FactLines add(String keyword, String... values) {
        return add(keyword, List.of(values));
    }

    FactLines add(String keyword, Collection<String> values) {
        text.append(keyword);
        for (String value : values) {
            text.append('\t').append(escaped(value));
        }
        text.append('\n');
        return this;
    }

    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '\\' -> escaped.append("\\\\");
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                default -> escaped.append(value.charAt(i));
            }
        }
        return escaped.toString();
    }

    /** At most so many, the first and the last among them and the others evenly between; the same ones always. */
    static <T> List<T> spread(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<T> some = new ArrayList<>(most);
        for (int i = 0; i < most; i++) {
            some.add(all.get((int) ((long) i * (all.size() - 1) / (most - 1))));
        }
        return some;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
