package dev.mailflow.cli.render;

import dev.mailflow.compiler.targets.exchangeonline.plan.Plan;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Action;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Beside;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Change;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Standing;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Unset;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A plan for people and for programs. */
public final class PlanText {
    private static final int DEEPER = 6;

    /** Of a list so many are shown. */
    private static final int SHOWN = 8;

    private PlanText() {}

    public static String of(Plan plan, Page page) {
        StringBuilder text = new StringBuilder();
        for (Step step : plan.steps()) {
            if (step.action() != Action.UNCHANGED) {
                String item = step.item().kind().noun() + " "
                        + Printable.text(step.item().name());
                line(text, page, page.paint(tone(step.action()), word(step.action())) + " " + item + hint(plan, step));
                for (Change change : step.changes()) {
                    String from = change.from().map(PlanText::shown).orElse("(not in the export)");
                    line(text, page, "    " + change.property().word() + ": " + from + " → " + shown(change.to()));
                }
                for (Unset unset : step.unset()) {
                    String from = unset.from().map(PlanText::shown).orElse("(not shown by the export)");
                    line(text, page, "    " + Printable.text(unset.name()) + ": " + from + " → " + shown(unset.to()));
                }
            }
            for (Beside beside : step.beside()) {
                String head = step.action() == Action.UNCHANGED
                        ? "beside the policy, at " + Printable.text(step.item().name()) + ": "
                        : "    beside the policy: ";
                line(text, page, head + beside(beside));
            }
        }
        if (!plan.order().isEmpty()) {
            String order =
                    String.join(", ", plan.order().stream().map(Printable::text).toList());
            line(text, page, page.paint(Style.Tone.WARNING, "order") + " TransportRule: first to last " + order);
        }
        line(text, page, summary(plan));
        return text.toString();
    }

    private static String beside(Beside beside) {
        return Printable.text(beside.name())
                + ": "
                + beside.value().map(PlanText::shown).orElse("(not shown by the export)")
                + (beside.standing() == Standing.ACCEPTED ? " (accepted)" : "");
    }

    /** What does not fit goes on below, deeper than anything that begins a line. */
    private static void line(StringBuilder text, Page page, String line) {
        text.append(page.text(line, DEEPER)).append('\n');
    }

    private static String summary(Plan plan) {
        if (!plan.isDifferent()) {
            return "no difference; " + plan.count(Action.UNCHANGED) + " unchanged, " + plan.count(Action.LEFT)
                    + " left to the hybrid wizard";
        }
        return plan.count(Action.CREATE) + " to create, " + plan.count(Action.CHANGE) + " to change, "
                + plan.count(Action.REMOVE) + " to remove, " + plan.count(Action.UNKNOWN) + " unknown, "
                + plan.count(Action.BESIDE) + " with more than the policy, "
                + plan.count(Action.LEFT) + " left to the hybrid wizard, " + plan.count(Action.UNCHANGED)
                + " unchanged";
    }

    private static String hint(Plan plan, Step step) {
        if (plan.isLeftOut(step)) {
            return ": it relays more than the policy says, which makes none of its name"
                    + (step.action() == Action.REMOVE ? "" : ". Remove it by hand");
        }
        return switch (step.action()) {
            case UNKNOWN ->
                step.item().kind() == Kind.ACCEPTED_DOMAIN
                        ? ": the tenant accepts it, the policy does not"
                        : ": no policy made it. Find out who did, before it sends mail";
            case LEFT -> ": made by the hybrid wizard";
            case BESIDE -> ": it has more than the policy says. Take it out, or say `--accept`";
            default -> "";
        };
    }

    private static String word(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    private static Style.Tone tone(Action action) {
        return switch (action) {
            case UNKNOWN, REMOVE -> Style.Tone.ERROR;
            case CHANGE, BESIDE -> Style.Tone.WARNING;
            default -> Style.Tone.NOTE;
        };
    }

    private static String shown(Value value) {
        if (value instanceof Value.Flag flag) {
            return flag.on() ? "true" : "false";
        }
        if (value instanceof Value.Texts texts) {
            List<String> all = texts.texts();
            String some = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
            return all.isEmpty()
                    ? "nothing"
                    : Printable.text(some) + (all.size() > SHOWN ? ", … (" + all.size() + ")" : "");
        }
        // A comment of several lines would look like steps.
        return value instanceof Value.Text text && !text.text().isEmpty()
                ? Printable.text(text.text().replaceAll("\\s+", " "))
                : "nothing";
    }

    /** Adds {@code steps} and {@code counts}. */
    public static void add(ObjectNode document, Plan plan) {
        ArrayNode steps = document.putArray("steps");
        for (Step step : plan.steps()) {
            ObjectNode node = steps.addObject();
            node.put("action", word(step.action()));
            node.put("kind", step.item().kind().noun());
            node.put("name", step.item().name());
            if (plan.isLeftOut(step)) {
                node.put("relaysMore", true);
            }
            ArrayNode changes = node.putArray("changes");
            for (Change change : step.changes()) {
                ObjectNode one = changes.addObject();
                one.put("property", change.property().word());
                put(one, "from", change.from());
                put(one, "to", Optional.of(change.to()));
            }
            for (Unset unset : step.unset()) {
                ObjectNode one = changes.addObject();
                one.put("property", unset.name());
                put(one, "from", unset.from());
                put(one, "to", Optional.of(unset.to()));
            }
            for (Beside beside : step.beside()) {
                node.withArray("beside").add(beside.name());
                ObjectNode one = node.withArray("settings").addObject();
                one.put("property", beside.name());
                put(one, "value", beside.value());
                one.put("accepted", beside.standing() == Standing.ACCEPTED);
            }
        }
        if (!plan.order().isEmpty()) {
            plan.order().forEach(document.putArray("order")::add);
        }
        ObjectNode counts = document.putObject("counts");
        for (Action action : Action.values()) {
            counts.put(word(action), plan.count(action));
        }
    }

    /** A key that is not there: the export does not say. */
    private static void put(ObjectNode node, String key, Optional<Value> value) {
        if (value.isEmpty()) {
            return;
        }
        if (value.get() instanceof Value.Flag flag) {
            node.put(key, flag.on());
        } else if (value.get() instanceof Value.Text text) {
            node.put(key, text.text());
        } else if (value.get() instanceof Value.Texts texts) {
            texts.texts().forEach(node.putArray(key)::add);
        } else {
            node.putNull(key);
        }
    }
}
