package dev.mailflow.packing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every way in which a lambda, a method reference and a record can be written; what it answers must not depend on how it is linked. */
public final class Fixture implements Supplier<List<Object>> {
    private final int field = 7;
    private final List<Object> answers = new ArrayList<>();

    /** Components of each kind. */
    public record All(boolean z, byte b, char c, short s, int i, long j, float f, double d, String text, int[] array) {}

    /** Of nothing. */
    public record None() {}

    /** Of one that may be null. */
    public record One(@Nullable Object value) {}

    private record Hidden<T extends Comparable<T>>(T value) implements Comparable<Hidden<T>> {
        @Override
        public int compareTo(Hidden<T> other) {
            return Comparator.<Hidden<T>, T>comparing(Hidden::value).compare(this, other);
        }
    }

    private interface Shape {
        double area();

        default Supplier<Double> later() {
            return () -> area() + own();
        }

        private double own() {
            return 0.5;
        }

        static Supplier<Shape> square(double side) {
            return () -> () -> side * side;
        }
    }

    private static final class Counter {
        private int count;

        private Counter(int start) {
            this.count = start;
        }

        private int next() {
            return count++;
        }

        private IntFunction<Supplier<Integer>> nested() {
            return step -> () -> count += step;
        }
    }

    private static class Base {
        String name() {
            return "base";
        }
    }

    private static final class Derived extends Base {
        @Override
        String name() {
            return "derived";
        }

        Supplier<String> above() {
            return super::name;
        }
    }

    private interface Pick extends Supplier<String>, Serializable {}

    private static int twice(int number) {
        return 2 * number;
    }

    private String prefixed(String text, long number) {
        return field + text + number;
    }

    private static String joined(String... words) {
        return String.join("+", words);
    }

    @Override
    public List<Object> get() {
        lambdas();
        references();
        conversions();
        records();
        streams();
        return answers;
    }

    private void lambdas() {
        int captured = 3;
        long wide = 4L;
        double real = 0.25;
        String text = "t";
        Supplier<String> all = () -> field + text + captured + wide + real;
        answers.add(all.get());
        Runnable nothing = () -> answers.add("ran");
        nothing.run();
        Function<Integer, Function<Integer, Integer>> curried = a -> b -> a * 10 + b + captured;
        answers.add(curried.apply(4).apply(2));
        answers.add(Shape.square(1.5).get().later().get());
        Counter counter = new Counter(5);
        answers.add(counter.nested().apply(4).get());
        answers.add(counter.next());
        answers.add(new Derived().above().get());
        Pick pick = () -> "serializable " + captured;
        answers.add(pick.get());
        List<Supplier<String>> made = new ArrayList<>();
        for (String word : List.of("a", "b")) {
            made.add(() -> word + word);
        }
        answers.add(made.stream().map(Supplier::get).toList());
    }

    private void references() {
        answers.add(Stream.of(1, 2, 3).map(Fixture::twice).toList());
        BiFunction<String, Long, String> bound = this::prefixed;
        answers.add(bound.apply("x", 9L));
        IntFunction<Counter> constructor = Counter::new;
        ToIntFunction<Counter> unbound = Counter::next;
        answers.add(unbound.applyAsInt(constructor.apply(8)));
        IntFunction<int[]> array = int[]::new;
        answers.add(array.apply(3).length);
        Function<String, String> variable = Fixture::joined;
        answers.add(variable.apply("w"));
        BinaryOperator<String> two = Fixture::joined;
        answers.add(two.apply("v", "w"));
        Consumer<String> dropped = answers::add;
        dropped.accept("dropped result");
        Function<String, Integer> length = String::length;
        answers.add(length.apply("four"));
        Supplier<List<String>> list = ArrayList::new;
        answers.add(list.get());
        answers.add(Stream.of("b", "a").sorted(Comparator.naturalOrder()).collect(Collectors.joining()));
        answers.add(Stream.of(new Hidden<>("b"), new Hidden<>("a"))
                .sorted()
                .map(Hidden::value)
                .toList());
        UnaryOperator<CharSequence> same = UnaryOperator.identity();
        answers.add(same.apply("same"));
    }

    private void conversions() {
        IntBinaryOperator sum = Integer::sum;
        answers.add(sum.applyAsInt(1, 2));
        LongSupplier widened = () -> field;
        answers.add(widened.getAsLong());
        LongSupplier fromInt = this.answers::size;
        answers.add(fromInt.getAsLong() > 0);
        DoubleSupplier fromLong = new java.util.concurrent.atomic.AtomicLong(6)::get;
        answers.add(fromLong.getAsDouble());
        ToLongFunction<Integer> unboxedAndWidened = Integer::intValue;
        answers.add(unboxedAndWidened.applyAsLong(11));
        ToDoubleFunction<Integer> value = number -> number;
        answers.add(value.applyAsDouble(12));
        LongFunction<Object> boxed = Long::valueOf;
        answers.add(boxed.apply(13L));
        Function<Integer, Long> both = Integer::longValue;
        answers.add(both.apply(14));
        answers.add(IntStream.rangeClosed(1, 3).mapToObj(Integer::toString).toList());
        Function<Character, Integer> narrow = Character::getNumericValue;
        answers.add(narrow.apply('7'));
        Function<Byte, Integer> small = Byte::toUnsignedInt;
        answers.add(small.apply((byte) -1));
        ToIntFunction<Short> shorter = Short::shortValue;
        answers.add(shorter.applyAsInt((short) 15));
    }

    private void records() {
        int[] array = {1};
        All all = all(1.5, "text", array);
        for (All other : List.of(
                all(1.5, "text", array),
                all(2.5, "text", array),
                all(1.5, "other", array),
                all(1.5, "text", new int[] {1}),
                all(Double.NaN, "text", array),
                all(-0.0, "text", array))) {
            answers.add(all.equals(other));
            answers.add(other.equals(all(other.d(), other.text(), other.array())));
            answers.add(other.hashCode()
                    == all(other.d(), other.text(), other.array()).hashCode());
        }
        answers.add(all.equals((Object) "text"));
        answers.add(all(0.5, "x", array).hashCode() - System.identityHashCode(array));
        answers.add(new None().equals(new None()));
        answers.add(new None().hashCode());
        answers.add(new One(null).equals(new One(null)));
        answers.add(new One(null).equals(new One("a")));
        answers.add(new One("a").equals(new One(null)));
        answers.add(new One(null).hashCode());
        answers.add(new One("a").hashCode());
        answers.add(new One("a").toString());
        answers.add(new Hidden<>("h").equals(new Hidden<>("h")));
    }

    /** What an end answers, and how far it looks. */
    private void streams() {
        for (List<Integer> numbers : List.of(List.<Integer>of(), List.of(1), List.of(2, 1, 3), List.of(1, 2, 3, 4))) {
            List<Integer> seen = new ArrayList<>();
            answers.add(numbers.stream().peek(seen::add).toList());
            answers.add(numbers.stream().peek(seen::add).anyMatch(number -> number > 1));
            answers.add(numbers.stream().peek(seen::add).allMatch(number -> number == 1));
            answers.add(numbers.stream().peek(seen::add).noneMatch(number -> number == 2));
            answers.add(numbers.stream().peek(seen::add).findFirst());
            answers.add(numbers.stream()
                    .flatMap(number -> numbers.stream().map(other -> number * 10 + other))
                    .peek(seen::add)
                    .findFirst());
            answers.add(numbers.stream()
                    .filter(number -> number > 2)
                    .peek(seen::add)
                    .distinct()
                    .sorted()
                    .toList());
            answers.add(seen);
        }
        List<@Nullable String> withNull = Stream.<@Nullable String>of("a", null).toList();
        answers.add(withNull);
        answers.add(withNull.contains(null));
        answers.add(Stream.of("a").toList().contains(null));
        answers.add(thrown(() -> withNull.add("b")));
        answers.add(
                thrown(() -> answers.add(Stream.<@Nullable String>of(null, "a").findFirst())));
        answers.add(thrown(() -> Stream.empty().toList().add("b")));
        answers.add(Stream.iterate(1, number -> number + 1).anyMatch(number -> number > 100));
    }

    private static String thrown(Runnable action) {
        try {
            action.run();
            return "nothing";
        } catch (RuntimeException e) {
            return e.getClass().getName();
        }
    }

    private static All all(double d, String text, int[] array) {
        return new All(true, (byte) 1, 'c', (short) 2, 3, 4L, 0.5f, d, text, array);
    }
}
