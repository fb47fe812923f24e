package dev.mailflow.compiler.analysis.sites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.testing.Mistakes;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandedBackTest {
    private static final String HUB = "organization { domains acme.example }\n"
            + "endpoint hub : server { hosts mx.acme.example networks 192.0.2.1 mailboxes acme.example }\n"
            + "endpoint dlp : service { hosts d.dlp.example networks 198.51.100.9 }\n";

    @Test
    void aServiceThatHandsBackWhatItWouldGetAgain() {
        Mistakes.in(HUB + "from hub to dlp when recipient *\nfrom dlp to hub may relay")
                .only(DiagnosticCode.HANDED_BACK, "hub to dlp", "write `centralized` at `hub-to-dlp`");
    }

    @Test
    void theMessageGoesOutAndIsRefusedWhenItComesBack() {
        CompileResult result =
                Policies.compile("language 1\n" + HUB + "from hub to dlp when recipient *\nfrom dlp to hub may relay");
        assertThat(result.diagnostics()).singleElement().satisfies(found -> {
            var witness = found.witness().orElseThrow();
            assertThat(witness.outcome()).isEqualTo("send via hub-to-dlp by mailbox");
            assertThat(witness.onward())
                    .singleElement()
                    .satisfies(next -> assertThat(next.outcome()).isEqualTo("reject loop by dlp-to-hub"));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // It takes mail away only.
                "from hub to dlp when recipient *",
                // It hands back by the central way.
                "from hub to dlp when recipient * centralized\nfrom dlp to hub may relay",
                // It hands in mail for us, and nothing else.
                "from hub to dlp when recipient *\nfrom dlp to hub",
                // It is where these mailboxes are.
                "from hub to dlp when recipient desk.example\nfrom dlp to hub may relay",
                // It changes what brought the mail there.
                "from hub to dlp when recipient * header X-Encrypt\nfrom dlp to hub may relay",
                "from hub to dlp when recipient *\nfrom dlp to hub may relay disabled",
                // It marks what it hands back.
                "from hub to dlp when recipient *\nfrom dlp to hub may relay\n"
                        + "connector done from hub to internet when recipient * sender * header X-DLP \"done\"",
            })
    void noFault(String connectors) {
        Mistakes.in(HUB + connectors).none(DiagnosticCode.HANDED_BACK);
    }

    @Test
    void aMarkThatLetsNothingPass() {
        Mistakes.in(
                        HUB + "from hub to dlp when recipient *\nfrom dlp to hub may relay\n"
                                + "connector done from hub to internet when recipient moon.example sender acme.example header X-DLP")
                .found(DiagnosticCode.HANDED_BACK, "hub to dlp", "`centralized`");
    }

    @Test
    void anotherSiteMayTakeIt() {
        String two = HUB + "endpoint edge : server { hosts edge.acme.example networks 192.0.2.2 }\n"
                + "from hub to dlp when recipient *\nfrom dlp to hub may relay\nfrom dlp to edge may relay\n";
        Mistakes.in(two).none(DiagnosticCode.HANDED_BACK);
        Mistakes.in(two + "from edge to dlp when recipient *")
                .found(DiagnosticCode.HANDED_BACK, "hub to dlp", "central");
    }

    @Test
    void onlySomeSendersComeBack() {
        Mistakes.in(
                        HUB
                                + "from hub to dlp when recipient *\nconnector back from dlp to hub when sender acme.example may relay")
                .found(DiagnosticCode.HANDED_BACK, "hub to dlp", "`centralized`");
        Mistakes.in(HUB + "connector out from hub to dlp when recipient * sender acme.example\n"
                        + "connector back from dlp to hub when sender other.example may relay")
                .none(DiagnosticCode.HANDED_BACK);
    }

    /** Against a plain reading: every kind of message, given to the service and handed back. */
    @Test
    void foundExactlyWhereAMessageShowsIt() {
        int shown = 0;
        for (long seed = 0; seed < 300; seed++) {
            String text = policy(new Random(seed));
            CompileResult result = Policies.compile(text);
            if (result.model().isEmpty()) {
                continue;
            }
            Set<String> told = result.diagnostics().stream()
                    .filter(found -> found.code() == DiagnosticCode.HANDED_BACK)
                    .map(HandedBackTest::connector)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> plain = plainly(result.model().get());
            assertThat(told).as(text).isEqualTo(plain);
            shown += plain.size();
        }
        assertThat(shown).isGreaterThan(30);
    }

    private static String connector(Diagnostic found) {
        String help = found.help().orElseThrow();
        return help.split("`")[3];
    }

    private static Set<String> plainly(DecisionModel model) {
        Set<String> shown = new TreeSet<>();
        Links links = Links.of(model);
        List<Site> back = model.sites().stream()
                .filter(site -> site.inbound().stream()
                        .anyMatch(rule -> rule.connector().peer().equals("dlp")))
                .toList();
        for (Site site : model.sites()) {
            for (Message message : messages()) {
                Outcome sent = Interpreter.decide(model, site.name(), message).outcome();
                if (!(sent instanceof Outcome.Send send)
                        || !send.via().connector().peer().equals("dlp")
                        || send.via().connector().name().startsWith("central")
                        || send.via().connector().name().startsWith("named")) {
                    continue;
                }
                List<Optional<Reason>> reasons = back.stream()
                        .map(there -> refusal(model, links, there, message))
                        .toList();
                if (reasons.contains(Optional.of(Reason.LOOP)) && !reasons.contains(Optional.<Reason>empty())) {
                    shown.add(send.via().connector().name());
                }
            }
        }
        return shown;
    }

    private static Optional<Reason> refusal(DecisionModel model, Links links, Site there, Message sent) {
        Message handed = new Message(
                links.handing("dlp", there.name()),
                sent.sender(),
                sent.recipient(),
                sent.size(),
                sent.hops() + 1,
                sent.headers());
        return Interpreter.decide(model, there.name(), handed).outcome() instanceof Outcome.Refuse refuse
                ? Optional.of(refuse.refusal().reason())
                : Optional.empty();
    }

    private static List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        for (String sender : List.of("acme.example", "sun.example", "moon.example", "")) {
            for (String recipient : List.of("sun.example", "moon.example", "mars.example", "elsewhere.org")) {
                messages.add(new Message(
                        new Message.Submitted(),
                        sender.isEmpty() ? Optional.empty() : Optional.of(address("ann", sender)),
                        address("bob", recipient),
                        1000,
                        0,
                        List.of()));
            }
        }
        return messages;
    }

    private static MailAddress address(String local, String domain) {
        return new MailAddress(local, new DomainName(domain));
    }

    private static String policy(Random random) {
        StringBuilder text = new StringBuilder("language 1\n" + HUB);
        boolean isTwo = random.nextInt(3) == 0;
        if (isTwo) {
            text.append("endpoint edge : server { hosts edge.acme.example networks 192.0.2.2 }\n");
        }
        List<String> sites = isTwo ? List.of("hub", "edge") : List.of("hub");
        for (String site : sites) {
            for (int i = 0; i < 1 + random.nextInt(2); i++) {
                String kind = List.of("out", "out", "central", "named").get(random.nextInt(4));
                text.append("connector %s-%s-%d from %s to dlp when recipient %s%s%s\n"
                        .formatted(
                                kind,
                                site,
                                i,
                                site,
                                kind.equals("named") ? "sun.example" : "*",
                                sender(random),
                                kind.equals("central") ? " centralized" : ""));
            }
            if (random.nextInt(4) > 0) {
                text.append("connector back-%s from dlp to %s%s%s\n"
                        .formatted(
                                site,
                                site,
                                random.nextInt(3) == 0 ? " when" + sender(random, 1) : "",
                                random.nextInt(4) > 0 ? " may relay" : ""));
            }
            if (random.nextInt(2) == 0) {
                text.append("connector on-%s from %s to internet when recipient %s\n"
                        .formatted(
                                site,
                                site,
                                List.of("sun.example", "moon.example", ".example")
                                        .get(random.nextInt(3))));
            }
        }
        return text.toString();
    }

    private static String sender(Random random) {
        return sender(random, 3);
    }

    private static String sender(Random random, int times) {
        return random.nextInt(times) == 0
                ? " sender " + List.of("acme.example", "sun.example", "<>").get(random.nextInt(3))
                : "";
    }
}
