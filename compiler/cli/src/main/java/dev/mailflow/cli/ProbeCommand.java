package dev.mailflow.cli;

import dev.mailflow.cli.render.JsonText;
import dev.mailflow.cli.render.ProbeText;
import dev.mailflow.cli.render.ProbeText.Probed;
import dev.mailflow.cli.render.ProbeText.Way;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.relay.client.HopProbe;
import dev.mailflow.relay.config.ConfigurationReader;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.tls.KeyStoreMistake;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.DomainName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code mailflow probe}: whether the next hops of a policy will do, before mail finds out. */
@Command(
        name = "probe",
        header = "Tries the next hops of a policy: STARTTLS, version, chain, name, expiry.",
        description = {
            "Opens an SMTP session to every next hop of every connector, short of MAIL, and says whether it "
                    + "will meet what the connector demands, and what the destination publishes about itself (DANE, "
                    + "MTA-STS) as far as the connector lets that count. Keys, trust and DNS are those of the relay's "
                    + "overlay."
        },
        footer = {
            "",
            "Exit codes: 0 every connector has a next hop that will do, 3 one has none.",
            "",
            "Example: mailflow probe contoso.mailflow --site onprem --overlay onprem.overlay.json"
        })
final class ProbeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PolicyOptions common;

    @Parameters(paramLabel = "FILE", description = "The policy; - is standard input.")
    private String file = "";

    @Option(
            names = {"-s", "--site"},
            paramLabel = "SITE",
            description = "Whose connectors to try; may be repeated. Default: all sites.")
    private List<String> sites = List.of();

    @Option(names = "--connector", paramLabel = "NAME", description = "Only this connector; may be repeated.")
    private List<String> connectors = List.of();

    @Option(
            names = "--overlay",
            paramLabel = "FILE",
            description = "The relay's overlay: keys, trusted roots, DNS servers (JSON).")
    private Optional<String> overlay = Optional.empty();

    @Option(
            names = "--helo",
            paramLabel = "HOST",
            defaultValue = "probe.localdomain",
            description = "The name to greet with, unless the overlay states one. Default: ${DEFAULT-VALUE}.")
    private String helo = "";

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "pretty", description = "pretty or json.")
    private Format format = Format.PRETTY;

    ProbeCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new PolicyOptions(terminal);
    }

    @Override
    public Integer call() {
        CompileResult compiled = common.compile(file);
        if (compiled.model().isEmpty()) {
            return fail(compiled.diagnostics());
        }
        DecisionModel model = compiled.model().get();
        if (format == Format.PRETTY) {
            common.tell(file, compiled.diagnostics());
        }
        List<String> wanted = Sites.wanted(common.commandLine(), model, sites);
        requireConnectors(model);
        DomainName name;
        try {
            name = DomainName.of(helo);
        } catch (IllegalArgumentException e) {
            throw common.misuse("`" + helo + "` is not a host name");
        }
        ConfigurationReader.Result read = ConfigurationReader.readAlone(name, overlay.map(terminal.folder()::resolve));
        if (read.configuration().isEmpty()) {
            read.mistakes().forEach(mistake -> common.complain(mistake.toString()));
            return Common.exitCode(overlay.map(terminal.folder()::resolve));
        }
        try {
            return probe(model, wanted, read.configuration().get());
        } catch (KeyStoreMistake e) {
            common.complain(String.valueOf(e.getMessage()));
            return ExitCode.FAILED;
        }
    }

    private void requireConnectors(DecisionModel model) {
        for (String name : connectors) {
            boolean known = model.sites().stream()
                    .flatMap(site -> site.outbound().stream())
                    .anyMatch(rule -> rule.connector().name().equals(name));
            if (!known) {
                throw common.misuse("no site sends by a connector `" + name + "`");
            }
        }
    }

    private int probe(DecisionModel model, List<String> wanted, RelayConfiguration configuration)
            throws KeyStoreMistake {
        TlsEngine tls = TlsEngine.of(configuration);
        List<Probed> all = new ArrayList<>();
        try (HopProbe probe = new HopProbe(configuration, tls)) {
            for (String site : wanted) {
                for (ProbeTargets.Target target : ProbeTargets.of(model.site(site))) {
                    if (connectors.isEmpty() || connectors.contains(target.connector())) {
                        all.add(probed(site, target, probe, tls));
                    }
                }
            }
        }
        ProbeText text = new ProbeText(common.outPage(), Clock.systemUTC().instant());
        if (format == Format.JSON) {
            ObjectNode document = JsonText.document("probe");
            text.add(document, all, tls.shown());
            terminal.out().print(JsonText.text(document));
        } else {
            terminal.out().print(text.print(all, tls.shown()));
        }
        return all.stream().anyMatch(Probed::isUnmet) ? ExitCode.FINDINGS : ExitCode.GOOD;
    }

    private static Probed probed(String site, ProbeTargets.Target target, HopProbe probe, TlsEngine tls) {
        List<Way> ways = new ArrayList<>();
        for (Destination.Remote destination : target.destinations()) {
            ways.add(new Way(destination.mxDomain(), probe.probe(destination)));
        }
        boolean owed = target.demand().presented().isEmpty()
                || target.demand().presented().stream().anyMatch(tls::has);
        return new Probed(
                site,
                target.connector(),
                target.demand(),
                ways,
                owed ? ProbeText.Obligation.MET : ProbeText.Obligation.UNMET);
    }

    private int fail(List<Diagnostic> diagnostics) {
        if (format == Format.JSON) {
            ObjectNode document = JsonText.document("probe");
            JsonText.addDiagnostics(document, diagnostics);
            terminal.out().print(JsonText.text(document));
        } else {
            common.tell(file, diagnostics);
            terminal.err().println(Summary.of(diagnostics).text() + "; nothing was probed");
        }
        return Common.exitCode(diagnostics);
    }
}
