package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.Reply;
import dev.mailflow.compiler.type.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A running Postfix refuses what the interpreter refuses, and sends where the interpreter sends. The same few policies in each build;
 * more with {@code -Dmailflow.postfix.policies=200 -Dmailflow.postfix.seed=1}.
 */
final class PostfixMeaningPropertyTest {
    private static final int POLICIES = Integer.getInteger("mailflow.postfix.policies", 6);
    private static final long SEED = Long.getLong("mailflow.postfix.seed", 6110170L);
    private static final int MESSAGES = 60;

    @Test
    void decidesAsTheInterpreter() throws Exception {
        LivePostfix.need("postfix", "openssl");
        for (int policy = 0; policy < POLICIES; policy++) {
            long seed = SEED * 1_000_003 + policy;
            try {
                decidesAsTheInterpreter(new Random(seed));
            } catch (AssertionError e) {
                throw new AssertionError("policy " + policy + " of seed " + SEED, e);
            }
        }
    }

    private static void decidesAsTheInterpreter(Random random) throws Exception {
        DecisionModel model = Tamed.of(RandomPolicies.model(random));
        List<String> servers = model.sites().stream()
                .filter(site -> site.kind() == EndpointKind.SERVER)
                .map(Site::name)
                .toList();
        String site = servers.get(random.nextInt(servers.size()));
        BoundaryMessages boundary = new BoundaryMessages(model, site);
        List<Message> messages = new ArrayList<>();
        while (messages.size() < MESSAGES) {
            Tamed.message(boundary.message(random))
                    .map(message -> Tamed.extended(message, random))
                    .ifPresent(messages::add);
        }
        compare(model, site, messages);
    }

    static void compare(DecisionModel model, String site, List<Message> messages) throws Exception {
        List<Artifact> artifacts = new PostfixTarget()
                .emit(new TargetRequest(model, List.of(site), "", TargetRequest.Wish.EXPLICIT), diagnostic -> {
                    assertThat(diagnostic.isError()).as(diagnostic.toString()).isFalse();
                });
        // Postfix drops its rights: its folder must not lie below a private one.
        Path home = Files.createTempDirectory("mailflow-postfix");
        LivePostfix.run("chmod", "755", home.toString());
        try {
            TestCertificates certificates = new TestCertificates(Files.createDirectory(home.resolve("pki")));
            messages.forEach(message -> connection(message).ifPresent(c -> certificates.add(c.certificateNames())));
            try (LivePostfix postfix =
                    new LivePostfix(Files.createDirectory(home.resolve("run")), artifacts, certificates)) {
                for (Message message : messages) {
                    try {
                        compare(model, site, message, postfix, certificates, artifacts);
                    } catch (IOException e) {
                        throw new AssertionError(postfix.log(), e);
                    }
                }
                assertThat(postfix.log()).doesNotContain("fatal", "panic", "warning: unknown");
            }
        } finally {
            LivePostfix.run("rm", "-rf", home.toString());
        }
    }

    private static Optional<Connection> connection(Message message) {
        return message.origin() instanceof Connection connection ? Optional.of(connection) : Optional.empty();
    }

    private static void compare(
            DecisionModel model,
            String site,
            Message message,
            LivePostfix postfix,
            TestCertificates certificates,
            List<Artifact> artifacts)
            throws Exception {
        Verdict verdict = Interpreter.decide(model, site, message);
        String told = message + "\n" + verdict.words() + "\n"
                + artifacts.stream()
                        .filter(artifact -> !artifact.path().endsWith("apply"))
                        .map(artifact -> "== " + artifact.path() + "\n" + artifact.text())
                        .collect(Collectors.joining("\n"));
        Optional<Connection> connection = connection(message);
        if (connection.isPresent()) {
            try (Client client = new Client(postfix.port())) {
                client.introduce(connection.get(), certificates);
                String sender = message.sender().map(MailAddress::toString).orElse("");
                assertThat(client.say("MAIL FROM:<" + sender + ">")).as(told).startsWith("250");
                check(verdict, client.say("RCPT TO:<" + message.recipient() + ">"), told);
            }
        }
        if (!(verdict.outcome() instanceof Outcome.Refuse)) {
            checkRoute(verdict, message, postfix, told);
        }
    }

    private static void check(Verdict verdict, String reply, String told) {
        if (!(verdict.outcome() instanceof Outcome.Refuse refuse)) {
            assertThat(reply).as(told).startsWith("250");
            return;
        }
        Reason reason = refuse.refusal().reason();
        if (isDeferredWhole(verdict)) {
            assertThat(reply).as(told).startsWith("4");
        } else if (reason == Reason.TLS_REQUIRED || reason == Reason.RELAY_DENIED) {
            assertThat(reply).as(told).startsWith("5");
        } else {
            assertThat(reply)
                    .as(told)
                    .startsWith(refuse.refusal().code() + " " + refuse.refusal().status() + " ")
                    .endsWith(refuse.refusal().text());
        }
    }

    /** MF6102 of {@code otherwise}: what follows the demand for TLS is deferred too. */
    private static boolean isDeferredWhole(Verdict verdict) {
        return verdict.by() instanceof Verdict.Attribution.ByConnector by
                && by.rule().requirements().tls().isPresent()
                && by.rule()
                        .otherwise()
                        .filter(reply -> reply.verdict() == Reply.Verdict.DEFER)
                        .isPresent();
    }

    private static void checkRoute(Verdict verdict, Message message, LivePostfix postfix, String told)
            throws Exception {
        String sender = message.sender().map(MailAddress::toString).orElse("");
        Map<String, String> resolved =
                postfix.resolve(sender, message.recipient().toString());
        String transport = resolved.getOrDefault("transport", "");
        String nextHop = resolved.getOrDefault("nexthop", "");
        if (verdict.outcome() instanceof Outcome.Deliver) {
            assertThat(transport + ":" + nextHop).as(told).isEqualTo("lmtp:unix:private/store");
            return;
        }
        String domain = message.recipient().domain().text();
        if (!(verdict.outcome() instanceof Outcome.Send send)) {
            assertThat(nextHop).as(told).isEqualTo(domain);
            assertThat(postfix.tlsPolicy(transport, domain)).as(told).matches("(?s)|dane|smtp_tls_.*= dane\\s*");
            return;
        }
        OutboundRule rule = send.via();
        String expected = rule.route() instanceof Route.Hosts hosts
                ? hosts.hosts().stream()
                        .map(PostfixMeaningPropertyTest::written)
                        .collect(Collectors.joining(", "))
                : rule.route() instanceof Route.MxOf mx ? mx.domain().text() : domain;
        assertThat(nextHop).as(told).isEqualTo(expected);
        for (String hop : expected.split(", ")) {
            String policy = postfix.tlsPolicy(transport, hop);
            assertThat(level(policy))
                    .as(policy + "\n" + hop + " by " + transport + "\n" + told)
                    .isEqualTo(level(rule));
            rule.tls().serverNames().forEach(name -> {
                if (rule.tls().level() == Level.REQUIRED) {
                    assertThat(policy).as(told).contains(name.text().replaceFirst("^\\*", ""));
                }
            });
            if (rule.tls().level() == Level.REQUIRED
                    && rule.tls().minimum().filter(TlsVersion.TLS_1_3::equals).isPresent()) {
                assertThat(policy).as(told).contains(">=TLSv1.3");
            }
        }
    }

    private static String written(NextHop hop) {
        return "[" + hop.host() + "]" + (hop.port() == 25 ? "" : ":" + hop.port());
    }

    private static String level(String policy) {
        String text = policy.replaceAll("(?s).*smtp_tls_security_level = (\\S+).*", "$1");
        return text.isEmpty() ? "dane" : text.split(" ")[0];
    }

    private static String level(OutboundRule rule) {
        return switch (rule.tls().level()) {
            case NEVER -> "none";
            case OPPORTUNISTIC ->
                switch (rule.tls().dane()) {
                    case OFF -> "may";
                    case WHEN_PUBLISHED -> "dane";
                    case REQUIRED -> "dane-only";
                };
            case REQUIRED ->
                rule.tls().dane() == OutboundRule.DestinationPolicy.REQUIRED
                        ? "dane-only"
                        : rule.tls().serverNames().isEmpty() ? "encrypt" : "secure";
        };
    }
}
