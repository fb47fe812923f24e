package dev.mailflow.packing;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ends of a {@link Stream} that Java writes with lambdas of its own, each of which it links when a program first gets there:
 * the same by what it has classes for. {@link LinkedClass} calls these in their stead, and {@link Packing} puts them into the jar.
 */
public final class Streams {
    private Streams() {}

    /** As {@link Stream#toList}. */
    public static <T> List<T> toList(Stream<T> stream) {
        @SuppressWarnings("unchecked") // nobody sees the array but as a list that cannot be written to
        T[] all = (T[]) stream.toArray(Object[]::new);
        return all.length == 0 ? Collections.emptyList() : Collections.unmodifiableList(Arrays.asList(all));
    }

    /** As {@link Stream#anyMatch}. */
    public static <T> boolean anyMatch(Stream<T> stream, Predicate<? super T> predicate) {
        First<T> first = new First<>();
        stream.filter(predicate).limit(1).forEachOrdered(first::set);
        return first.isThere;
    }

    /** As {@link Stream#allMatch}. */
    public static <T> boolean allMatch(Stream<T> stream, Predicate<? super T> predicate) {
        return !anyMatch(stream, element -> !predicate.test(element));
    }

    /** As {@link Stream#noneMatch}. */
    public static <T> boolean noneMatch(Stream<T> stream, Predicate<? super T> predicate) {
        return !anyMatch(stream, predicate);
    }

    /** As {@link Stream#findFirst}. */
    public static <T> Optional<T> findFirst(Stream<T> stream) {
        First<T> first = new First<>();
        stream.limit(1).forEachOrdered(first::set);
        return first.isThere ? Optional.of(Objects.requireNonNull(first.element)) : Optional.empty();
    }

    /** Of a stream that was cut behind its first element. */
    private static final class First<T> {
        private boolean isThere;
        private @Nullable T element;

        private void set(T element) {
            this.isThere = true;
            this.element = element;
        }
    }
}
