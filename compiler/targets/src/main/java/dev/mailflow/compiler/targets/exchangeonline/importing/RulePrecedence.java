package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.RuleMeetings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a policy says that one mail flow rule goes before another, and each before all connectors that are for recipients. The service asks rules
 * by their numbers; in a policy the more specific recipient goes first, and at equal recipients the one with a sender (R8). So a rule names
 * beside its own recipients what others name below them, says {@code sender *} where that puts it first, and takes {@code .x} apart into
 * {@code x} and {@code *.x}, which are the same recipients and more specific.
 */
final class RulePrecedence {
    /** So many ways are tried of saying all rules. */
    private static final int MOST_TRIES = 2_000;

    /** The rank of all accepted domains together: below every pattern but {@code *}. */
    private static final int EVERY_ACCEPTED_DOMAIN = 10;

    /**
     * A rule that acts.
     *
     * @param senders whether it has a condition on the sender
     * @param open whether in the policy it takes all mail of these senders to these recipients
     * @param recipients as a policy writes them, in lower case; {@code *} for everyone
     */
    record Wanted(Item rule, boolean senders, boolean open, List<String> recipients) {
        Wanted {
            recipients = RecipientPatterns.lower(recipients);
        }

        /** Whether nothing is left for a rule behind it, in the tenant too. */
        boolean takesAllOf(Wanted later) {
            return !rule.hasHeaderException() && later.recipients().stream().allMatch(this::isFor);
        }

        /** Whether it takes all mail to those. */
        boolean isFor(String pattern) {
            return isForAllSenders() && recipients.stream().anyMatch(own -> RecipientPatterns.isWithin(pattern, own));
        }

        /** Whether it takes all mail to its recipients. */
        boolean isForAllSenders() {
            return !senders && open;
        }
    }

    /**
     * How a rule is said.
     *
     * @param recipients all that it names
     * @param sender whether it has to have a criterion on the sender
     */
    record Said(List<String> recipients, boolean sender) {
        Said {
            recipients = List.copyOf(recipients);
        }
    }

    /** What a connector for recipients names, and how it ranks there. */
    private record Claim(int pattern, int rank) {}

    /** {@link Said} by the numbers of the patterns. */
    private static final class Way {
        final int[] patterns;
        final boolean sender;

        Way(int[] patterns, boolean sender) {
            this.patterns = patterns;
            this.sender = sender;
        }

        boolean isSame(Way other) {
            return sender == other.sender && Arrays.equals(patterns, other.patterns);
        }
    }

    /**
     * How a rule was said last.
     *
     * @param behind how those were that are behind it and may be for the same mail; null for others
     */
    private record Answer(List<@Nullable Way> behind, Optional<Way> way) {}

    /** What a rule has to go before; the first that can be said is taken. */
    enum Care {
        /** All that is behind it. */
        EVERYWHERE,
        /** But not where a rule before it takes all mail. */
        WHERE_IT_HAS_MAIL,
        AS_FAR_AS_POSSIBLE
    }

    /** A rule among those that are said. Which stand before it does not change any more, so what follows from them is asked once. */
    private final class Place {
        /** Among all rules. */
        final int number;

        final Wanted rule;
        final int[] own;
        private final List<Place> before;
        private final BitSet asked = new BitSet();
        private final BitSet within = new BitSet();
        private final BitSet askedBefore = new BitSet();
        private final BitSet takenBefore = new BitSet();
        private final Map<Care, List<Claim>> plainBehind = new EnumMap<>(Care.class);

        /** With a criterion on the sender, and without. */
        final Map<Boolean, Map<Care, Answer>> answers =
                Map.of(true, new EnumMap<>(Care.class), false, new EnumMap<>(Care.class));

        Place(int number, Wanted rule, List<Place> before) {
            this.number = number;
            this.rule = rule;
            this.own = patterns.numbers(rule.recipients());
            this.before = List.copyOf(before);
        }

        /** Whether the pattern is within its recipients. */
        boolean names(int pattern) {
            if (!asked.get(pattern)) {
                asked.set(pattern);
                within.set(
                        pattern,
                        rule.recipients().stream()
                                .anyMatch(one -> RecipientPatterns.isWithin(patterns.text(pattern), one)));
            }
            return within.get(pattern);
        }

        /** Whether it has to go before what names the pattern. */
        boolean caresFor(int pattern, Care care) {
            return care == Care.EVERYWHERE || !isTakenBefore(pattern);
        }

        private boolean isTakenBefore(int pattern) {
            if (!askedBefore.get(pattern)) {
                askedBefore.set(pattern);
                takenBefore.set(
                        pattern,
                        before.stream().anyMatch(place -> place.rule.isForAllSenders() && place.names(pattern)));
            }
            return takenBefore.get(pattern);
        }

        /** The connectors for recipients that it has to go before. */
        List<Claim> plainBehind(Care care) {
            return plainBehind.computeIfAbsent(
                    care,
                    key -> plain.stream()
                            .filter(claim -> caresFor(claim.pattern(), key))
                            // What two would have to go before is the first one's.
                            .filter(claim -> key != Care.AS_FAR_AS_POSSIBLE
                                    || Behind.isOneOf(own, claim.pattern())
                                    || before.stream()
                                            .noneMatch(place -> meetings.meet(place.number, number)
                                                    && place.names(claim.pattern())))
                            .toList());
        }
    }

    private final RecipientPatterns patterns;
    private final Behind behind;
    private final List<Claim> plain = new ArrayList<>();
    private final RuleMeetings meetings;

    /** The rules that can be said. */
    private final List<Place> taken = new ArrayList<>();

    /** How, by their places among those. */
    private final Way[] said;

    private Care care = Care.EVERYWHERE;
    private int tries;

    private RulePrecedence(List<Wanted> rules, List<String> named, List<String> accepted) {
        List<String> claimed = RecipientPatterns.lower(named);
        List<String> domains = RecipientPatterns.lower(accepted);
        List<String> all = new ArrayList<>(claimed);
        all.addAll(domains);
        rules.forEach(rule -> all.addAll(rule.recipients()));
        patterns = new RecipientPatterns(all);
        behind = new Behind(patterns);
        for (int pattern : patterns.numbers(claimed)) {
            plain.add(new Claim(pattern, patterns.rank(pattern, false)));
        }
        for (String domain : domains) {
            if (!claimed.contains(domain)) {
                plain.add(new Claim(patterns.number(domain), EVERY_ACCEPTED_DOMAIN));
            }
        }
        meetings = RuleMeetings.of(rules.stream().map(Wanted::rule).toList());
        said = new Way[rules.size()];
    }

    /**
     * @param rules the first to be asked first
     * @param named what connectors name that are for recipients, each pattern once
     * @param accepted the accepted domains, if a connector is for all of them
     * @return how each is said; a rule that is missing cannot be said beside those before it
     */
    static Map<Item, Said> of(List<Wanted> rules, List<String> named, List<String> accepted) {
        return new RulePrecedence(rules, named, accepted).sayable(rules);
    }

    private Map<Item, Said> sayable(List<Wanted> rules) {
        Way[] last = new Way[0];
        int least = 0;
        for (int number = 0; number < rules.size(); number++) {
            Wanted rule = rules.get(number);
            boolean idle = taken.stream().anyMatch(other -> other.rule.takesAllOf(rule));
            taken.add(new Place(number, rule, taken));
            boolean found = false;
            for (Care next : Care.values()) {
                if (!found
                        && next.ordinal() >= least
                        && (next != Care.AS_FAR_AS_POSSIBLE || !idle || next.ordinal() == least)) {
                    care = next;
                    tries = 0;
                    found = say(taken.size() - 1);
                    least = found ? next.ordinal() : least;
                }
            }
            if (found) {
                last = Arrays.copyOf(said, taken.size());
            } else {
                taken.remove(taken.size() - 1);
            }
        }
        Map<Item, Said> all = new IdentityHashMap<>();
        for (int at = 0; at < last.length; at++) {
            List<String> recipients =
                    Arrays.stream(last[at].patterns).mapToObj(patterns::text).toList();
            all.put(taken.get(at).rule.rule(), new Said(recipients, last[at].sender));
        }
        return all;
    }

    /** The last rule first: each goes before those behind it. */
    private boolean say(int at) {
        if (at < 0) {
            return true;
        }
        Place place = taken.get(at);
        boolean meets = taken.stream().anyMatch(other -> meetings.matters(place.number, other.number));
        List<Boolean> ways = place.rule.senders() ? List.of(true) : meets ? List.of(true, false) : List.of(false, true);
        for (boolean sender : ways) {
            Optional<Way> way = tries++ < MOST_TRIES ? way(at, sender) : Optional.empty();
            if (way.isPresent()) {
                said[at] = way.get();
                if (say(at - 1)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Empty if the rule would not go before something at its own recipients. When a rule is added behind all others most have the same
     * behind them as before.
     */
    private Optional<Way> way(int at, boolean sender) {
        Place place = taken.get(at);
        Map<Care, Answer> answers = Objects.requireNonNull(place.answers.get(sender));
        Answer last = answers.get(care);
        if (last != null && isBehind(last.behind(), at)) {
            return last.way();
        }
        Optional<Way> now = ask(at, sender);
        if (last != null && last.way().isPresent()) {
            Way same = last.way().get();
            now = now.map(way -> way.isSame(same) ? same : way);
        }
        answers.put(care, new Answer(waysBehind(at), now));
        return now;
    }

    private List<@Nullable Way> waysBehind(int at) {
        List<@Nullable Way> ways = new ArrayList<>();
        for (int later = at + 1; later < taken.size(); later++) {
            ways.add(wayBehind(at, later));
        }
        return ways;
    }

    private boolean isBehind(List<@Nullable Way> ways, int at) {
        int known = ways.size();
        int now = taken.size() - at - 1;
        for (int i = 0; i < Math.max(known, now); i++) {
            if ((i < known ? ways.get(i) : null) != (i < now ? wayBehind(at, at + 1 + i) : null)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Way wayBehind(int at, int later) {
        return meetings.meet(taken.get(at).number, taken.get(later).number) ? said[later] : null;
    }

    private Optional<Way> ask(int at, boolean sender) {
        fill(at, sender);
        return behind.preceded(taken.get(at).own, care).map(named -> new Way(named, sender));
    }

    /** What has to come after the rule: connectors for recipients, and rules behind it that may be for the same mail. */
    private void fill(int at, boolean sender) {
        Place place = taken.get(at);
        behind.clear(sender);
        for (Claim claim : place.plainBehind(care)) {
            behind.add(claim.pattern(), claim.rank(), place.names(claim.pattern()));
        }
        for (int later = at + 1; later < taken.size(); later++) {
            int other = taken.get(later).number;
            if (meetings.meet(place.number, other)) {
                boolean matters = meetings.matters(place.number, other);
                for (int pattern : said[later].patterns) {
                    if (place.caresFor(pattern, care)) {
                        int rank = patterns.rank(pattern, said[later].sender);
                        behind.add(pattern, rank, matters && place.names(pattern));
                    }
                }
            }
        }
    }
}
