package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.targets.postfix.importing.Imported;
import dev.mailflow.compiler.targets.postfix.importing.PostfixImport;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What was written for Postfix and is read back sends mail where the policy sends it, or it is told that it was not read. */
class EmitImportPropertyTest {
    private static final int MESSAGES = 60;

    @Property(tries = 60, shrinking = ShrinkingMode.OFF, seed = "6110171")
    void thereAndBackIsTheSameWay(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = Tamed.of(RandomPolicies.model(random));
        List<String> servers = model.sites().stream()
                .filter(site -> site.kind() == EndpointKind.SERVER)
                .map(Site::name)
                .toList();
        Assume.that(!servers.isEmpty());
        String site = servers.get(random.nextInt(servers.size()));
        Imported imported = there(model, site);
        String told = imported.notUnderstood().stream().map(Diagnostic::message).collect(Collectors.joining("\n"));
        // Expressions say more than their text, and a name of one label is written by hand; both are told.
        Assume.that(!told.contains("was not read") && !told.contains("the key `") && !told.contains("the row of `"));
        CompileResult result = Policies.compile(imported.policy());
        // Random models may have ties, which compiled policies have not.
        Assume.that(!Policies.listing(result).contains("MF4006"));
        assertThat(result.model())
                .as("%s%s, seed %d", imported.policy(), Policies.listing(result), seed)
                .isPresent();
        DecisionModel back = result.model().orElseThrow();
        assertThat(back.organization().hopLimit())
                .isEqualTo(model.organization().hopLimit());
        BoundaryMessages boundary = new BoundaryMessages(model, site);
        for (int i = 0; i < MESSAGES; i++) {
            Message message = boundary.message(random);
            if (message.recipient().domain().isAddressLiteral()) {
                continue;
            }
            Message submitted =
                    new Message(new Message.Submitted(), message.sender(), message.recipient(), 1, 0, List.of());
            Outcome first = Interpreter.decide(model, site, submitted).outcome();
            Outcome second = Interpreter.decide(back, "mail", submitted).outcome();
            if (!(first instanceof Outcome.Refuse)) {
                assertThat(way(second))
                        .as("%s, seed %d\n%s\n%s", submitted, seed, told, imported.policy())
                        .isEqualTo(way(first));
            }
        }
    }

    static Imported there(DecisionModel model, String site) {
        List<Artifact> artifacts = new PostfixTarget()
                .emit(new TargetRequest(model, List.of(site), "", TargetRequest.Wish.EXPLICIT), diagnostic -> {});
        Map<String, SourceFile> files = new LinkedHashMap<>();
        for (Artifact artifact : artifacts) {
            String name = artifact.path().substring(artifact.path().lastIndexOf('/') + 1);
            if (!List.of("apply", "README.md").contains(name)) {
                files.put(name, new SourceFile(name, artifact.text()));
            }
        }
        SourceFile main = Objects.requireNonNull(files.remove("main.cf"), site);
        return PostfixImport.read(main, files);
    }

    private static String way(Outcome outcome) {
        if (outcome instanceof Outcome.Send send) {
            OutboundRule rule = send.via();
            // `may` and `dane` are read as one: what mailflow does unasked.
            boolean plain = rule.route() instanceof OutboundRule.Route.RecipientMx
                    && rule.tls().level() == OutboundRule.Level.OPPORTUNISTIC
                    && rule.tls().dane() != OutboundRule.DestinationPolicy.REQUIRED;
            return plain
                    ? "send to internet"
                    : route(rule) + " " + level(rule) + " " + minimum(rule) + " "
                            + rule.tls().serverNames();
        }
        return outcome.words();
    }

    private static String minimum(OutboundRule rule) {
        if (isByDane(rule)) {
            return "dane";
        }
        return rule.tls().level() == OutboundRule.Level.REQUIRED
                ? rule.tls().minimum().map(TlsVersion::text).orElse("")
                : "";
    }

    /** That a policy names hosts and not the mail exchangers of another domain is told. */
    private static String route(OutboundRule rule) {
        return rule.route() instanceof OutboundRule.Route.MxOf mx
                ? "Hosts[hosts=[" + mx.domain() + "]]"
                : rule.route().toString();
    }

    /** DANE that is required is TLS that is required. */
    private static OutboundRule.Level level(OutboundRule rule) {
        return isByDane(rule) ? OutboundRule.Level.REQUIRED : rule.tls().level();
    }

    private static boolean isByDane(OutboundRule rule) {
        return rule.tls().level() != OutboundRule.Level.NEVER
                && rule.tls().dane() == OutboundRule.DestinationPolicy.REQUIRED;
    }
}
