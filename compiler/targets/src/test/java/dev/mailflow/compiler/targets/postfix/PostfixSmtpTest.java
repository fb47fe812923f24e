package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What shows in a session alone: users, Unicode addresses (RFC 6531), Received fields. */
class PostfixSmtpTest {
    private static final IpAddress SOMEWHERE = IpAddress.parse("198.51.100.9").orElseThrow();

    private interface Session {
        void with(LivePostfix postfix, TestCertificates certificates) throws Exception;
    }

    private static void run(DecisionModel model, Session session) throws Exception {
        LivePostfix.need("postfix", "openssl");
        List<Artifact> artifacts = new PostfixTarget()
                .emit(
                        new TargetRequest(model, List.of("mail"), "", TargetRequest.Wish.EXPLICIT),
                        diagnostic -> assertThat(diagnostic.isError())
                                .as(diagnostic.toString())
                                .isFalse());
        Path home = Files.createTempDirectory("mailflow-postfix");
        LivePostfix.run("chmod", "755", home.toString());
        try {
            TestCertificates certificates = new TestCertificates(Files.createDirectory(home.resolve("pki")));
            try (LivePostfix postfix =
                    new LivePostfix(Files.createDirectory(home.resolve("run")), artifacts, certificates)) {
                session.with(postfix, certificates);
                assertThat(postfix.log()).doesNotContain("fatal", "panic");
            }
        } finally {
            LivePostfix.run("rm", "-rf", home.toString());
        }
    }

    private static Connection from(Optional<String> user) {
        return new Connection(SOMEWHERE, Optional.empty(), List.of(), user);
    }

    private static Message message(Connection client, String sender, String recipient, int hops) {
        return new Message(client, Optional.of(address(sender)), address(recipient), 100, hops, List.of());
    }

    private static MailAddress address(String text) {
        int at = text.lastIndexOf('@');
        return new MailAddress(text.substring(0, at), new DomainName(text.substring(at + 1)));
    }

    private static final String SITE = """
            language 1
            organization { domains contoso.com, bücher.example  direct-send refuse  hop-limit 3 }
            endpoint mail : server { software postfix  hosts mail.contoso.com  cert mail.contoso.com }
            endpoint partner : partner { domains straße.example }
            connector from-partner from partner to mail require recipient info@bücher.example
            """;

    /** A user may send in our name and to everybody; who is none, may not. */
    @Test
    void usersAuthenticate() throws Exception {
        DecisionModel model = Policies.model(SITE + """
                endpoint phones : device { networks 198.51.100.0/28 }
                connector phones-in from phones to mail may relay require auth
                connector lines from internet to mail when network 198.51.100.128/25 require auth
                """);
        run(model, (postfix, certificates) -> {
            for (String client : List.of("198.51.100.9", "198.51.100.200", "203.0.113.7")) {
                for (Optional<String> user : List.of(Optional.of("alice"), Optional.<String>empty())) {
                    for (String recipient : List.of("bob@contoso.com", "sun@internet.example")) {
                        Connection connection = new Connection(
                                IpAddress.parse(client).orElseThrow(), Optional.empty(), List.of(), user);
                        agrees(
                                model,
                                message(connection, "alice@contoso.com", recipient, 0),
                                postfix,
                                certificates,
                                List.of("alice@contoso.com", recipient));
                    }
                }
            }
            try (Client client = new Client(postfix.port())) {
                client.introduce(from(Optional.empty()), certificates);
                assertThat(client.say("AUTH PLAIN AGFsaWNlAHdyb25n")).startsWith("535");
            }
        });
    }

    /** R4, R8: an address with an extension is another address, for access tables and for routes. */
    @Test
    void addressesAreWhole() throws Exception {
        DecisionModel model = Policies.model(SITE + """
                endpoint scanner : device { networks 198.51.100.0/28 }
                connector scans from scanner to mail may relay require sender scan@contoso.com, ops+scan@contoso.com
                endpoint ex : server { hosts ex.contoso.com:2525  networks 192.0.2.2  mailboxes john@contoso.com }
                connector to-ex from mail to ex when recipient john@contoso.com
                """);
        run(model, (postfix, certificates) -> {
            for (String local : List.of("scan", "scan+x", "ops+scan", "ops", "ops+scan+x", "+scan", "scan+")) {
                String sender = local + "@contoso.com";
                agrees(
                        model,
                        message(from(Optional.empty()), sender, "sun@internet.example", 0),
                        postfix,
                        certificates,
                        List.of(sender, "sun@internet.example"));
            }
            assertThat(postfix.resolve("a@contoso.com", "john@contoso.com"))
                    .containsEntry("nexthop", "[ex.contoso.com]:2525");
            assertThat(postfix.resolve("a@contoso.com", "john+x@contoso.com"))
                    .containsEntry("nexthop", "unix:private/store");
        });
    }

    /** One domain, however it is spelled. */
    @Test
    void unicodeAndAceAreOneDomain() throws Exception {
        DecisionModel model = Policies.model(SITE);
        run(model, (postfix, certificates) -> {
            String ace = "info@xn--bcher-kva.example";
            String partner = "a@xn--strae-oqa.example";
            for (String sender : List.of(partner, "alice@stranger.example")) {
                for (String recipient : List.of(ace, "other@xn--bcher-kva.example", "bob@other.example")) {
                    Message message = message(from(Optional.empty()), sender, recipient, 0);
                    agrees(model, message, postfix, certificates, List.of(sender, recipient));
                    agrees(
                            model,
                            message,
                            postfix,
                            certificates,
                            List.of(
                                    sender.replace("xn--strae-oqa", "straße"),
                                    recipient.replace("xn--bcher-kva", "bücher")));
                }
            }
        });
    }

    /** Local parts beyond ASCII (RFC 6531), in any case, in tables of keys and in expressions. */
    @Test
    void unicodeLocalParts() throws Exception {
        String connector = """
                connector greek from internet to mail when sender δοκιμή@greek.example, ?.greek.example
                  require recipient jörg@bücher.example otherwise reject 550 5.7.1 "he alone"
                """;
        for (String policy : List.of(SITE + connector, SITE + connector.replace(", ?.greek.example", ""))) {
            DecisionModel model = Policies.model(policy);
            run(model, (postfix, certificates) -> {
                for (String sender : List.of("δοκιμή", "ΔΟΚΙΜΉ", "other")) {
                    for (String recipient : List.of("jörg", "JÖRG", "jorg", "info")) {
                        Message message = message(
                                from(Optional.empty()),
                                sender.toLowerCase(Locale.ROOT) + "@greek.example",
                                recipient.toLowerCase(Locale.ROOT) + "@xn--bcher-kva.example",
                                0);
                        agrees(
                                model,
                                message,
                                postfix,
                                certificates,
                                List.of(sender + "@greek.example", recipient + "@bücher.example"));
                    }
                }
            });
        }
    }

    private static void agrees(
            DecisionModel model,
            Message message,
            LivePostfix postfix,
            TestCertificates certificates,
            List<String> written)
            throws Exception {
        Outcome outcome = Interpreter.decide(model, "mail", message).outcome();
        try (Client client = new Client(postfix.port())) {
            client.introduce((Connection) message.origin(), certificates);
            assertThat(client.say("MAIL FROM:<" + written.get(0) + "> SMTPUTF8"))
                    .as("%s", written)
                    .startsWith("250");
            String reply = client.say("RCPT TO:<" + written.get(1) + ">");
            assertThat(reply)
                    .as("%s of %s %s", written, message.origin(), outcome.words())
                    .startsWith(
                            outcome instanceof Outcome.Refuse refuse
                                    ? refuse.refusal().code() + " "
                                    : "250 ");
        }
    }

    /** R4: a limit that all have is one octet more than what is refused; where nobody has one, Postfix keeps its own. */
    @Test
    void sizesAreLimited() throws Exception {
        DecisionModel model = Policies.model(
                SITE.replace("require recipient info@bücher.example", "require recipient info@bücher.example size 2000")
                        + "connector everybody from internet to mail require size 2000\n");
        run(model, (postfix, certificates) -> {
            for (int size : List.of(1999, 2000, 2001)) {
                Message message = new Message(
                        from(Optional.empty()),
                        Optional.of(address("a@stranger.example")),
                        address("bob@contoso.com"),
                        size,
                        0,
                        List.of());
                boolean refused = Interpreter.decide(model, "mail", message).outcome() instanceof Outcome.Refuse;
                try (Client client = new Client(postfix.port())) {
                    client.introduce(from(Optional.empty()), certificates);
                    assertThat(client.say("MAIL FROM:<a@stranger.example> SIZE=" + size))
                            .as("%d octets", size)
                            .startsWith(refused ? "552 5.3.4" : "250");
                }
            }
        });
    }

    /** R1: so many Received fields as the limit are taken, one more is a loop (RFC 5321 6.3). */
    @Test
    void receivedFieldsAreCounted() throws Exception {
        DecisionModel model = Policies.model(SITE);
        run(model, (postfix, certificates) -> {
            List<String> replies = new ArrayList<>();
            for (int hops = 2; hops <= 5; hops++) {
                Message message = message(from(Optional.empty()), "a@stranger.example", "bob@contoso.com", hops);
                boolean refused = Interpreter.decide(model, "mail", message).outcome() instanceof Outcome.Refuse;
                try (Client client = new Client(postfix.port())) {
                    client.introduce(from(Optional.empty()), certificates);
                    client.say("MAIL FROM:<" + message.sender().orElseThrow() + ">");
                    client.say("RCPT TO:<" + message.recipient() + ">");
                    client.say("DATA");
                    String reply = client.say("Received: from a by b; Thu, 26 Nov 2026 00:00:00 +0000\r\n".repeat(hops)
                            + "Subject: test\r\n\r\ntest\r\n.");
                    assertThat(reply).as("%d hops", hops).startsWith(refused ? "554 5.4.0" : "250 2.0.0");
                    replies.add(reply.substring(0, 3));
                }
            }
            assertThat(replies).containsExactly("250", "250", "554", "554");
        });
    }
}
