package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.RuleMeetings;
import dev.mailflow.compiler.targets.exchangeonline.tenant.RuleOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whether the policy's mail flow rules stand in the order of the policy, among themselves: the first that a message is for decides. A new
 * rule is appended behind all others.
 *
 * @param order none if they stand so, or if it does not matter
 * @param before the order that the export shows
 */
record RuleMoves(List<String> order, List<String> before) {
    RuleMoves {
        order = List.copyOf(order);
        before = List.copyOf(before);
    }

    static RuleMoves of(List<Step> steps) {
        List<Step> rules = steps.stream()
                .filter(step -> step.item().kind() == Kind.RULE && step.wanted().isPresent())
                .sorted(Comparator.comparingInt(step -> number(step.wanted()).orElse(Integer.MAX_VALUE)))
                .toList();
        // Of all that send by a connector: behind one that was moved may stand some of which the policy does not know.
        List<String> before = steps.stream()
                .filter(step -> step.item().kind() == Kind.RULE
                        && number(step.current()).isPresent())
                .sorted(Comparator.comparingInt(step -> number(step.current()).orElse(0)))
                .map(step -> step.item().name())
                .toList();
        RuleMeetings meetings = RuleMeetings.of(
                rules.stream().map(step -> step.wanted().orElseThrow()).toList());
        List<String> order = isOtherwise(rules, meetings)
                ? moved(rules, meetings).stream()
                        .map(step -> step.item().name())
                        .toList()
                : List.of();
        return new RuleMoves(order, before);
    }

    /** The order of the policy where it matters, else that of the tenant: the next is the first there before which none of the others goes. */
    private static List<Step> moved(List<Step> rules, RuleMeetings meetings) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            left.add(i);
        }
        left.sort(Comparator.comparingInt(rule -> place(rules.get(rule))));
        List<Step> moved = new ArrayList<>();
        while (!left.isEmpty()) {
            Integer next = left.stream()
                    .filter(rule -> left.stream().noneMatch(other -> other < rule && meetings.matters(other, rule)))
                    .findFirst()
                    .orElseThrow();
            moved.add(rules.get(next));
            left.remove(next);
        }
        return moved;
    }

    /** A new rule is behind all that are there. */
    private static int place(Step rule) {
        return number(rule.current()).orElse(Integer.MAX_VALUE);
    }

    private static boolean isOtherwise(List<Step> rules, RuleMeetings meetings) {
        for (int i = 0; i < rules.size(); i++) {
            for (int j = i + 1; j < rules.size(); j++) {
                if (meetings.matters(i, j) && isBehind(rules.get(i), rules.get(j)) && !isIdle(rules, i, j)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether one of the two has no mail, in the policy and in the tenant: a rule before both, or another one before the second, takes all of
     * it. Or whether the second has none in the policy, for one before both takes all of it and sends it where the second does: then it
     * may act instead. Or whether another one does so with the mail of the first, and goes before the second too.
     */
    private static boolean isIdle(List<Step> rules, int first, int second) {
        Item one = rules.get(first).wanted().orElseThrow();
        Item other = rules.get(second).wanted().orElseThrow();
        for (Step step : rules.subList(0, first)) {
            Item before = step.wanted().orElseThrow();
            if (!before.is(Property.RULE_STOP)) {
                continue;
            }
            boolean isBeforeBoth = !isBehind(step, rules.get(first)) && !isBehind(step, rules.get(second));
            boolean isAlike = !RuleOrder.leadElsewhere(before, other);
            if (isBeforeBoth && RuleOrder.takesAllOf(before, one)
                    || (isBeforeBoth || isAlike) && RuleOrder.takesAllOf(before, other)) {
                return true;
            }
        }
        return rules.subList(0, second).stream()
                .filter(step -> step != rules.get(first) && !isBehind(step, rules.get(second)))
                .map(step -> step.wanted().orElseThrow())
                .filter(before -> before.is(Property.RULE_STOP))
                .anyMatch(before -> RuleOrder.takesAllOf(before, other)
                        || !RuleOrder.leadElsewhere(before, one) && RuleOrder.takesAllOf(before, one));
    }

    /** Of two of which the export does not say both numbers nobody knows, and two new ones are made in their order. */
    private static boolean isBehind(Step first, Step second) {
        OptionalInt there = number(first.current());
        OptionalInt other = number(second.current());
        if (first.current().isEmpty()) {
            return second.current().isPresent();
        }
        return there.isPresent() && other.isPresent() && there.getAsInt() > other.getAsInt();
    }

    /** At which place the rule is asked, from 0, if that is said. */
    static OptionalInt number(Optional<Item> rule) {
        return rule.flatMap(item -> item.text(Property.RULE_PRIORITY))
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElse(OptionalInt.empty());
    }
}
