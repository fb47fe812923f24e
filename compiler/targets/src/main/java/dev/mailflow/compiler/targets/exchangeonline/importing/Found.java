package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One object as some file holds it.
 *
 * @param kind where the file says it; else it is told by the properties
 * @param properties by name, in the order of the file
 */
record Found(Span place, Optional<Kind> kind, Map<String, Raw> properties) {
    Found {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** A value before anybody has said what it means. */
    record Raw(Shape shape, List<String> texts, Span place) {
        Raw {
            texts = List.copyOf(texts);
        }

        boolean isEmpty() {
            return texts.isEmpty() || texts.stream().allMatch(String::isEmpty);
        }
    }

    enum Shape {
        /** {@code null}: no list, no text. */
        NOTHING,
        ONE,
        /** Written as a list, of whatever length. */
        MANY,
        /** Something that only PowerShell can work out, or an object with parts of its own. */
        OPAQUE
    }
}
