package dev.mailflow.cli;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.driver.EmitResult;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.Targets;
import dev.mailflow.relay.CannotStart;
import dev.mailflow.relay.PolicyLoader;
import dev.mailflow.relay.config.ConfigurationMistake;
import dev.mailflow.relay.config.ConfigurationReader;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.runtime.RoutingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A policy compiled in memory for one site, ready to be put in force, or everything that is in the way.
 *
 * @param diagnostics of the policy, warnings included
 * @param mistakes of the configuration
 * @param troubles of this machine
 * @param ready empty if a diagnostic is an error, or there are mistakes or troubles
 */
record SiteBuild(
        List<Diagnostic> diagnostics,
        List<ConfigurationMistake> mistakes,
        List<String> troubles,
        Optional<Ready> ready) {
    SiteBuild {
        diagnostics = List.copyOf(diagnostics);
        mistakes = List.copyOf(mistakes);
        troubles = List.copyOf(troubles);
    }

    /** What a relay runs by. */
    record Ready(RelayConfiguration configuration, RoutingPolicy policy) {}

    boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }

    /** @param site that the model has; of another policy than before it may have gone */
    static SiteBuild of(CompileResult compiled, String site, Optional<Path> overlay) {
        List<Diagnostic> diagnostics = new ArrayList<>(compiled.diagnostics());
        if (compiled.model().isEmpty()) {
            return new SiteBuild(diagnostics, List.of(), List.of(), Optional.empty());
        }
        DecisionModel model = compiled.model().get();
        if (model.sites().stream().map(Site::name).noneMatch(site::equals)) {
            return trouble(diagnostics, "the policy has no site `" + site + "`");
        }
        EmitResult emitted =
                Compiler.emit(new TargetRequest(model, List.of(site), "", Wish.EXPLICIT), Targets.compiled());
        diagnostics.addAll(emitted.diagnostics());
        if (diagnostics.stream().anyMatch(Diagnostic::isError)) {
            return new SiteBuild(diagnostics, List.of(), List.of(), Optional.empty());
        }
        try {
            return load(diagnostics, emitted.artifacts(), site, overlay);
        } catch (CannotStart e) {
            return new SiteBuild(diagnostics, List.of(), e.messages(), Optional.empty());
        } catch (IOException e) {
            return trouble(diagnostics, "cannot prepare the relay: " + e.getMessage());
        }
    }

    private static SiteBuild trouble(List<Diagnostic> diagnostics, String message) {
        return new SiteBuild(diagnostics, List.of(), List.of(message), Optional.empty());
    }

    private static SiteBuild load(
            List<Diagnostic> diagnostics, List<Artifact> artifacts, String site, Optional<Path> overlay)
            throws CannotStart, IOException {
        Optional<PolicyClasses> classes = PolicyClasses.compile(artifacts);
        if (classes.isEmpty()) {
            return trouble(
                    diagnostics, "this Java installation has no compiler; run mailflow with a JDK (set JAVA_HOME)");
        }
        ConfigurationReader.Result read = configuration(artifacts, site, overlay);
        if (read.configuration().isEmpty()) {
            return new SiteBuild(diagnostics, read.mistakes(), List.of(), Optional.empty());
        }
        RelayConfiguration configuration = read.configuration().get();
        return new SiteBuild(
                diagnostics,
                List.of(),
                List.of(),
                Optional.of(new Ready(configuration, PolicyLoader.load(configuration, classes.get()))));
    }

    /** The reader wants files, so the emitted part is one for that moment; messages call it by its own name. */
    private static ConfigurationReader.Result configuration(
            List<Artifact> artifacts, String site, Optional<Path> overlay) throws IOException {
        Artifact emitted = artifacts.stream()
                .filter(artifact -> artifact.path().endsWith(".relay.json"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no relay configuration for " + site));
        Path folder = Files.createTempDirectory("mailflow");
        Path copy = folder.resolve(site + ".relay.json");
        try {
            Files.writeString(copy, emitted.text());
            ConfigurationReader.Result result = overlay.isPresent()
                    ? ConfigurationReader.read(copy, overlay.get())
                    : ConfigurationReader.read(copy);
            return new ConfigurationReader.Result(
                    result.configuration(),
                    result.mistakes().stream()
                            .map(mistake -> named(mistake, copy, emitted))
                            .toList());
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(folder);
        }
    }

    private static ConfigurationMistake named(ConfigurationMistake mistake, Path copy, Artifact emitted) {
        return mistake.file().equals(copy.toString())
                ? new ConfigurationMistake(
                        emitted.path(), mistake.line(), mistake.column(), mistake.key(), mistake.message())
                : mistake;
    }
}
