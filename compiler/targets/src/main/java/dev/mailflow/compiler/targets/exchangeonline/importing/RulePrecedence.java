package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.RuleOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a policy says that one mail flow rule goes before another, and each before all connectors that are for recipients. The service asks rules
 * by their numbers; in a policy the more specific recipient goes first, and at equal recipients the one with a sender (R8). So a rule names
 * beside its own recipients what others name below them, says {@code sender *} where that puts it first, and takes {@code .x} apart into
 * {@code x} and {@code *.x}, which are the same recipients and more specific.
 */
final class RulePrecedence {
    /** A rule names so many patterns of others at most; beyond, the comparison tells what they take from it. */
    private static final int MOST_PATTERNS = 20;

    /** So many ways are tried of saying all rules. */
    private static final int MOST_TRIES = 2_000;

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

        /** Whether it takes all mail to these recipients. */
        boolean isFor(String pattern) {
            return !senders && open && recipients.stream().anyMatch(own -> isWithin(pattern, own));
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

    /** What a connector of the policy names, and how it ranks there. */
    private record Claim(String pattern, int rank, Optional<Item> rule) {}

    /** What a rule has to go before; the first that can be said is taken. */
    private enum Care {
        /** All that is behind it. */
        EVERYWHERE,
        /** But not where a rule before it takes all mail. */
        WHERE_IT_HAS_MAIL,
        AS_FAR_AS_POSSIBLE
    }

    private final List<Claim> plain;
    private final Care care;
    private final Map<Item, Said> said = new IdentityHashMap<>();
    private int tries;

    private RulePrecedence(List<Claim> plain, Care care) {
        this.plain = plain;
        this.care = care;
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
        claimed.forEach(pattern -> plain.add(new Claim(pattern, 2 * specificity(pattern), Optional.empty())));
        lower(accepted).stream()
                .filter(pattern -> !claimed.contains(pattern))
                .forEach(pattern -> plain.add(new Claim(pattern, 2 * EVERY_ACCEPTED_DOMAIN, Optional.empty())));
        Map<Item, Said> all = new IdentityHashMap<>();
        List<Wanted> taken = new ArrayList<>();
        int least = 0;
        for (Wanted rule : rules) {
            taken.add(rule);
            boolean idle = taken.stream().anyMatch(other -> other != rule && other.takesAllOf(rule));
            Optional<Map<Item, Said>> ways = Optional.empty();
            for (Care care : Care.values()) {
                if (ways.isEmpty()
                        && care.ordinal() >= least
                        && (care != Care.AS_FAR_AS_POSSIBLE || !idle || care.ordinal() == least)) {
                    ways = said(taken, plain, care);
                    least = ways.isPresent() ? care.ordinal() : least;
                }
            }
            if (ways.isPresent()) {
                all = ways.get();
            } else {
                taken.remove(rule);
            }
        }
        return all;
    }

    private static Optional<Map<Item, Said>> said(List<Wanted> rules, List<Claim> plain, Care care) {
        RulePrecedence precedence = new RulePrecedence(plain, care);
        return precedence.say(rules, rules.size() - 1) ? Optional.of(precedence.said) : Optional.empty();
    }

    /** The last rule first: each goes before those behind it. */
    private boolean say(List<Wanted> rules, int at) {
        if (at < 0) {
            return true;
        }
        Wanted rule = rules.get(at);
        boolean meets = rules.stream().anyMatch(other -> other != rule && RuleOrder.matters(rule.rule(), other.rule()));
        List<Boolean> ways = rule.senders() ? List.of(true) : meets ? List.of(true, false) : List.of(false, true);
        for (boolean sender : ways) {
            Optional<Said> way = tries++ < MOST_TRIES ? way(rule, sender, behind(rules, at)) : Optional.empty();
            if (way.isPresent()) {
                said.put(rule.rule(), way.get());
                if (say(rules, at - 1)) {
                    return true;
                }
                said.remove(rule.rule());
            }
        }
        return false;
    }

    /** What has to come after the rule: connectors for recipients, and rules behind it that may be for the same mail. */
    private List<Claim> behind(List<Wanted> rules, int at) {
        List<Claim> claims = new ArrayList<>(plain);
        for (Wanted later : rules.subList(at + 1, rules.size())) {
            Said way = said.get(later.rule());
            if (way != null && RuleOrder.mayMeet(rules.get(at).rule(), later.rule())) {
                way.recipients()
                        .forEach(pattern ->
                                claims.add(new Claim(pattern, rank(pattern, way.sender()), Optional.of(later.rule()))));
            }
        }
        if (care == Care.AS_FAR_AS_POSSIBLE) {
            // What two would have to go before is the first one's.
            claims.removeIf(claim -> claim.rule().isEmpty()
                    && !rules.get(at).recipients().contains(claim.pattern())
                    && rules.subList(0, at).stream()
                            .anyMatch(before -> RuleOrder.mayMeet(
                                            before.rule(), rules.get(at).rule())
                                    && before.recipients().stream().anyMatch(own -> isWithin(claim.pattern(), own))));
        }
        if (care != Care.EVERYWHERE) {
            claims.removeIf(claim -> rules.subList(0, at).stream().anyMatch(before -> before.isFor(claim.pattern())));
        }
        return claims;
    }

    /** Empty if the rule would not go before something at its own recipients. */
    private Optional<Said> way(Wanted rule, boolean sender, List<Claim> behind) {
        Map<String, Integer> highest = new LinkedHashMap<>();
        for (Claim claim : behind) {
            boolean free = claim.rule()
                    .filter(later -> !RuleOrder.matters(rule.rule(), later))
                    .isPresent();
            if (!free) {
                highest.merge(claim.pattern(), claim.rank(), Math::max);
            }
        }
        Set<String> named = new LinkedHashSet<>(rule.recipients());
        Set<String> others = new LinkedHashSet<>();
        for (Map.Entry<String, Integer> claim : highest.entrySet()) {
            String pattern = claim.getKey();
            if (rule.recipients().stream().noneMatch(own -> isWithin(pattern, own))) {
                continue;
            }
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
                ? 10 + 3 * Collections.frequency(List.of(pattern.split("")), ".") + (below ? 1 : 0)
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
        return of.startsWith(".") && ("." + name).endsWith(of);
    }
}
