package dev.mailflow.compiler.targets.postfix.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration that was read, and what the policy makes of messages. */
record Reading(Imported imported) {
    static Reading read(String main) {
        return read(main, Map.of());
    }

    static Reading read(String main, Map<String, String> tables) {
        Map<String, SourceFile> files = new LinkedHashMap<>();
        tables.forEach((name, text) -> files.put(name, new SourceFile(name, text)));
        return new Reading(PostfixImport.read(new SourceFile("main.cf", main), files));
    }

    DecisionModel model() {
        CompileResult result = Policies.compile(imported.policy());
        assertThat(result.model())
                .as(imported.policy() + Policies.listing(result) + told())
                .isPresent();
        return result.model().orElseThrow();
    }

    String told() {
        return String.join(
                "\n", imported.notUnderstood().stream().map(Diagnostic::message).toList());
    }

    /** From that client in clear, from a stranger. */
    String verdict(String client, String recipient) {
        return verdict(client, "a@stranger.example", recipient);
    }

    /** @param client an address, then perhaps {@code tls} or {@code cert=NAME}, and {@code auth} */
    String verdict(String client, String sender, String recipient) {
        String address = client.replaceFirst(" .*", "");
        Message message = new Message(
                new Connection(
                        IpAddress.parse(address).orElseThrow(),
                        client.contains(" tls") || client.contains(" cert=")
                                ? Optional.of(TlsVersion.TLS_1_3)
                                : Optional.empty(),
                        client.contains(" cert=")
                                ? List.of(client.replaceFirst(".* cert=", "").replaceFirst(" .*", ""))
                                : List.of(),
                        client.contains(" auth") ? Optional.of("alice") : Optional.empty()),
                sender.equals("<>") ? Optional.empty() : Optional.of(Values.address(sender)),
                Values.address(recipient),
                1,
                0,
                List.of());
        return Interpreter.decide(model(), "mail", message).outcome().words();
    }

    /** Where mail that is submitted here goes. */
    String way(String sender, String recipient) {
        Message message = new Message(
                new Message.Submitted(),
                Optional.of(Values.address(sender)),
                Values.address(recipient),
                1,
                0,
                List.of());
        return Interpreter.decide(model(), "mail", message).outcome().toString();
    }

    static DecisionModel model(Reading read) {
        return read.model();
    }

    static String told(Reading read) {
        return read.told();
    }

    static String verdict(Reading read, String client, String recipient) {
        return read.verdict(client, recipient);
    }

    static String way(Reading read, String sender, String recipient) {
        return read.way(sender, recipient);
    }
}
