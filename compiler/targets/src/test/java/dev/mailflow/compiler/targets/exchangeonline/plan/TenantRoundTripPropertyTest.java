package dev.mailflow.compiler.targets.exchangeonline.plan;

import static dev.mailflow.compiler.targets.exchangeonline.tenant.Property.RULE_ROUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.emit.Translation;
import dev.mailflow.compiler.targets.exchangeonline.importing.Exports;
import dev.mailflow.compiler.targets.exchangeonline.importing.PolicyText;
import dev.mailflow.compiler.targets.exchangeonline.importing.ReadBack;
import dev.mailflow.compiler.targets.exchangeonline.plan.GeneratedTenants.Two;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Action;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Fault;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Faults;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** From a tenant to a policy and back, with the scripts run against a model of the cmdlets. */
class TenantRoundTripPropertyTest {
    @Provide
    Arbitrary<Cmdlets> tenants() {
        return GeneratedTenants.tenants();
    }

    @Provide
    Arbitrary<Two> twos() {
        return GeneratedTenants.twos();
    }

    private record Imported(
            Tenant tenant, String policy, Translation translation, List<Diagnostic> told, String export) {
        /** By its name, or of a connector for rules by that of its rule. */
        boolean isTold(String name) {
            return told.stream().anyMatch(one -> one.message().contains("`" + name + "`"))
                    || tenant.of(Kind.RULE).stream()
                            .filter(rule -> rule.says(RULE_ROUTE, name))
                            .anyMatch(rule -> isTold(rule.name()));
        }

        String words() {
            StringBuilder words = new StringBuilder(export).append('\n').append(policy);
            told.forEach(one -> words.append(one.message()).append('\n'));
            return words.toString();
        }
    }

    private static Imported imported(Cmdlets cmdlets) {
        String export = cmdlets.export();
        List<Diagnostic> told = new ArrayList<>();
        Exports.Read read = Exports.read(List.of(new SourceFile("export.json", export)), told::add);
        String policy = PolicyText.of(read, told::add).orElseThrow();
        CompileResult compiled = Policies.compile(policy);
        assertThat(compiled.diagnostics())
                .as("%s\n%s", policy, Policies.listing(compiled))
                .noneMatch(one -> one.isError() && one.code() != DiagnosticCode.ACCEPTED_TWICE);
        Translation translation =
                Translation.of(compiled.model().orElseThrow(), PolicyText.SITE, Wish.DEFAULT, diagnostic -> {});
        return new Imported(read.tenant(), policy, translation, told, export);
    }

    private static boolean isTaken(Cmdlets cmdlets) {
        Tenant tenant = Exports.read(List.of(new SourceFile("export.json", cmdlets.export())), diagnostic -> {})
                .tenant();
        return Faults.of(tenant).stream().noneMatch(fault -> fault.level() == Fault.Level.ERROR);
    }

    private static Plan plan(Translation wanted, Tenant current, Plan.Unknown unknown) {
        return Plan.of(wanted, current, Plan.HybridWizard.INCLUDED, unknown, Accepted.NONE);
    }

    /** Nothing is planned for what was imported; what is not in the policy is told by its name. */
    @Property(tries = 400, seed = "20261127")
    void nothingIsPlannedForWhatWasImported(@ForAll("tenants") Cmdlets cmdlets) {
        Assume.that(isTaken(cmdlets));
        Imported imported = imported(cmdlets);
        Plan plan = plan(imported.translation(), imported.tenant(), Plan.Unknown.KEPT);
        assertThat(plan.steps().stream()
                        .filter(step -> step.action() == Action.CREATE
                                || step.action() != Action.UNCHANGED
                                        && !imported.isTold(step.item().name()))
                        .map(step -> step.action() + " " + step.item().name() + " " + step.changes() + step.unset()
                                + step.beside()))
                .as(imported.words())
                .isEmpty();
        if (!plan.order().isEmpty()) {
            assertThat(isToldToDiffer(imported))
                    .as("%s%s", imported.words(), plan.order())
                    .isTrue();
        }
    }

    /** Where rules cannot be said in their order mail goes another way than in the tenant, of which the import tells. */
    private static boolean isToldToDiffer(Imported imported) {
        ReadBack back = new ReadBack();
        back.imported(imported.export());
        return back.told().stream().anyMatch(one -> one.code() == DiagnosticCode.IMPORT_DIFFERS);
    }

    private static void run(Cmdlets cmdlets, String script, Imported there) {
        assertThatCode(() -> cmdlets.run(script))
                .as("%s\n%s", there.export(), script)
                .doesNotThrowAnyException();
    }

    /** A plan for another policy, run and taken back, leaves what was there. */
    @Property(tries = 400, seed = "20261128")
    void theWayBackLeadsBack(@ForAll("twos") Two two) {
        Cmdlets cmdlets = two.one();
        Cmdlets other = two.other();
        Assume.that(isTaken(cmdlets) && isTaken(other));
        Imported wanted = imported(other);
        Imported there = imported(cmdlets);
        Plan plan = plan(wanted.translation(), there.tenant(), Plan.Unknown.REMOVED);
        Map<String, Map<String, Object>> before = cmdlets.state();
        String forward = PlanScripts.forward(plan, "origin");
        String back = PlanScripts.back(plan, "origin");
        try {
            cmdlets.run(forward);
            run(cmdlets, back, there);
        } catch (Cmdlets.Stopped stopped) {
            // Before its first change.
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(there.export() + "\n" + forward, e);
        }
        assertThat(cmdlets.state().entrySet())
                .as("%s\n%s\n%s", there.export(), forward, back)
                .containsExactlyInAnyOrderElementsOf(before.entrySet());
    }
}
