package dev.mailflow.cli;

import dev.mailflow.cli.files.FileStamp;
import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.relay.CannotStart;
import dev.mailflow.relay.Relay;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.config.RelayConfiguration.Listener;
import dev.mailflow.runtime.IpAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailflow relay}: a policy and a site make a running mail relay. */
@Command(
        name = "relay",
        header = "Runs the SMTP relay of one site.",
        description = {
            "Compiles the policy in memory and runs until stopped (SIGTERM, Ctrl-C). Needs a JDK. A changed "
                    + "policy is put in force while it runs, on SIGHUP too, and keys, certificates and roots are read "
                    + "anew with it. Where one of them is wrong all stays as it was."
        },
        footer = {"", "Example: mailflow relay contoso.mailflow --site onprem --overlay onprem.overlay.json"})
final class RelayCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PolicyOptions common;

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

    @Option(
            names = "--shadow",
            paramLabel = "FILE",
            description = "A policy that is judged beside: where it differs is logged, nothing else.")
    private Optional<String> shadow = Optional.empty();

    RelayCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new PolicyOptions(terminal);
    }

    @Override
    public Integer call() throws InterruptedException {
        PolicyReader first = new PolicyReader(file);
        first.compiled.model().ifPresent(model -> Sites.require(common.commandLine(), model, site));
        Optional<PolicyReader> beside = shadow.map(PolicyReader::new);
        SiteBuild build = first.build();
        Optional<SiteBuild> shadowBuild = beside.map(PolicyReader::build);
        int code = report(first, build);
        if (beside.isPresent() && shadowBuild.isPresent()) {
            code = Math.max(code, report(beside.get(), shadowBuild.get()));
        }
        if (code != ExitCode.GOOD || build.ready().isEmpty()) {
            return code;
        }
        SiteBuild.Ready ready = build.ready().get();
        try {
            Relay relay = Relay.start(ready.configuration(), ready.policy());
            shadowBuild.flatMap(SiteBuild::ready).ifPresent(other -> relay.shadow(Optional.of(other.policy())));
            return serve(relay, ready.configuration(), stamps(first, beside));
        } catch (CannotStart e) {
            e.messages().forEach(common::complain);
            return ExitCode.FAILED;
        }
    }

    /** One reading of a policy; a later one sees the files as they are then. */
    private final class PolicyReader {
        private final PolicyFiles read = new PolicyFiles(terminal.folder(), terminal.in());
        private final String policy;
        private final CompileResult compiled;

        PolicyReader(String policy) {
            this.policy = policy;
            this.compiled = common.compile(policy, read);
        }

        SiteBuild build() {
            return SiteBuild.of(compiled, site, overlay.map(terminal.folder()::resolve));
        }

        Map<Path, FileStamp> stamps() {
            return read.stamps();
        }

        /** Of the policy, and of what the relay cannot be told. */
        void tell(SiteBuild build) {
            common.tell(policy, compiled.diagnostics());
            List<Diagnostic> others = new ArrayList<>(build.diagnostics());
            others.removeAll(compiled.diagnostics());
            common.print(terminal.err(), common.errPage(), others);
        }
    }

    /** Says what is in the way; the exit code of a run that ends with that. */
    private int report(PolicyReader reader, SiteBuild build) {
        reader.tell(build);
        build.mistakes().forEach(mistake -> common.complain(mistake.toString()));
        build.troubles().forEach(common::complain);
        if (build.hasErrors()) {
            terminal.err().println(Summary.of(build.diagnostics()).text() + "; the relay was not started");
            return Common.exitCode(build.diagnostics());
        }
        if (!build.mistakes().isEmpty()) {
            if (overlay.isEmpty()) {
                terminal.err().println("what a policy cannot know goes into a file of its own: --overlay FILE");
            }
            return Common.exitCode(overlay.map(terminal.folder()::resolve));
        }
        return build.troubles().isEmpty() ? ExitCode.GOOD : ExitCode.FAILED;
    }

    /** Runs until it is stopped, which is good, or its disk fails: whoever started it may start it anew (exit code 1). */
    private int serve(Relay relay, RelayConfiguration configuration, Map<Path, FileStamp> stamps)
            throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try (relay;
                PolicyWatch watch = new PolicyWatch(stamps, () -> reloadOrStay(relay))) {
            terminal.whenStopped().accept(() -> {
                relay.close();
                stopped.countDown();
                if (relay.hasFailed()) {
                    // Nobody asked us to end, so it is no good end.
                    Runtime.getRuntime().halt(ExitCode.FAILED);
                }
            });
            terminal.whenHungUp().accept(watch::tell);
            for (int i = 0; i < relay.ports().size(); i++) {
                Listener listener = configuration.listeners().get(i);
                terminal.out()
                        .println("relay of " + site + " listens on "
                                + place(listener.address(), relay.ports().get(i)) + " ("
                                + listener.kind().name().toLowerCase(Locale.ROOT) + ")");
            }
            relay.monitorPort()
                    .ifPresent(port -> terminal.out().println("health and metrics on port " + port + " of loopback"));
            terminal.out().flush();
            while (!stopped.await(1, TimeUnit.SECONDS)) {
                if (relay.hasFailed()) {
                    common.complain("the queue's disk failed; what was promised is on it, for the next start to find");
                    return ExitCode.FAILED;
                }
            }
            return ExitCode.GOOD;
        }
    }

    /** Whatever goes wrong, the relay runs on, and the next change is seen. */
    private Map<Path, FileStamp> reloadOrStay(Relay relay) {
        try {
            return reload(relay);
        } catch (RuntimeException e) {
            relay.refuseReload(List.of("a mistake of mailflow's own: " + e));
            return Map.of();
        }
    }

    /** All or nothing: both policies are read, and both are good, or both stay as they are. */
    private Map<Path, FileStamp> reload(Relay relay) {
        if (file.equals(PolicyFiles.STANDARD_INPUT)) {
            relay.refuseReload(List.of("the policy came from standard input"));
            return Map.of();
        }
        PolicyReader again = new PolicyReader(file);
        Optional<PolicyReader> beside = shadow.map(PolicyReader::new);
        SiteBuild build = again.build();
        Optional<SiteBuild> shadowBuild = beside.map(PolicyReader::build);
        List<String> troubles = new ArrayList<>(troubles(build));
        shadowBuild.ifPresent(other -> troubles.addAll(troubles(other)));
        if (troubles.isEmpty()) {
            SiteBuild.Ready ready = build.ready().orElseThrow();
            troubles.addAll(relay.reload(ready.configuration(), ready.policy()));
        } else {
            relay.refuseReload(troubles);
        }
        if (troubles.isEmpty()) {
            shadowBuild.flatMap(SiteBuild::ready).ifPresent(other -> relay.shadow(Optional.of(other.policy())));
            terminal.out().println("the policy was read anew and is in force");
            terminal.out().flush();
        } else {
            again.tell(build);
            beside.ifPresent(other -> shadowBuild.ifPresent(other::tell));
            troubles.forEach(common::complain);
            terminal.err().println("the policy was not read anew; the old one stays in force");
        }
        return stamps(again, beside);
    }

    /** A file that both read counts as it was for the earlier reader: were it changed between them, one has the old text. */
    private static Map<Path, FileStamp> stamps(PolicyReader earlier, Optional<PolicyReader> later) {
        Map<Path, FileStamp> stamps = new HashMap<>();
        later.ifPresent(reader -> stamps.putAll(reader.stamps()));
        stamps.putAll(earlier.stamps());
        return stamps;
    }

    private List<String> troubles(SiteBuild build) {
        List<String> all = new ArrayList<>(build.troubles());
        build.mistakes().forEach(mistake -> all.add(mistake.toString()));
        if (build.hasErrors()) {
            all.add(Summary.of(build.diagnostics()).text() + " in the policy");
        }
        return all;
    }

    private static String place(IpAddress address, int port) {
        String text = address.toString();
        return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + port;
    }
}
