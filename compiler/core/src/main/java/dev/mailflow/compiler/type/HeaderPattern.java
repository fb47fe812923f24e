package dev.mailflow.compiler.type;

import java.util.List;

/**
 * @param name field name in lower case (RFC 5322 1.2.2)
 * @param values alternatives, compared exactly; empty: the field is there
 */
public record HeaderPattern(String name, List<String> values) {
    public HeaderPattern {
        values = List.copyOf(values);
    }
}
