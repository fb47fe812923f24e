package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.type.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** R11 in deed: what a running Postfix does with next hops that offer no TLS, or another certificate than is asked for. */
class PostfixDeliveryTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

    private static final String POLICY = """
            language 1
            organization { domains contoso.com }
            endpoint mail : server { software postfix  hosts mail.contoso.com  cert mail.contoso.com }
            endpoint app : device { networks 198.51.100.9 }
            connector app-in from app to mail may relay
            endpoint free : partner { domains free.example }
            connector to-free from mail to free via 127.0.0.1:CLEAR
            endpoint strict : partner { domains strict.example }
            connector to-strict from mail to strict via 127.0.0.1:CLEAR require tls
            endpoint named : partner { domains named.example }
            connector to-named from mail to named via 127.0.0.1:TLS require tls cert mx.partner.example
            endpoint wrong : partner { domains wrong.example }
            connector to-wrong from mail to wrong via 127.0.0.1:TLS require tls cert mx.other.example
            endpoint second : partner { domains second.example }
            connector to-second from mail to second via 127.0.0.1:CLEAR, 127.0.0.1:TLS require tls
            """;

    @Test
    void protectedMailWaitsAndNeverGoesInClear() throws Exception {
        LivePostfix.need("postfix", "openssl");
        Path home = Files.createTempDirectory("mailflow-postfix");
        LivePostfix.run("chmod", "755", home.toString());
        try {
            TestCertificates certificates = new TestCertificates(Files.createDirectory(home.resolve("pki")));
            List<String> names = List.of("mx.partner.example");
            certificates.add(names);
            try (MailSink clear = new MailSink(Optional.empty());
                    MailSink tls = new MailSink(Optional.of(certificates.context(names)))) {
                DecisionModel model = Policies.model(POLICY.replace("CLEAR", Integer.toString(clear.port()))
                        .replace("TLS", Integer.toString(tls.port())));
                List<Artifact> artifacts = new PostfixTarget()
                        .emit(
                                new TargetRequest(model, List.of("mail"), "", TargetRequest.Wish.EXPLICIT),
                                diagnostic -> assertThat(diagnostic.isError())
                                        .as(diagnostic.toString())
                                        .isFalse());
                try (LivePostfix postfix =
                        new LivePostfix(Files.createDirectory(home.resolve("run")), artifacts, certificates)) {
                    List<String> domains = List.of("free", "strict", "named", "wrong", "second");
                    for (String domain : domains) {
                        send(postfix, certificates, "x@" + domain + ".example");
                    }
                    assertThat(domains.stream().map(domain -> fate(postfix, "x@" + domain + ".example")))
                            .as(postfix.log())
                            .containsExactly("sent", "deferred", "sent", "deferred", "sent");
                }
                assertThat(clear.taken()).containsExactly("x@free.example clear");
                assertThat(tls.taken()).containsExactlyInAnyOrder("x@named.example tls", "x@second.example tls");
            }
        } finally {
            LivePostfix.run("rm", "-rf", home.toString());
        }
    }

    private static void send(LivePostfix postfix, TestCertificates certificates, String recipient) throws Exception {
        Connection app = new Connection(
                IpAddress.parse("198.51.100.9").orElseThrow(), Optional.empty(), List.of(), Optional.empty());
        try (Client client = new Client(postfix.port())) {
            client.introduce(app, certificates);
            client.say("MAIL FROM:<a@contoso.com>");
            assertThat(client.say("RCPT TO:<" + recipient + ">")).startsWith("250");
            client.say("DATA");
            assertThat(client.say("Subject: test\r\n\r\ntest\r\n.")).startsWith("250");
        }
    }

    /** What Postfix has done with it first. */
    private static String fate(LivePostfix postfix, String recipient) {
        Pattern line = Pattern.compile("to=<" + Pattern.quote(recipient) + ">,.* status=(\\w+)");
        long begun = System.nanoTime();
        try {
            while (System.nanoTime() - begun < PATIENCE_NANOS) {
                Matcher found = line.matcher(postfix.log());
                if (found.find()) {
                    return found.group(1);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
            return "nothing";
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
