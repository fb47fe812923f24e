package dev.mailflow.compiler.targets.exchangeonline.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the vectors leave out. */
class ServiceTest {
    private static final Item LOCK_DOWN = new Item(
            Kind.INBOUND,
            "lock-down",
            Map.of(
                    Property.CONNECTOR_TYPE, new Value.Text("Partner"),
                    Property.SENDER_DOMAINS, new Value.Texts(List.of("*")),
                    Property.RESTRICT_TO_ADDRESSES, new Value.Flag(true),
                    Property.SENDER_ADDRESSES, new Value.Texts(List.of("192.0.2.0/28")),
                    Property.ASSOCIATED_DOMAINS, new Value.Texts(List.of("contoso.com"))));

    private static Item accepted(String domain) {
        return new Item(Kind.ACCEPTED_DOMAIN, domain, Map.of(Property.DOMAIN_TYPE, new Value.Text("Authoritative")));
    }

    private static MailAddress address(String local, String domain) {
        return new MailAddress(local, new DomainName(domain));
    }

    private static Reception receive(Tenant tenant, String recipientDomain) {
        return new Service(List.of(tenant), Reading.LIKELY)
                .receive(new Arrival(
                        Arrival.Door.MX,
                        IpAddress.parse("198.51.100.9").orElseThrow(),
                        Arrival.Channel.TLS,
                        List.of(),
                        Optional.empty(),
                        Optional.of(address("alice", "example.net")),
                        address("bob", recipientDomain),
                        Arrival.Directory.KNOWN));
    }

    /** Contested three ways; taken as the reply of the service says it. */
    @Test
    void associatedDomainsAreAFilterOfRecipients() {
        Tenant tenant =
                new Tenant("A", List.of(accepted("contoso.com"), accepted("contoso.onmicrosoft.com"), LOCK_DOWN));
        assertThat(receive(tenant, "contoso.com")).isInstanceOf(Reception.Refused.class);
        assertThat(receive(tenant, "contoso.onmicrosoft.com")).isInstanceOf(Reception.Accepted.class);
    }

    @Test
    void aConnectorInTestModeIsChosenForNoMail() {
        Item out = new Item(
                Kind.OUTBOUND,
                "out",
                Map.of(
                        Property.CONNECTOR_TYPE, new Value.Text("Partner"),
                        Property.RECIPIENT_DOMAINS, new Value.Texts(List.of("*"))));
        Departure departure = new Departure(
                Optional.of(address("bob", "contoso.com")),
                address("alice", "example.net"),
                Map.of(),
                Departure.Source.MAILBOX,
                Departure.Location.ELSEWHERE);
        Item tried = out.with(Property.TEST_MODE, new Value.Flag(true));
        assertThat(route(out, departure).connector()).contains(out);
        assertThat(route(tried, departure).connector()).isEmpty();
    }

    private static Routing.ToHosts route(Item connector, Departure departure) {
        Tenant tenant = new Tenant("A", List.of(accepted("contoso.com"), connector));
        return (Routing.ToHosts) new Service(List.of(tenant), Reading.LIKELY).route(departure);
    }
}
