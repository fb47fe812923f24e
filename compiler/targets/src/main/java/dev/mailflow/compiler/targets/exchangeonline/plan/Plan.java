package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.emit.Translation;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Action;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way from a tenant as it is to a tenant as a policy has it.
 *
 * @param steps in the order in which they have to be done; objects that are not in the policy last, but for rules that are removed: they go
 *     before the connectors are changed
 * @param order the policy's mail flow rules, as the tenant calls them, in the order in which they have to be asked; none if they are
 * @param before those that are there already, in the order in which the tenant asks them
 * @param leftOut inbound connectors of the tenant that are called as one of the policy of which nothing is made ({@link Translation#leftOut}):
 *     they relay more than it says
 */
public record Plan(List<Step> steps, List<String> order, List<String> before, List<String> leftOut) {
    /** A connector cannot be removed while a rule sends by it. */
    private static final List<Kind> REMOVED_IN_ORDER =
            List.of(Kind.RULE, Kind.OUTBOUND, Kind.INBOUND, Kind.ACCEPTED_DOMAIN);

    public Plan {
        steps = List.copyOf(steps);
        order = List.copyOf(order);
        before = List.copyOf(before);
        leftOut = List.copyOf(leftOut);
    }

    /** Whether connectors of the Hybrid Configuration Wizard may be changed. */
    public enum HybridWizard {
        LEFT_ALONE,
        INCLUDED
    }

    /** What becomes of connectors and rules that nobody knows; rules that do more than a policy can say are kept in either case. */
    public enum Unknown {
        KEPT,
        REMOVED
    }

    public static Plan of(Translation wanted, Tenant current, HybridWizard wizard, Unknown unknown, Accepted accepted) {
        Plan plan = of(TenantWords.of(wanted, current), current, wizard, unknown, accepted);
        List<String> leftOut = plan.steps().stream()
                .filter(step -> step.wanted().isEmpty()
                        && step.item().kind() == Kind.INBOUND
                        && step.item().isOnPremises()
                        && step.item().is(Property.ENABLED))
                .map(step -> step.item().name())
                .filter(name -> wanted.leftOut().stream().anyMatch(left -> Names.isAlike(left, name)))
                .toList();
        return new Plan(plan.steps(), plan.order(), plan.before(), leftOut);
    }

    public static Plan of(Tenant wanted, Tenant current, HybridWizard wizard, Unknown unknown, Accepted accepted) {
        Counterparts counterparts = new Counterparts(wanted, current);
        List<Step> steps = new ArrayList<>();
        for (Item item : counterparts.wanted()) {
            steps.add(counterparts
                    .of(item)
                    .map(there -> Comparing.step(item, there, wizard, accepted))
                    .orElseGet(() -> missing(item)));
        }
        List<Step> left = new ArrayList<>();
        for (Kind kind : REMOVED_IN_ORDER) {
            for (Item item : current.of(kind)) {
                if (!counterparts.isOfPolicy(item) && !item.isInitialDomain()) {
                    Action action = left(item, wizard, unknown);
                    boolean held = action == Action.REMOVE && kind == Kind.OUTBOUND && isHeld(item, left);
                    left.add(new Step(held ? Action.UNKNOWN : action, Optional.empty(), Optional.of(item)));
                }
            }
        }
        current.of(Kind.REMOTE_DOMAIN).stream()
                .map(item -> Comparing.beside(item, accepted))
                .filter(step -> !step.beside().isEmpty())
                .forEach(left::add);
        releasedLast(steps);
        List<Step> removedRules = left.stream()
                .filter(step -> step.action() == Action.REMOVE && step.item().kind() == Kind.RULE)
                .toList();
        steps.addAll(beforeOutbound(steps), removedRules);
        left.removeAll(removedRules);
        steps.addAll(left);
        RuleMoves moves = RuleMoves.of(steps);
        return new Plan(steps, moves.order(), moves.before(), List.of());
    }

    /** The service takes no change of a connector by which a rule that is on could no longer send. */
    private static int beforeOutbound(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Kind kind = steps.get(i).item().kind();
            if (kind != Kind.ACCEPTED_DOMAIN && kind != Kind.INBOUND) {
                return i;
            }
        }
        return steps.size();
    }

    /** For the same reason a connector that a rule leaves is changed when the rule has left it. */
    private static void releasedLast(List<Step> steps) {
        List<Step> released = steps.stream()
                .filter(step -> isReleased(step)
                        && steps.stream()
                                .anyMatch(rule -> leaves(rule, step.item().name())))
                .toList();
        if (!released.isEmpty()) {
            steps.removeAll(released);
            steps.addAll(released);
        }
    }

    /** Whether no rule could send by the connector any more. */
    static boolean isReleased(Step step) {
        return step.item().kind() == Kind.OUTBOUND
                && step.action() == Action.CHANGE
                && step.changes().stream()
                        .anyMatch(change ->
                                (change.property() == Property.RULE_SCOPED || change.property() == Property.ENABLED)
                                        && change.to() instanceof Value.Flag flag
                                        && !flag.on());
    }

    private static boolean leaves(Step rule, String connector) {
        return rule.item().kind() == Kind.RULE
                && rule.action() == Action.CHANGE
                && rule.current()
                        .filter(there -> there.says(Property.RULE_ROUTE, connector))
                        .isPresent()
                && rule.wanted()
                        .filter(item -> item.says(Property.RULE_ROUTE, connector))
                        .isEmpty();
    }

    /** A rule that stays sends by it, so the service would not let it go. */
    private static boolean isHeld(Item outbound, List<Step> left) {
        return left.stream()
                .filter(step -> step.action() == Action.UNKNOWN)
                .anyMatch(step -> step.item().says(Property.RULE_ROUTE, outbound.name()));
    }

    private static Action left(Item item, HybridWizard wizard, Unknown unknown) {
        if (item.kind() == Kind.ACCEPTED_DOMAIN) {
            // Domains are taken out in the admin center.
            return Action.UNKNOWN;
        }
        if (item.isOfHybridWizard() && wizard == HybridWizard.LEFT_ALONE) {
            return Action.LEFT;
        }
        boolean ours = Counterparts.isOfSomePolicy(item);
        // What nobody here understands could not be made again on the way back.
        boolean understood = item.unmodelled().isEmpty();
        return ours || unknown == Unknown.REMOVED && understood ? Action.REMOVE : Action.UNKNOWN;
    }

    /** The organization is always there, if not in the export. */
    private static Step missing(Item wanted) {
        boolean quiet = wanted.kind() == Kind.ORGANIZATION && !wanted.is(Property.REJECT_DIRECT_SEND);
        return new Step(quiet ? Action.UNCHANGED : Action.CREATE, Optional.of(wanted), Optional.empty());
    }

    /** Whether the policy has a connector of that name and the target makes none, so that this one relays more than it should. */
    public boolean isLeftOut(Step step) {
        return step.wanted().isEmpty()
                && step.item().kind() == Kind.INBOUND
                && leftOut.contains(step.item().name());
    }

    public boolean isDifferent() {
        return !order.isEmpty() || steps.stream().anyMatch(Step::isDifference);
    }

    public long count(Action action) {
        return steps.stream().filter(step -> step.action() == action).count();
    }
}
