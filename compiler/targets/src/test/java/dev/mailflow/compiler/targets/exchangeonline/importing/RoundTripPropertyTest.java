package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.emit.Translation;
import dev.mailflow.compiler.targets.exchangeonline.plan.Accepted;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Action;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Emitted, exported and imported, a policy says the same of every message; planned against its own export, there is nothing to do. */
class RoundTripPropertyTest {
    private static final int MESSAGES = 200;

    @Property(tries = 60, shrinking = ShrinkingMode.OFF, seed = "8160163")
    void thePolicyComesBack(@ForAll long seed) {
        Random random = new Random(seed);
        String written = policy(random);
        DecisionModel model = Policies.model(written);
        List<Diagnostic> lost = new ArrayList<>();
        Translation translation = Translation.of(model, "office365", Wish.EXPLICIT, lost::add);
        assertThat(lost).as(written).noneMatch(Diagnostic::isError);

        List<Diagnostic> found = new ArrayList<>();
        Exports.Read read =
                Exports.read(List.of(new SourceFile("export.json", ExportText.json(translation.tenant()))), found::add);
        String imported = PolicyText.of(read, found::add).orElseThrow();
        assertThat(found).as(written).allMatch(RoundTripPropertyTest::isOfTheServicesOwn);
        CompileResult compiled = Policies.compile(imported);
        assertThat(compiled.hasErrors())
                .as("%s\n%s", imported, Policies.listing(compiled))
                .isFalse();

        DecisionModel again = compiled.model().orElseThrow();
        BoundaryMessages messages = new BoundaryMessages(model, "office365");
        for (int i = 0; i < MESSAGES; i++) {
            Message message = messages.message(random);
            if (fate(Interpreter.decide(model, "office365", message)).equals("reject loop")) {
                // R9: that two connectors belong to one partner is in no tenant.
                continue;
            }
            assertThat(fate(Interpreter.decide(again, "office365", message)))
                    .as("%s\nseed %d\n%s\n%s", message, seed, written, imported)
                    .isEqualTo(fate(Interpreter.decide(model, "office365", message)));
        }
        nothingToDo(translation.tenant(), read.tenant());
    }

    /** What a policy says and the service does otherwise; emitting it told so too. */
    private static boolean isOfTheServicesOwn(Diagnostic diagnostic) {
        return diagnostic.message().contains("`RequireTls` of `relay")
                || diagnostic.message().contains("has to meet the restriction of `lock-down`");
    }

    private static void nothingToDo(Tenant wanted, Tenant exported) {
        Plan plan = Plan.of(wanted, exported, Plan.HybridWizard.LEFT_ALONE, Plan.Unknown.KEPT, Accepted.NONE);
        assertThat(plan.steps()).allMatch(step -> step.action() == Action.UNCHANGED);
    }

    /** Without the names: those of grouped partners are others. */
    private static String fate(Verdict verdict) {
        if (verdict.outcome() instanceof Outcome.Send send) {
            OutboundRule via = send.via();
            return "send " + via.route() + " " + via.tls().level() + " "
                    + via.tls().serverNames() + " " + via.tls().dane() + " "
                    + via.tls().mtaSts();
        }
        return verdict.outcome().words();
    }

    /** Only what the service says exactly, or by a connector of its own kind. */
    private static String policy(Random random) {
        StringBuilder text = new StringBuilder("language 1\norganization { domains contoso.com, fabrikam.com");
        if (random.nextBoolean()) {
            text.append(" relay domains ")
                    .append(random.nextBoolean() ? "." : "")
                    .append("legacy.contoso.com");
        }
        text.append(random.nextBoolean() ? " direct-send refuse" : "").append(" }\n");
        text.append("endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }\n");
        boolean server = random.nextBoolean();
        if (server) {
            text.append("connector in from onprem to office365 require tls cert ")
                    .append(random.nextBoolean() ? "*.contoso.com" : "mail.fabrikam.com")
                    .append(random.nextInt(3) == 0 ? " keep headers" : "")
                    .append('\n');
            text.append("connector out from office365 to onprem");
            switch (random.nextInt(3)) {
                case 0 -> text.append(" when recipient contoso.com, .legacy.contoso.com");
                case 1 -> text.append(" centralized");
                default -> {}
            }
            text.append(" via mail.contoso.com require tls cert mail.contoso.com\n");
        }
        int devices = random.nextInt(3);
        for (int i = 0; i < devices; i++) {
            text.append("endpoint d")
                    .append(i)
                    .append(" : device { networks 203.0.")
                    .append(112 + 2 * i)
                    .append(random.nextBoolean() ? ".0/23" : ".7")
                    .append(" }\n");
            text.append("connector relay")
                    .append(i)
                    .append(" from d")
                    .append(i)
                    .append(" to office365 may relay")
                    .append(random.nextBoolean() ? " require tls" : "")
                    .append(random.nextInt(4) == 0 ? " treat as internal" : "")
                    .append('\n');
        }
        int partners = random.nextInt(5);
        for (int i = 0; i < partners; i++) {
            String domain = "p" + i + ".example";
            text.append("endpoint p")
                    .append(i)
                    .append(" : partner { domains ")
                    .append(random.nextInt(3) == 0 ? "*." + domain : random.nextBoolean() ? "." + domain : domain)
                    .append(" }\n");
            text.append("connector p").append(i).append("-in from p").append(i).append(" to office365");
            List<String> required = new ArrayList<>();
            if (random.nextBoolean()) {
                required.add("tls");
            }
            if (random.nextInt(3) == 0) {
                required.add(required.isEmpty() ? "tls cert *." + domain : "cert *." + domain);
            }
            if (random.nextInt(3) == 0) {
                required.add("network 198.51.100.0/2" + (4 + i));
            }
            text.append(required.isEmpty() ? "" : " require " + String.join(" ", required));
            text.append(random.nextInt(5) == 0 ? " disabled" : "").append('\n');
            if (random.nextBoolean()) {
                text.append("connector p")
                        .append(i)
                        .append("-out from office365 to p")
                        .append(i)
                        .append(random.nextBoolean() ? " via mx" : " via mx." + domain)
                        .append(random.nextBoolean() ? " require tls cert *." + domain : " require tls")
                        .append(random.nextInt(3) == 0 ? " mta-sts off" : "")
                        .append(random.nextInt(3) == 0 ? " dane off" : "")
                        .append('\n');
            }
        }
        if (random.nextInt(3) == 0 && devices == 0) {
            text.append("connector lock-down from internet to office365 require tls network 192.0.2.64/27\n");
        }
        // Centralized transport carries everything as well.
        if (random.nextInt(3) == 0 && text.indexOf("centralized") < 0) {
            text.append("connector filter from office365 to internet via smtp.filter.example require tls\n");
        }
        return text.toString();
    }
}
