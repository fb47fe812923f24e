package dev.mailflow.examples.contoso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.examples.contoso.routing.Office365Routing;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Decision.Outcome;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What Contoso wants of every message, whoever sends it. */
class ContosoPolicyPropertyTest {
    private final RoutingPolicy cloud = new Office365Routing();

    @Property
    void nobodyUnknownReachesTheInternet(@ForAll("fromOutside") Transaction message) {
        Decision decision = cloud.decide(message);
        if (!message.recipient().domain().text().equals("contoso.com")) {
            assertThat(decision.isRefusal()).as("%s: %s", message, decision).isTrue();
        }
    }

    @Property
    void whatGoesToTheBankIsProtected(@ForAll("fromAnywhere") Transaction message) {
        Decision decision =
                cloud.decide(message.withRecipient(dev.mailflow.runtime.Mailbox.of("clerk@contosobank.com")));
        if (decision.outcome() == Outcome.SEND) {
            assertThat(decision.via()).contains("bank-out");
            TlsDemand demand = decision.route().orElseThrow().tls();
            assertThat(demand.level()).isEqualTo(TlsDemand.Level.REQUIRED);
            assertThat(demand.serverNames()).isNotEmpty();
        } else {
            assertThat(decision.isRefusal()).as("%s: %s", message, decision).isTrue();
        }
    }

    @Property
    void caseOfAnAddressNeverMatters(@ForAll("fromAnywhere") Transaction message) {
        Transaction shouted = message.toBuilder()
                .to(message.recipient().toString().toUpperCase(java.util.Locale.ROOT))
                .build();
        assertThat(cloud.decide(shouted)).isEqualTo(cloud.decide(message));
    }

    @Provide
    Arbitrary<Transaction> fromOutside() {
        return messages(
                Arbitraries.of("198.51.100.7", "127.0.0.4", "127.0.0.2", "10.19.255.255", "10.21.0.0", "2001:db8::1"),
                Arbitraries.of(
                        List.of(),
                        List.of("mail.contosobank.com"),
                        List.of("mail2.contoso.com"),
                        List.of("mail1.contoso.com.evil.example")));
    }

    @Provide
    Arbitrary<Transaction> fromAnywhere() {
        return messages(
                Arbitraries.of("198.51.100.7", "127.0.0.3", "10.20.0.0", "10.20.255.255", "203.0.113.41"),
                Arbitraries.of(List.of(), List.of("mail1.contoso.com"), List.of("mail.contosobank.com")));
    }

    private static Arbitrary<Transaction> messages(Arbitrary<String> clients, Arbitrary<List<String>> certificates) {
        Arbitrary<String> senders = Arbitraries.of(
                "<>",
                "sun@sunshine.example",
                "bob@contoso.com",
                "scanner@contoso.com",
                "clerk@contosobank.com",
                "clerk@branch.contosobank.com",
                "x@evilcontoso.com");
        Arbitrary<String> recipients = Arbitraries.of(
                "bob@contoso.com",
                "john@contoso.com",
                "clerk@contosobank.com",
                "moon@moonlight.example",
                "x@sub.contoso.com",
                "x@evilcontoso.com");
        return Combinators.combine(clients, certificates, Arbitraries.of(TlsVersion.values()), senders, recipients)
                .as((client, names, tls, from, to) -> Transaction.builder()
                        .client(client)
                        .tls(tls)
                        .certificateNames(tls.isProtected() ? names : List.of())
                        .from(from)
                        .to(to)
                        .size(1000)
                        .build());
    }
}
