package dev.mailflow.cli;

import dev.mailflow.cli.render.Style.Tone;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.driver.EmitResult;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.Targets;
import dev.mailflow.relay.CannotStart;
import dev.mailflow.relay.Relay;
import dev.mailflow.relay.config.ConfigurationMistake;
import dev.mailflow.relay.config.ConfigurationReader;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.config.RelayConfiguration.Listener;
import dev.mailflow.runtime.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mailflow relay}: a policy and a site make a running mail relay. */
@Command(
        name = "relay",
        header = "Runs the SMTP relay of one site.",
        description = "Compiles the policy in memory and runs until stopped (SIGTERM, Ctrl-C). Needs a JDK.",
        footer = {"", "Example: mailflow relay contoso.mailflow --site onprem --overlay onprem.overlay.json"})
final class RelayCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final Common common;

    @Mixin
    private final ProjectOptions project = new ProjectOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The policy; - is standard input.")
    private String file = "";

    @Option(
            names = {"-s", "--site"},
            required = true,
            paramLabel = "SITE",
            description = "The site whose decisions the relay takes.")
    private String site = "";

    @Option(
            names = "--overlay",
            paramLabel = "FILE",
            description = "What a policy cannot know: listeners, keys, the queue's folder (JSON).")
    private Optional<String> overlay = Optional.empty();

    RelayCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new Common(terminal);
    }

    @Override
    public Integer call() throws InterruptedException {
        CompileResult compiled = common.compile(file, project);
        List<Diagnostic> diagnostics = new ArrayList<>(compiled.diagnostics());
        List<Artifact> artifacts = List.of();
        if (compiled.model().isPresent() && !compiled.hasErrors()) {
            DecisionModel model = compiled.model().get();
            Sites.require(spec.commandLine(), model, site);
            EmitResult emitted =
                    Compiler.emit(new TargetRequest(model, List.of(site), "", Wish.EXPLICIT), Targets.all());
            diagnostics.addAll(emitted.diagnostics());
            artifacts = emitted.artifacts();
        }
        common.print(terminal.err(), common.errStyle(), diagnostics);
        if (diagnostics.stream().anyMatch(Diagnostic::isError)) {
            terminal.err().println(Summary.of(diagnostics).text() + "; the relay was not started");
            return Common.exitCode(diagnostics);
        }
        try {
            return run(artifacts);
        } catch (CannotStart e) {
            e.messages().forEach(this::complain);
            return ExitCode.FAILED;
        } catch (IOException e) {
            complain("cannot prepare the relay: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private int run(List<Artifact> artifacts) throws CannotStart, IOException, InterruptedException {
        Optional<PolicyClasses> classes = PolicyClasses.compile(artifacts);
        if (classes.isEmpty()) {
            complain("this Java installation has no compiler; run mailflow with a JDK (set JAVA_HOME)");
            return ExitCode.FAILED;
        }
        ConfigurationReader.Result read = configuration(artifacts);
        if (read.configuration().isEmpty()) {
            read.mistakes().forEach(mistake -> complain(mistake.toString()));
            if (overlay.isEmpty()) {
                terminal.err().println("what a policy cannot know goes into a file of its own: --overlay FILE");
            }
            return ExitCode.FINDINGS;
        }
        serve(
                Relay.start(read.configuration().get(), classes.get()),
                read.configuration().get());
        return ExitCode.GOOD;
    }

    /** The reader wants files, so the emitted part is one for that moment; messages call it by its own name. */
    private ConfigurationReader.Result configuration(List<Artifact> artifacts) throws IOException {
        Artifact emitted = artifacts.stream()
                .filter(artifact -> artifact.path().endsWith(".relay.json"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no relay configuration for " + site));
        Path folder = Files.createTempDirectory("mailflow");
        Path copy = folder.resolve(site + ".relay.json");
        try {
            Files.writeString(copy, emitted.text());
            ConfigurationReader.Result result = overlay.isPresent()
                    ? ConfigurationReader.read(copy, terminal.folder().resolve(overlay.get()))
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

    private void serve(Relay relay, RelayConfiguration configuration) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try (relay) {
            terminal.whenStopped().accept(() -> {
                relay.close();
                stopped.countDown();
            });
            for (int i = 0; i < relay.ports().size(); i++) {
                Listener listener = configuration.listeners().get(i);
                terminal.out()
                        .println("relay of " + site + " listens on "
                                + place(listener.address(), relay.ports().get(i)) + " ("
                                + listener.kind().name().toLowerCase(Locale.ROOT) + ")");
            }
            terminal.out().flush();
            stopped.await();
        }
    }

    private static String place(IpAddress address, int port) {
        String text = address.toString();
        return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + port;
    }

    private void complain(String message) {
        terminal.err().println(common.errStyle().paint(Tone.ERROR, "error") + ": " + message);
    }
}
