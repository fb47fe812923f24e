package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.analysis.difference.Group.Criterion;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Vocabulary;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.SizeUnit;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What boxes have in common, in the patterns, networks and limits of the policies. */
final class CriterionWords {
    /** More are no shorter way to say what is meant. */
    private static final int MOST_EXCEPTED = 3;

    private final MessageSpace space;
    private final List<Word> recipients;
    private final List<Word> senders;
    private final List<Word> clients;
    private final List<Word> names;
    private final List<Long> sizes;

    /** Changes of one policy concern the same senders again and again. */
    private final Map<Dimension, Map<Ranges, List<String>>> told = new EnumMap<>(Dimension.class);

    /** A pattern and what it means, the widest first. */
    private record Word(String text, Ranges ranges) {}

    CriterionWords(Vocabulary words, MessageSpace space) {
        this.space = space;
        this.recipients =
                sorted(named(words.recipients()), AddressPattern::text, pattern -> space.recipients(List.of(pattern)));
        this.senders = sorted(named(words.senders()), AddressPattern::text, pattern -> space.senders(List.of(pattern)));
        this.clients = sorted(words.networks(), Object::toString, network -> space.clients(List.of(network)));
        this.names = Stream.concat(
                        words.certificates().stream()
                                .map(pattern -> new Word(
                                        "certificate " + pattern.text(), space.certificates(List.of(pattern)))),
                        words.headers().stream()
                                .map(header -> new Word(
                                        "header " + header.name()
                                                + (header.values().isEmpty()
                                                        ? ""
                                                        : " \"" + String.join("\", \"", header.values()) + "\""),
                                        space.header(header))))
                .toList();
        this.sizes = words.sizes().stream().sorted().toList();
    }

    /** Each once; the accepted domains stand there by name too. */
    private static List<AddressPattern> named(Collection<AddressPattern> patterns) {
        return patterns.stream()
                .distinct()
                .filter(pattern -> !(pattern instanceof AddressPattern.EveryAcceptedDomain))
                .toList();
    }

    private static <T> List<Word> sorted(Collection<T> values, Function<T, String> text, Function<T, Ranges> ranges) {
        return values.stream()
                .map(value -> new Word(text.apply(value), ranges.apply(value)))
                .filter(word -> !word.ranges().isEmpty())
                .sorted(Comparator.comparingLong((Word word) -> -word.ranges().size())
                        .thenComparing(Word::text))
                .toList();
    }

    /** Nothing is said of a part that may be anything. */
    List<Criterion> of(List<Box> boxes) {
        List<Criterion> criteria = new ArrayList<>();
        add("recipient", words(Dimension.RECIPIENT, recipients, boxes), criteria);
        add("sender", words(Dimension.SENDER, senders, boxes), criteria);
        add("network", words(Dimension.CLIENT, clients, boxes), criteria);
        add("tls", tls(ranges(Dimension.CHANNEL, boxes)), criteria);
        add("needs", needs(boxes), criteria);
        if (ranges(Dimension.USER, boxes).equals(space.authenticated())) {
            add("user", List.of("authenticated"), criteria);
        }
        add("size", sizes(ranges(Dimension.SIZE, boxes)), criteria);
        add("hops", interval(ranges(Dimension.HOPS, boxes)), criteria);
        return criteria;
    }

    private static void add(String part, List<String> values, List<Criterion> to) {
        if (!values.isEmpty()) {
            to.add(new Criterion(part, values));
        }
    }

    private static Ranges ranges(Dimension dimension, List<Box> boxes) {
        return Ranges.union(boxes.stream().map(box -> box.ranges(dimension)).toList());
    }

    private List<String> words(Dimension dimension, List<Word> words, List<Box> boxes) {
        return told.computeIfAbsent(dimension, d -> new HashMap<>())
                .computeIfAbsent(ranges(dimension, boxes), wanted -> words(dimension, words, wanted));
    }

    private List<String> words(Dimension dimension, List<Word> words, Ranges wanted) {
        Ranges all = space.all(dimension);
        if (wanted.containsAll(all)) {
            return List.of();
        }
        List<String> exactly = new ArrayList<>();
        Ranges rest = within(wanted, words, exactly);
        if (rest.isEmpty()) {
            return exactly;
        }
        List<String> others = new ArrayList<>();
        if (within(all.minus(wanted), words, others).isEmpty()) {
            return others.stream().map(text -> "not " + text).toList();
        }
        Map<String, Ranges> byText = new HashMap<>();
        words.forEach(word -> byText.put(word.text(), word.ranges()));
        // What only parts of patterns make up is named by the narrowest that hold it.
        for (int i = words.size() - 1; i >= 0 && !rest.isEmpty(); i--) {
            Word word = words.get(i);
            if (word.ranges().meets(rest)) {
                Optional<String> part = part(word, wanted, words);
                if (part.isPresent()) {
                    exactly.removeIf(
                            text -> byText.containsKey(text) && word.ranges().containsAll(byText.get(text)));
                }
                exactly.add(part.orElse("some of " + word.text()));
                rest = rest.minus(word.ranges());
            }
        }
        if (!rest.isEmpty()) {
            exactly.add("others");
        }
        return exactly;
    }

    /** All that is wanted of a pattern: it but for a few others, if that can be said. */
    private static Optional<String> part(Word whole, Ranges wanted, List<Word> words) {
        List<String> others = new ArrayList<>();
        boolean isSaid =
                within(whole.ranges().minus(wanted), words, others).isEmpty() && others.size() <= MOST_EXCEPTED;
        return isSaid ? Optional.of(whole.text() + " but not " + String.join(" or ", others)) : Optional.empty();
    }

    /** Adds the widest patterns that lie within, and returns what they leave. */
    private static Ranges within(Ranges wanted, List<Word> words, List<String> to) {
        BitSet open = atoms(wanted);
        BitSet rest = atoms(wanted);
        List<Ranges> named = new ArrayList<>();
        for (Word word : words) {
            if (isWithin(word.ranges(), open) && meets(word.ranges(), rest)) {
                to.add(word.text());
                named.add(word.ranges());
                for (int i = 0; i < word.ranges().count(); i++) {
                    rest.clear(word.ranges().first(i), word.ranges().last(i) + 1);
                }
            }
        }
        return wanted.minus(Ranges.union(named));
    }

    /** Policies have thousands of patterns, and their atoms are as many. */
    private static BitSet atoms(Ranges ranges) {
        BitSet atoms = new BitSet();
        for (int i = 0; i < ranges.count(); i++) {
            atoms.set(ranges.first(i), ranges.last(i) + 1);
        }
        return atoms;
    }

    private static boolean isWithin(Ranges ranges, BitSet atoms) {
        for (int i = 0; i < ranges.count(); i++) {
            if (atoms.nextClearBit(ranges.first(i)) <= ranges.last(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean meets(Ranges ranges, BitSet atoms) {
        for (int i = 0; i < ranges.count(); i++) {
            int next = atoms.nextSetBit(ranges.first(i));
            if (next >= 0 && next <= ranges.last(i)) {
                return true;
            }
        }
        return false;
    }

    private List<String> tls(Ranges channels) {
        if (channels.containsAll(space.connections()) || channels.equals(space.submitted())) {
            return List.of();
        }
        if (channels.equals(space.tls(Optional.empty()))) {
            return List.of("on");
        }
        List<String> values = new ArrayList<>();
        if (channels.containsAll(space.plain())) {
            values.add("off");
        }
        for (TlsVersion version : TlsVersion.values()) {
            int atom = space.tls(Optional.of(version)).least();
            if (channels.contains(atom)) {
                values.add(version.text());
            }
        }
        return values;
    }

    /** What every box needs. */
    private List<String> needs(List<Box> boxes) {
        List<Ranges> common = new ArrayList<>(boxes.get(0).needs());
        boxes.forEach(box -> common.retainAll(box.needs()));
        return common.stream().map(this::name).toList();
    }

    private String name(Ranges need) {
        List<String> texts = new ArrayList<>();
        within(need, names, texts);
        return texts.isEmpty() ? "a certificate or header" : String.join(" or ", texts);
    }

    private List<String> sizes(Ranges atoms) {
        if (atoms.containsAll(space.all(Dimension.SIZE))) {
            return List.of();
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < atoms.count(); i++) {
            int first = atoms.first(i);
            int last = atoms.last(i);
            values.add(between(
                    first == 0 ? Optional.empty() : Optional.of(SizeUnit.text(sizes.get(first - 1))),
                    last == sizes.size() ? Optional.empty() : Optional.of(SizeUnit.text(sizes.get(last)))));
        }
        return values;
    }

    private List<String> interval(Ranges hops) {
        List<String> values = new ArrayList<>();
        Ranges all = space.all(Dimension.HOPS);
        for (int i = 0; i < hops.count(); i++) {
            int first = hops.first(i);
            int last = hops.last(i);
            if (first > 0) {
                values.add(between(
                        Optional.of(String.valueOf(first - 1)),
                        last == all.last(0) ? Optional.empty() : Optional.of(String.valueOf(last))));
            }
        }
        return values;
    }

    /** @param over the greatest that is too little */
    private static String between(Optional<String> over, Optional<String> upTo) {
        return Stream.of(over.map(limit -> "over " + limit), upTo.map(limit -> "up to " + limit))
                .flatMap(Optional::stream)
                .reduce((one, other) -> one + " " + other)
                .orElse("any");
    }
}
