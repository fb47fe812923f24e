package dev.mailflow.cli;

import dev.mailflow.cli.files.ExportFiles;
import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.files.OutputFolder.Written;
import dev.mailflow.cli.render.JsonText;
import dev.mailflow.cli.render.PlanText;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.PolicyDigest;
import dev.mailflow.compiler.driver.TargetFindings;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.emit.Translation;
import dev.mailflow.compiler.targets.exchangeonline.importing.Exports;
import dev.mailflow.compiler.targets.exchangeonline.plan.Accepted;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan;
import dev.mailflow.compiler.targets.exchangeonline.plan.PlanScripts;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code mailflow plan}: what stands between a tenant and a policy. */
@Command(
        name = "plan",
        header = "Says what a system would have to change to say what a policy says.",
        description = {
            "Compares a policy with an export: what is to be made, changed (from what to what) and removed, connectors "
                    + "that nobody knows, and settings for which a policy has no words. Exit code 3 if there is any "
                    + "difference. Nothing is sent anywhere."
        },
        footer = {"", "Example: mailflow plan exchange-online contoso.mailflow --current inbound.json,outbound.json"})
final class PlanCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PolicyOptions common;

    @Parameters(
            index = "0",
            paramLabel = "SYSTEM",
            completionCandidates = ForeignSystems.Planned.class,
            description = "The system: ${COMPLETION-CANDIDATES}.")
    private String system = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The policy; - is standard input.")
    private String file = "";

    @Option(
            names = {"-c", "--current"},
            required = true,
            split = ",",
            paramLabel = "FILE",
            description = "Exports of the tenant as it is; every form that import reads.")
    private List<String> current = List.of();

    @Option(
            names = {"-s", "--site"},
            paramLabel = "SITE",
            description = "The site whose tenant it is. Default: the only exchange-online.")
    private String site = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Write plan.ps1 with the cmdlets that are needed, and plan-rollback.ps1.")
    private String output = "";

    @Option(
            names = "--include-hybrid-wizard",
            description = "Also change and remove what the Hybrid Configuration Wizard made.")
    private boolean includeHybridWizard;

    @Option(
            names = "--remove-unknown",
            description = "Also remove connectors that no policy made, and mail flow rules that only send by one."
                    + " A rule that does more is kept, with its connector.")
    private boolean removeUnknown;

    @Option(
            names = "--accept",
            paramLabel = "SETTING",
            description =
                    "A setting beside the policy that is meant, as EFSkipIPs, or EFSkipIPs@NAME of one connector: no"
                            + " difference. With =VALUE behind it, only that value. May be given several times.")
    private List<String> accepted = List.of();

    @Option(names = "--best-effort", description = "Plan without what the system cannot say, with a warning.")
    private boolean bestEffort;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "pretty", description = "pretty or json.")
    private Format format = Format.PRETTY;

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new PolicyOptions(terminal);
    }

    @Override
    public Integer call() {
        ForeignSystems.requireExchangeOnline(common.commandLine(), system);
        CompileResult compiled = common.compile(file);
        List<Diagnostic> ofPolicy = compiled.diagnostics();
        List<Diagnostic> diagnostics = new ArrayList<>();
        if (compiled.model().isEmpty()) {
            return fail(ofPolicy, diagnostics);
        }
        DecisionModel model = compiled.model().get();
        ExportFiles exports = new ExportFiles(terminal.folder(), terminal.in());
        List<SourceFile> files = new ArrayList<>();
        current.forEach(name -> exports.read(name, diagnostics::add).ifPresent(files::add));
        if (files.size() < current.size()) {
            return fail(ofPolicy, diagnostics);
        }
        Exports.Read read = Exports.read(files, diagnostics::add);
        Translation translation =
                Translation.of(model, siteOf(model), bestEffort ? Wish.DEFAULT : Wish.EXPLICIT, diagnostics::add);
        if (diagnostics.stream().anyMatch(Diagnostic::isError)) {
            return fail(ofPolicy, diagnostics);
        }
        Plan plan = Plan.of(
                translation,
                read.tenant(),
                includeHybridWizard ? Plan.HybridWizard.INCLUDED : Plan.HybridWizard.LEFT_ALONE,
                removeUnknown ? Plan.Unknown.REMOVED : Plan.Unknown.KEPT,
                new Accepted(accepted));
        Written written = write(plan, PolicyDigest.of(compiled.sources()));
        written.failure().ifPresent(diagnostics::add);
        tell(plan, ofPolicy, diagnostics, written);
        int code = Common.exitCode(diagnostics);
        return code == ExitCode.GOOD && plan.isDifferent() ? ExitCode.FINDINGS : code;
    }

    private String siteOf(DecisionModel model) {
        if (!site.isEmpty()) {
            Sites.require(common.commandLine(), model, site);
            return site;
        }
        List<String> clouds = model.sites().stream()
                .filter(one -> one.kind() == EndpointKind.EXCHANGE_ONLINE)
                .map(Site::name)
                .toList();
        if (clouds.size() != 1) {
            throw common.misuse(
                    clouds.isEmpty()
                            ? "the policy has no exchange-online site"
                            : "name one of the sites by --site: " + String.join(", ", clouds));
        }
        return clouds.get(0);
    }

    private Written write(Plan plan, String digest) {
        if (output.isEmpty()) {
            return Written.none();
        }
        String origin = "Made by mailflow from a policy with SHA-256 " + digest + ".";
        return new OutputFolder(terminal.folder().resolve(output), output)
                .write(List.of(
                        new Artifact("plan.ps1", PlanScripts.forward(plan, origin)),
                        new Artifact("plan-rollback.ps1", PlanScripts.back(plan, origin))));
    }

    private void tell(Plan plan, List<Diagnostic> ofPolicy, List<Diagnostic> found, Written written) {
        if (format == Format.JSON) {
            ObjectNode document = JsonText.document("plan");
            document.put("target", system);
            PlanText.add(document, plan);
            written.changed().forEach(document.putArray("written")::add);
            JsonText.addDiagnostics(document, both(ofPolicy, TargetFindings.complete(found)));
            terminal.out().print(JsonText.text(document));
            return;
        }
        common.tell(file, ofPolicy);
        common.print(terminal.err(), common.errPage(), TargetFindings.gather(found));
        terminal.out().print(PlanText.of(plan, common.outPage()));
        written.changed().forEach(path -> terminal.out().println("wrote " + path));
    }

    private static List<Diagnostic> both(List<Diagnostic> ofPolicy, List<Diagnostic> found) {
        List<Diagnostic> both = new ArrayList<>(ofPolicy);
        both.addAll(found);
        return both;
    }

    private int fail(List<Diagnostic> ofPolicy, List<Diagnostic> found) {
        List<Diagnostic> told = format == Format.JSON ? TargetFindings.complete(found) : TargetFindings.gather(found);
        List<Diagnostic> diagnostics = both(ofPolicy, told);
        if (format == Format.JSON) {
            ObjectNode document = JsonText.document("plan");
            JsonText.addDiagnostics(document, diagnostics);
            terminal.out().print(JsonText.text(document));
        } else {
            common.tell(file, ofPolicy);
            common.print(terminal.err(), common.errPage(), told);
            terminal.err().println(Summary.of(diagnostics).text());
        }
        return Common.exitCode(diagnostics);
    }
}
