package dev.mailflow.compiler.targets.javaclass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.TlsVersion;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Without chance: every policy of none or one connector for each kind of organization, and every policy of two of them, out of
 * a list that has each kind of rule; every message of a small world of names, decided by the interpreter and by both shapes of
 * a class. A pair stands in one kind of organization, all kinds in turn, so that the number of policies is bounded by the
 * pairs.
 */
class SmallPoliciesTest {
    private static final List<String> ORGANIZATIONS = List.of(
            "domains a.example",
            "domains a.example relay domains .b.example direct-send refuse",
            "domains a.example relay domains b.example directory complete",
            "domains .b.example relay domains a.example hop-limit 1");

    private static final String ENDPOINTS = """
            endpoint hub : server { hosts hub.a.example cert hub.a.example mailboxes u@a.example, .b.example }
            endpoint other : server { hosts other.a.example cert c.a.example mailboxes w@a.example }
            endpoint bank : partner { domains x.example, .y.x.example }
            endpoint dev : device { networks 10.0.0.0/24 }
            endpoint svc : service { hosts svc.example cert c.a.example networks 10.0.0.0/16 }
            """;

    private static final List<String> CONNECTORS = List.of(
            "from bank to hub require tls",
            "from bank to hub require tls 1.3 cert c.a.example otherwise defer 451 \"later\"",
            "from bank to hub when recipient a.example require network 10.0.0.0/24",
            "from bank to hub when network 10.0.0.0/24 require sender x.example",
            "from bank to hub when sender u@x.example require size 10",
            "from internet to hub require tls",
            "from internet to hub when sender .x.example, <> require recipient u@a.example",
            "from dev to hub",
            "from dev to hub when sender a.example may relay",
            "from other to hub",
            "from other to hub when network 10.0.0.0/25 require tls 1.2 no relay",
            "from svc to hub may relay require size 10",
            "from hub to other",
            "from hub to other when recipient .b.example, w@a.example require tls",
            "from hub to other centralized",
            "from hub to bank via mx require tls cert mx.x.example",
            "from hub to bank when sender u@a.example",
            "from hub to internet via out.example:26",
            "from hub to svc when recipient u@a.example, b.example");

    @Test
    void allOfThemAreDecidedAlike() {
        List<DecisionModel> models = new ArrayList<>();
        for (int one = -1; one < CONNECTORS.size(); one++) {
            for (String organization : ORGANIZATIONS) {
                model(organization, one, -1).ifPresent(models::add);
            }
            for (int two = 0; two < one; two++) {
                String organization = ORGANIZATIONS.get((one + 2 * two) % ORGANIZATIONS.size());
                model(organization, one, two).ifPresent(models::add);
            }
        }
        // Some pairs tie and are refused; the others must be most of them.
        assertThat(models).hasSizeBetween(200, 251);
        List<RoutingPolicy> plain = Compiled.ofMany(models, "hub", Shape.PLAIN);
        List<RoutingPolicy> table = Compiled.ofMany(models, "hub", Shape.TABLE);
        List<Message> messages = messages();
        List<Transaction> transactions =
                messages.stream().map(RuntimeValues::transaction).toList();
        for (int i = 0; i < models.size(); i++) {
            for (int m = 0; m < messages.size(); m++) {
                Decision expected = RuntimeValues.decision(Interpreter.decide(models.get(i), "hub", messages.get(m)));
                boolean same = expected.equals(plain.get(i).decide(transactions.get(m)))
                        && expected.equals(table.get(i).decide(transactions.get(m)));
                if (!same) {
                    assertThat(List.of(
                                    plain.get(i).decide(transactions.get(m)),
                                    table.get(i).decide(transactions.get(m))))
                            .as("%s of %s", messages.get(m), models.get(i))
                            .containsOnly(expected);
                }
            }
        }
    }

    private static Optional<DecisionModel> model(String organization, int one, int two) {
        StringBuilder text = new StringBuilder("language 1\norganization { " + organization + " }\n" + ENDPOINTS);
        if (one >= 0) {
            text.append("connector one ").append(CONNECTORS.get(one)).append('\n');
        }
        if (two >= 0) {
            text.append("connector two ").append(CONNECTORS.get(two)).append('\n');
        }
        CompileResult result = Policies.compile(text.toString());
        return result.model();
    }

    private static List<Message> messages() {
        List<Message.Origin> origins = new ArrayList<>(List.of(new Message.Submitted()));
        for (String client : List.of("10.0.0.1", "10.0.0.129", "10.0.1.1", "192.0.2.1")) {
            for (Optional<TlsVersion> tls : List.of(
                    Optional.<TlsVersion>empty(), Optional.of(TlsVersion.TLS_1_2), Optional.of(TlsVersion.TLS_1_3))) {
                origins.add(new Message.Connection(address(client), tls, List.of(), Optional.empty()));
                if (tls.isPresent()) {
                    origins.add(new Message.Connection(address(client), tls, List.of("c.a.example"), Optional.empty()));
                }
            }
        }
        origins.add(new Message.Connection(address("192.0.2.1"), Optional.empty(), List.of(), Optional.of("user")));
        List<Message> messages = new ArrayList<>();
        for (Message.Origin origin : origins) {
            for (String sender : List.of("", "u@a.example", "u@x.example", "v@x.example", "u@z.y.x.example")) {
                for (String recipient : List.of(
                        "u@a.example", "v@a.example", "w@a.example", "u@b.example", "u@m.b.example", "u@x.example")) {
                    for (int size : new int[] {10, 11}) {
                        messages.add(new Message(
                                origin,
                                sender.isEmpty() ? Optional.empty() : Optional.of(mailbox(sender)),
                                mailbox(recipient),
                                size,
                                1,
                                List.of()));
                    }
                }
            }
        }
        messages.add(new Message(new Message.Submitted(), Optional.empty(), mailbox("u@a.example"), 10, 2, List.of()));
        return messages;
    }

    private static MailAddress mailbox(String text) {
        int at = text.indexOf('@');
        return new MailAddress(text.substring(0, at), new DomainName(text.substring(at + 1)));
    }

    private static IpAddress address(String text) {
        String[] octets = text.split("\\.");
        int bits = 0;
        for (String octet : octets) {
            bits = bits << 8 | Integer.parseInt(octet);
        }
        return IpAddress.ofV4(bits);
    }
}
