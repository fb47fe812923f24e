package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.RuleMeetings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a policy says that one mail flow rule goes before another, and each before all connectors that are for recipients. The service asks rules
 * by their numbers; in a policy the more specific recipient goes first, and at equal recipients the one with a sender (R8). So a rule names
 * beside its own recipients what others name below them, says {@code sender *} where that puts it first, and takes {@code .x} apart into
 * {@code x} and {@code *.x}, which are the same recipients and more specific.
 */
final class RulePrecedence {
    /** A rule names so many patterns of others at most; beyond, the comparison tells what they take from it. */
    private static final int MOST_PATTERNS = 20;

    /** So many ways of saying a rule are tried beyond the first of each. */
    private static final int MOST_RETRIES = 200;

    /** The same for all questions of one tenant together. */
    private static final int MOST_RETRIES_OF_ALL = 20_000;

    /** Of the rank, below every pattern but {@code *}: all accepted domains together. */
    private static final int EVERY_ACCEPTED_DOMAIN = 5;

    /**
     * A rule that acts.
     *
     * @param senders whether it has a condition on the sender
     * @param open whether in the policy it takes all mail of these senders to these recipients
     * @param recipients as a policy writes them, in lower case; {@code *} for everyone
     */
    record Wanted(Item rule, boolean senders, boolean open, List<String> recipients) {
        Wanted {
            recipients = lower(recipients);
        }

        /** Whether nothing is left for a rule behind it, in the tenant too. */
        boolean takesAllOf(Wanted later) {
            return !rule.hasHeaderException() && later.recipients().stream().allMatch(this::isFor);
        }

        boolean takesAllItIsFor() {
            return !senders && open;
        }

        /** Whether it takes all mail to these recipients. */
        boolean isFor(String pattern) {
            return takesAllItIsFor() && recipients.stream().anyMatch(own -> isWithin(pattern, own));
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

    /** Nobody has looked yet for how it is said. */
    private static final Said NOT_SAID = new Said(List.of(), false);

    /**
     * What a connector of the policy names, and how it ranks there.
     *
     * @param free whether it is for a rule that may go first as well
     */
    private record Claim(String pattern, int rank, boolean isOfNoRule, boolean free) {}

    /** What a rule has to go before; the first that can be said is taken. */
    private enum Care {
        /** All that is behind it. */
        EVERYWHERE,
        /** But not where a rule before it takes all mail. */
        WHERE_IT_HAS_MAIL,
        AS_FAR_AS_POSSIBLE
    }

    /** Of two ways of saying a rule, which is tried first. */
    private enum Preference {
        /** The one by the sender, where there is something to go before. */
        BY_SENDER,
        /** The one with fewer patterns, which leaves more room to the rules before it. */
        BY_LENGTH
    }

    private final List<Wanted> all;
    private final RuleMeetings meetings;

    /** Of each rule: what connectors for its recipients name. */
    private final List<List<Claim>> plain = new ArrayList<>();

    private int retriesOfAll;

    private RulePrecedence(List<Wanted> all, List<Claim> plain) {
        this.all = all;
        this.meetings = RuleMeetings.of(all.stream().map(Wanted::rule).toList());
        all.forEach(rule -> this.plain.add(
                plain.stream().filter(claim -> isForSome(rule, claim.pattern())).toList()));
    }

    /**
     * @param rules the first to be asked first
     * @param named what connectors name that are for recipients, each pattern once
     * @param accepted the accepted domains, if a connector is for all of them
     * @return how each is said; a rule that is missing cannot be said beside those before it
     */
    static Map<Item, Said> of(List<Wanted> rules, List<String> named, List<String> accepted) {
        List<Claim> plain = new ArrayList<>();
        List<String> claimed = lower(named);
        claimed.forEach(pattern -> plain.add(new Claim(pattern, 2 * specificity(pattern), true, false)));
        lower(accepted).stream()
                .filter(pattern -> !claimed.contains(pattern))
                .forEach(pattern -> plain.add(new Claim(pattern, 2 * EVERY_ACCEPTED_DOMAIN, true, false)));
        Map<Item, Said> said = new IdentityHashMap<>();
        new RulePrecedence(rules, plain)
                .said()
                .forEach((index, way) -> said.put(rules.get(index).rule(), way));
        return said;
    }

    /** As many rules as can be said beside those before them; by their numbers. */
    private Map<Integer, Said> said() {
        Map<Integer, Said> said = Map.of();
        List<Integer> taken = new ArrayList<>();
        Care least = Care.EVERYWHERE;
        int next = 0;
        // Rules that can be said together can be said one after the other. So many are asked for at once, and fewer
        // where that fails.
        int step = all.size();
        while (next < all.size()) {
            step = Math.min(step, all.size() - next);
            List<Integer> asked = new ArrayList<>(taken);
            for (int i = next; i < next + step; i++) {
                asked.add(i);
            }
            Optional<Map<Integer, Said>> ways = said(asked, least, step);
            for (Care care : step > 1 ? new Care[0] : Care.values()) {
                boolean isIdle = care == Care.AS_FAR_AS_POSSIBLE && isIdle(next, taken);
                if (ways.isEmpty() && care.compareTo(least) > 0 && !isIdle) {
                    ways = said(asked, care, step);
                    least = ways.isPresent() ? care : least;
                }
            }
            if (ways.isPresent()) {
                said = ways.get();
                taken = asked;
            }
            boolean isAnswered = ways.isPresent() || step == 1;
            next += isAnswered ? step : 0;
            step = isAnswered ? step * 2 : (step + 1) / 2;
        }
        return said;
    }

    private Optional<Map<Integer, Said>> said(List<Integer> rules, Care care, int step) {
        // What fails of several is asked again of fewer.
        int retries = step == 1 ? MOST_RETRIES : 0;
        return Stream.of(Preference.values())
                .flatMap(preference -> new Attempt(rules, care, preference, retries).said().stream())
                .findFirst();
    }

    private boolean isIdle(int rule, List<Integer> taken) {
        return taken.stream().anyMatch(before -> all.get(before).takesAllOf(all.get(rule)));
    }

    private static boolean isForSome(Wanted rule, String pattern) {
        return rule.recipients().stream().anyMatch(own -> isWithin(pattern, own));
    }

    /** All of some rules at once. */
    private final class Attempt {
        private final List<Integer> rules;
        private final Care care;
        private final Preference preference;
        private final BitSet numbers = new BitSet();
        private final Map<Integer, Said> said = new HashMap<>();
        /** At what place in the list stands the first rule that takes all mail to these recipients. */
        private final Map<String, Integer> firstTaker = new HashMap<>();

        private int retriesLeft;

        Attempt(List<Integer> rules, Care care, Preference preference, int retries) {
            this.rules = rules;
            this.care = care;
            this.preference = preference;
            this.retriesLeft = retries;
            rules.forEach(numbers::set);
        }

        Optional<Map<Integer, Said>> said() {
            return say(rules.size() - 1) ? Optional.of(said) : Optional.empty();
        }

        /** The last rule first: each goes before those behind it. */
        private boolean say(int place) {
            if (place < 0) {
                return true;
            }
            int number = rules.get(place);
            Wanted rule = all.get(number);
            List<Claim> behind = behind(place);
            boolean meets = meetings.matters(number, numbers);
            List<Boolean> senders =
                    rule.senders() ? List.of(true) : meets ? List.of(true, false) : List.of(false, true);
            Stream<Said> ways = senders.stream().flatMap(sender -> way(rule, sender, behind, care).stream());
            if (preference == Preference.BY_LENGTH) {
                ways = ways.sorted(
                        Comparator.comparing((Said way) -> way.recipients().size())
                                .thenComparing(Said::sender));
            }
            for (Said way : ways.toList()) {
                said.put(number, way);
                if (say(place - 1)) {
                    return true;
                }
                said.remove(number);
                if (retriesLeft-- <= 0 || retriesOfAll++ >= MOST_RETRIES_OF_ALL) {
                    return false;
                }
            }
            return false;
        }

        /** What has to come after the rule: connectors for its recipients, and rules behind it that may be for the same mail. */
        private List<Claim> behind(int place) {
            int number = rules.get(place);
            Wanted rule = all.get(number);
            List<Claim> claims = new ArrayList<>(plain.get(number));
            for (int i = place + 1; i < rules.size(); i++) {
                int later = rules.get(i);
                if (!meetings.meet(number, later)) {
                    continue;
                }
                Said way = said.getOrDefault(later, NOT_SAID);
                // Where both lead to one connector it is free which goes first.
                boolean matters = meetings.matters(number, later);
                for (String pattern : way.recipients()) {
                    if (isForSome(rule, pattern)) {
                        claims.add(new Claim(pattern, rank(pattern, way.sender()), false, !matters));
                    }
                }
            }
            if (care == Care.AS_FAR_AS_POSSIBLE) {
                // What two would have to go before is the first one's.
                claims.removeIf(claim -> claim.isOfNoRule()
                        && !rule.recipients().contains(claim.pattern())
                        && rules.subList(0, place).stream()
                                .anyMatch(before ->
                                        meetings.meet(before, number) && isForSome(all.get(before), claim.pattern())));
            }
            if (care != Care.EVERYWHERE) {
                claims.removeIf(claim -> firstTaker.computeIfAbsent(claim.pattern(), this::firstTaker) < place);
            }
            return claims;
        }

        private int firstTaker(String pattern) {
            for (int i = 0; i < rules.size(); i++) {
                if (all.get(rules.get(i)).isFor(pattern)) {
                    return i;
                }
            }
            return rules.size();
        }
    }

    /** Empty if the rule would not go before something at its own recipients. */
    private static Optional<Said> way(Wanted rule, boolean sender, List<Claim> behind, Care care) {
        Map<String, Integer> highest = new LinkedHashMap<>();
        for (Claim claim : behind) {
            if (!claim.free()) {
                highest.merge(claim.pattern(), claim.rank(), Math::max);
            }
        }
        Set<String> named = new LinkedHashSet<>(rule.recipients());
        Set<String> others = new LinkedHashSet<>();
        for (Map.Entry<String, Integer> claim : highest.entrySet()) {
            String pattern = claim.getKey();
            List<String> first = first(pattern, claim.getValue(), sender);
            boolean own = rule.recipients().contains(pattern);
            if (first.isEmpty() && (own || care != Care.AS_FAR_AS_POSSIBLE)) {
                return Optional.empty();
            }
            if (own && !first.contains(pattern)) {
                named.remove(pattern);
            }
            (own ? named : others).addAll(first);
        }
        if (others.size() <= MOST_PATTERNS) {
            named.addAll(others);
        } else if (care != Care.EVERYWHERE && rule.takesAllItIsFor()) {
            // Rules behind it count on that: they go before each other only where it leaves them mail.
            return Optional.empty();
        }
        // Where two lead to one connector either may go first, but one of them has to.
        boolean ties = behind.stream()
                .anyMatch(claim -> named.contains(claim.pattern()) && rank(claim.pattern(), sender) == claim.rank());
        return ties ? Optional.empty() : Optional.of(new Said(List.copyOf(named), sender));
    }

    /** Tenants write domains in any case, and each is one with that in another. */
    private static List<String> lower(List<String> patterns) {
        return patterns.stream()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    /** What names the same and goes before what has that rank; empty if nothing does. */
    private static List<String> first(String pattern, int rank, boolean sender) {
        if (rank(pattern, sender) > rank) {
            return List.of(pattern);
        }
        if (pattern.startsWith(".") && rank("*" + pattern, sender) > rank) {
            return List.of(Words.domain(pattern.substring(1)), "*" + pattern);
        }
        return List.of();
    }

    private static int rank(String pattern, boolean sender) {
        return 2 * specificity(pattern) + (sender ? 1 : 0);
    }

    /** In the order of {@code AddressPattern.specificity}. */
    private static int specificity(String pattern) {
        if (pattern.equals("*")) {
            return 0;
        }
        if (pattern.indexOf('@') >= 0) {
            return 4_000;
        }
        boolean below = pattern.startsWith("*.");
        return below || pattern.startsWith(".")
                ? 10 + 3 * (int) pattern.chars().filter(sign -> sign == '.').count() + (below ? 1 : 0)
                : 3_000;
    }

    /** Of patterns in lower case. */
    private static boolean isWithin(String pattern, String of) {
        if (of.equals("*") || pattern.equals(of)) {
            return true;
        }
        int sign = pattern.lastIndexOf('@');
        String name = sign >= 0
                ? pattern.substring(sign + 1)
                : pattern.startsWith("*.")
                        ? pattern.substring(2)
                        : pattern.startsWith(".") ? pattern.substring(1) : Words.withoutFinalDot(pattern);
        return of.startsWith(".")
                && name.endsWith(of.substring(1))
                && (name.length() < of.length() || name.charAt(name.length() - of.length()) == '.');
    }
}
