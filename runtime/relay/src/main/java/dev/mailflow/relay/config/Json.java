package dev.mailflow.relay.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value that knows where it was written, so that a mistake found late is still reported at its place. */
sealed interface Json {
    Place place();

    /** In the words of a message: {@code a string}. */
    String kind();

    record Place(Path file, int line, int column) {}

    record Member(Place place, Json value) {}

    record Obj(Place place, Map<String, Member> members) implements Json {
        @Override
        public String kind() {
            return "an object";
        }

        /** The other laid over this one. */
        Obj overlaidBy(Obj other) {
            Map<String, Member> all = new LinkedHashMap<>(members);
            other.members.forEach((key, member) -> {
                Member below = all.get(key);
                boolean merge = below != null && below.value instanceof Obj && member.value instanceof Obj;
                all.put(
                        key,
                        merge && below != null
                                ? new Member(member.place, ((Obj) below.value).overlaidBy((Obj) member.value))
                                : member);
            });
            return new Obj(place, all);
        }
    }

    record Arr(Place place, List<Json> items) implements Json {
        @Override
        public String kind() {
            return "an array";
        }
    }

    record Text(Place place, String value) implements Json {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /** Text as written, for its range depends on the key. */
    record Num(Place place, String digits) implements Json {
        @Override
        public String kind() {
            return "a number";
        }
    }

    /** {@code true}, {@code false} or {@code null}: no key takes one. */
    record Literal(Place place, String kind) implements Json {}
}
