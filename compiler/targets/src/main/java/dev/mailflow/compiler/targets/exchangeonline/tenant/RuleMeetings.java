package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** {@link RuleOrder} of all pairs of some mail flow rules, which are known by their places in the list: asked once, as there may be hundreds. */
public final class RuleMeetings {
    private static final int NONE = Integer.MAX_VALUE;

    private final List<Item> rules;
    private final List<BitSet> meeting;
    private final List<BitSet> mattering;

    private RuleMeetings(List<Item> rules, List<BitSet> meeting, List<BitSet> mattering) {
        this.rules = List.copyOf(rules);
        this.meeting = meeting;
        this.mattering = mattering;
    }

    public static RuleMeetings of(List<Item> rules) {
        List<RuleOrder.Conditions> conditions =
                rules.stream().map(RuleOrder.Conditions::of).toList();
        List<BitSet> meeting = new ArrayList<>();
        List<BitSet> mattering = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            meeting.add(new BitSet(rules.size()));
            mattering.add(new BitSet(rules.size()));
            for (int j = 0; j < i; j++) {
                if (conditions.get(i).mayMeet(conditions.get(j))) {
                    meeting.get(i).set(j);
                    meeting.get(j).set(i);
                    if (RuleOrder.leadElsewhere(rules.get(i), rules.get(j))) {
                        mattering.get(i).set(j);
                        mattering.get(j).set(i);
                    }
                }
            }
        }
        return new RuleMeetings(rules, meeting, mattering);
    }

    /** Whether one message could be for both. */
    public boolean meet(int one, int other) {
        return meeting.get(one).get(other);
    }

    /** Whether the mail goes another way when the other one is asked first. */
    public boolean matters(int one, int other) {
        return mattering.get(one).get(other);
    }

    /** Of each rule the first that it has to stop; negative if there is none. */
    public int[] stopped() {
        int[] takers = new int[rules.size()];
        for (int i = 0; i < takers.length; i++) {
            takers[i] = taker(i);
        }
        int[] stopped = new int[rules.size()];
        for (int i = 0; i < stopped.length; i++) {
            stopped[i] = stopped(i, takers);
        }
        return stopped;
    }

    /** The first one behind it of which it matters, and whose mail comes as far: what another one takes that one stops. */
    private int stopped(int rule, int[] takers) {
        int behind = takers[rule] < rule ? -1 : mattering.get(rule).nextSetBit(rule + 1);
        while (behind >= 0 && takers[behind] < behind && takers[behind] != rule) {
            behind = mattering.get(rule).nextSetBit(behind + 1);
        }
        return behind >= 0 && hasWiderLike(rule, behind) ? -1 : behind;
    }

    /** The first other one that takes all its mail, and stops it itself: where a wider one of its connector does so, it stops nothing. */
    private int taker(int rule) {
        for (int i = 0; i < rules.size(); i++) {
            if (i != rule
                    && meet(i, rule)
                    && RuleOrder.takesAllOf(rules.get(i), rules.get(rule))
                    && !hasWiderLike(i, rule)) {
                return i;
            }
        }
        return NONE;
    }

    /** Whether another one before that one takes all mail of the rule to the same connector, and so has to stop it in the rule's place. */
    private boolean hasWiderLike(int rule, int behind) {
        Item own = rules.get(rule);
        for (int i = 0; i < behind; i++) {
            Item other = rules.get(i);
            if (i != rule
                    && meet(i, rule)
                    && !RuleOrder.leadElsewhere(other, own)
                    && RuleOrder.takesAllOf(other, own)
                    // Of two that are for the same it is the first.
                    && (i < rule || !RuleOrder.takesAllOf(own, other))) {
                return true;
            }
        }
        return false;
    }
}
