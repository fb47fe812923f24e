package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.RuleMeetings;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The order of mail flow rules. The service asks them one after the other; in a policy each recipient decides for itself which goes first
 * (R8). Where one goes first for all recipients of both, it stands first.
 */
final class RuleSequence {
    /** Beyond, the comparison of policy and service tells what goes another way. A tenant has 300 at most where nothing else was agreed on. */
    private static final int MOST_RULES = 2_000;

    /**
     * A rule to be.
     *
     * @param recipients of the policy's connector, with those that are no condition of the rule
     * @param sender whether it has a criterion on the sender
     */
    record Entry(Draft draft, List<AddressPattern> recipients, boolean sender) {
        Entry {
            recipients = recipients.stream()
                    .flatMap(pattern -> pattern instanceof AddressPattern.EveryAcceptedDomain every
                            ? every.domains().stream()
                            : Stream.of(pattern))
                    .toList();
        }

        /** What several connectors are for, by one rule in their place. */
        static Entry together(List<Entry> several, Item rule) {
            Draft first = several.get(0).draft();
            int rank = several.stream()
                    .mapToInt(entry -> entry.draft().rank())
                    .max()
                    .orElse(0);
            return new Entry(
                    new Draft(rule, first.connectors(), first.peer(), first.origin(), List.of(), rank),
                    several.stream()
                            .flatMap(entry -> entry.recipients().stream())
                            .toList(),
                    false);
        }

        /** How it ranks for all that the pattern means; negative if it is not for all of it. */
        private int rank(AddressPattern at) {
            return recipients.stream()
                    .filter(pattern -> covers(pattern, at))
                    .mapToInt(pattern -> 2 * pattern.specificity() + (sender ? 1 : 0))
                    .max()
                    .orElse(-1);
        }

        private boolean goesBefore(Entry other) {
            boolean first = false;
            for (AddressPattern at : Stream.concat(recipients.stream(), other.recipients.stream())
                    .flatMap(RuleSequence::parts)
                    .toList()) {
                int here = rank(at);
                int there = other.rank(at);
                if (here >= 0 && there > here) {
                    return false;
                }
                first |= there >= 0 && here > there;
            }
            return first;
        }
    }

    private RuleSequence() {}

    /** @param entries the most specific first, which decides where nothing else does */
    static List<Draft> of(List<Entry> entries) {
        List<Entry> ordered = entries.size() > MOST_RULES ? entries : ordered(entries);
        List<Draft> drafts = new ArrayList<>();
        int number = 0;
        for (Entry entry : ordered) {
            number = Math.max(number, Draft.FIRST - entry.draft().rank());
            drafts.add(entry.draft()
                    .with(entry.draft().item().with(Property.RULE_PRIORITY, new Value.Text(String.valueOf(number)))));
        }
        return drafts;
    }

    /** The next is always the first before which none of the others has to go. */
    private static List<Entry> ordered(List<Entry> entries) {
        RuleMeetings meetings = RuleMeetings.of(
                entries.stream().map(entry -> entry.draft().item()).toList());
        int[] before = new int[entries.size()];
        List<BitSet> behind = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            BitSet later = new BitSet();
            for (int j = 0; j < entries.size(); j++) {
                if (i != j && meetings.meet(i, j) && entries.get(i).goesBefore(entries.get(j))) {
                    later.set(j);
                    before[j]++;
                }
            }
            behind.add(later);
        }
        BitSet left = new BitSet();
        left.set(0, entries.size());
        List<Entry> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            int next = left.stream()
                    .filter(entry -> before[entry] == 0)
                    .findFirst()
                    .orElse(left.nextSetBit(0));
            ordered.add(entries.get(next));
            left.clear(next);
            behind.get(next).stream().forEach(entry -> before[entry]--);
        }
        return ordered;
    }

    /** {@code .x} is x and what is below it, for each of which another pattern may be the more specific one. */
    private static Stream<AddressPattern> parts(AddressPattern pattern) {
        return pattern instanceof AddressPattern.Suffix suffix && suffix.depth() == Depth.AT_OR_BELOW
                ? Stream.of(
                        new AddressPattern.Exact(suffix.domain()),
                        new AddressPattern.Suffix(Depth.BELOW, suffix.domain()))
                : Stream.of(pattern);
    }

    /** Whether the one means all that the other means. */
    private static boolean covers(AddressPattern one, AddressPattern other) {
        if (one.equals(other) || one instanceof AddressPattern.Any) {
            return true;
        }
        if (one instanceof AddressPattern.Exact exact) {
            return other instanceof AddressPattern.Address address
                    && address.address().domain().equals(exact.domain());
        }
        if (!(one instanceof AddressPattern.Suffix wide)) {
            return false;
        }
        if (other instanceof AddressPattern.Suffix narrow) {
            boolean same = narrow.domain().equals(wide.domain());
            return switch (wide.depth()) {
                case ONE_LABEL -> false;
                case BELOW -> narrow.domain().isBelow(wide.domain()) || same && narrow.depth() != Depth.AT_OR_BELOW;
                case AT_OR_BELOW -> same || narrow.domain().isBelow(wide.domain());
            };
        }
        return other.namedDomain().filter(wide::covers).isPresent();
    }
}
