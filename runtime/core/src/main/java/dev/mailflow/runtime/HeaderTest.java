package dev.mailflow.runtime;

import java.util.List;

/**
 * A question that a policy asks about a message's header.
 *
 * @param name field name in lower case (RFC 5322 1.2.2 compares it so)
 * @param values compared exactly with the unfolded, trimmed body; empty: the field is there, whatever it says
 */
public record HeaderTest(String name, List<String> values) {
    public HeaderTest {
        values = List.copyOf(values);
    }

    /** Whether one of the fields has the name and, if values are given, one of them. */
    public boolean holds(List<Header> headers) {
        for (Header header : headers) {
            if (header.name().equals(name) && (values.isEmpty() || values.contains(header.value()))) {
                return true;
            }
        }
        return false;
    }
}
