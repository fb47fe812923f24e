package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** {@link RuleOrder} of all pairs of some mail flow rules, which are known by their places in the list: asked once, as there may be hundreds. */
public final class RuleMeetings {
    private final List<BitSet> meeting;
    private final List<BitSet> mattering;

    private RuleMeetings(List<BitSet> meeting, List<BitSet> mattering) {
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
        return new RuleMeetings(meeting, mattering);
    }

    /** Whether one message could be for both. */
    public boolean meet(int one, int other) {
        return meeting.get(one).get(other);
    }

    /** Whether the mail goes another way when the other one is asked first. */
    public boolean matters(int one, int other) {
        return mattering.get(one).get(other);
    }

    /** The first one behind it of which it matters; negative if there is none. */
    public int firstBehind(int one) {
        return mattering.get(one).nextSetBit(one + 1);
    }
}
