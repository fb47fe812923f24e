package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An object to be, with where it comes from.
 *
 * @param connectors of the policy that it says; for an accepted domain none
 * @param peer the endpoint at the other end; of a group, of the first
 * @param members of a group: what each of its connectors would be by itself
 * @param rank of what leads out, how specific it is at most: the more specific goes first (R8)
 */
record Draft(Item item, List<String> connectors, String peer, Span origin, List<Item> members, int rank) {
    /** Of all ranks, above the highest: a number less than this for each rule, the first to be asked first. */
    static final int FIRST = 10_000;

    Draft {
        connectors = List.copyOf(connectors);
        members = List.copyOf(members);
    }

    Draft(Item item, List<String> connectors, String peer, Span origin) {
        this(item, connectors, peer, origin, List.of(), 0);
    }

    Draft with(Item changed) {
        return new Draft(changed, connectors, peer, origin, members, rank);
    }

    /** The settings of an object in the making. */
    static final class Builder {
        private final Map<Property, Value> settings = new TreeMap<>();

        Builder word(Property property, String text) {
            settings.put(property, new Value.Text(text));
            return this;
        }

        Builder flag(Property property, boolean on) {
            settings.put(property, new Value.Flag(on));
            return this;
        }

        Builder texts(Property property, List<String> texts) {
            settings.put(property, texts.isEmpty() ? new Value.Nothing() : new Value.Texts(new ArrayList<>(texts)));
            return this;
        }

        Builder nothing(Property property) {
            settings.put(property, new Value.Nothing());
            return this;
        }

        /** How far TLS is asked for, and the name that the certificate must have. */
        Builder tls(Optional<String> level, Optional<String> domain) {
            level.ifPresent(word -> word(Property.TLS_SETTINGS, word));
            domain.ifPresent(name -> word(Property.TLS_DOMAIN, name));
            return this;
        }

        Item build(Kind kind, String name) {
            return new Item(kind, name, settings);
        }
    }
}
