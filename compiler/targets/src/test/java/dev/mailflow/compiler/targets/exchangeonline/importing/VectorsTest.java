package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailflow.compiler.targets.exchangeonline.service.Arrival;
import dev.mailflow.compiler.targets.exchangeonline.service.Departure;
import dev.mailflow.compiler.targets.exchangeonline.service.Offer;
import dev.mailflow.compiler.targets.exchangeonline.service.Reading;
import dev.mailflow.compiler.targets.exchangeonline.service.Reception;
import dev.mailflow.compiler.targets.exchangeonline.service.Reception.Accepted;
import dev.mailflow.compiler.targets.exchangeonline.service.Reception.Refused;
import dev.mailflow.compiler.targets.exchangeonline.service.Routing;
import dev.mailflow.compiler.targets.exchangeonline.service.Service;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Faults;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is documented of the service, vector by vector: connectors as an export holds them, a message, what becomes of it. The
 * connectors go through the importer; every key of an expectation is compared, an unknown one fails.
 */
class VectorsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** By kind: a file that shrank, or a vector that took the place of another, is noticed. */
    @Test
    void noneIsMissing() throws IOException {
        assertThat(Vectors.all()).hasSize(65);
        assertThat(Vectors.all().stream().map(vector -> vector.get("id").asString()))
                .doesNotHaveDuplicates();
        assertThat(Vectors.all().stream()
                        .collect(Collectors.groupingBy(
                                vector -> vector.get("id").asString().replaceAll("-.*", ""), Collectors.counting())))
                .isEqualTo(Map.of("IN", 31L, "OUT", 19L, "CFG", 12L, "IMP", 3L));
        assertThat(Vectors.all().stream().filter(Vectors::isOfConfiguration)).hasSize(15);
    }

    @TestFactory
    Stream<DynamicTest> everyVectorHolds() throws IOException {
        return Vectors.all().stream()
                .filter(vector -> !Vectors.isOfConfiguration(vector))
                .map(vector -> dynamicTest(
                        vector.get("id").asString() + " " + vector.get("title").asString(), () -> hold(vector)));
    }

    private static void hold(JsonNode vector) {
        JsonNode expect = vector.get("expect");
        String outcome = expect.get("outcome").asString();
        Set<String> unread = new TreeSet<>(expect.propertyNames());
        unread.remove("outcome");
        if (unread.remove("contested")) {
            otherReading(vector, expect.get("contested").asString());
        }
        if (vector.get("message").get("direction").asString().equals("inbound")) {
            inbound(vector, expect, outcome, unread);
        } else {
            outbound(vector, expect, outcome, unread);
        }
        assertThat(unread).as("keys that this test does not compare").isEmpty();
    }

    /** The page contradicts itself: read by its list, another connector is first. */
    private static void otherReading(JsonNode vector, String contested) {
        JsonNode message = vector.get("message");
        Reading asListed = new Reading(Reading.Apex.COVERED, Reading.Depth.ANY, Reading.Order.AS_LISTED);
        Routing routing = new Service(Vectors.tenants(vector, new ArrayList<>()), asListed)
                .route(new Departure(
                        sender(message),
                        Vectors.address(message.get("rcptTo").asString()),
                        Map.of(),
                        Departure.Source.MAILBOX,
                        Departure.Location.ELSEWHERE));
        String other = ((Routing.ToHosts) routing).connector().orElseThrow().name();
        assertThat(contested).startsWith(other + " by ");
        assertThat(other).isNotEqualTo(vector.get("expect").get("connector").asString());
    }

    private static Optional<MailAddress> sender(JsonNode message) {
        String from = message.get("mailFrom").asString();
        return from.isEmpty() ? Optional.empty() : Optional.of(Vectors.address(from));
    }

    // Inbound.

    private static void inbound(JsonNode vector, JsonNode expect, String outcome, Set<String> unread) {
        JsonNode message = vector.get("message");
        List<Tenant> tenants = Vectors.tenants(vector, new ArrayList<>());
        Service service = new Service(tenants, Reading.LIKELY);
        JsonNode recipients = message.get("rcptTo");
        List<String> names = new ArrayList<>();
        if (message.get("certChainComplete").asBoolean()) {
            message.get("certNames").forEach(name -> names.add(name.asString()));
        }
        List<Reception> receptions = new ArrayList<>();
        for (JsonNode recipient :
                recipients.isArray() ? recipients : JSON.createArrayNode().add(recipients)) {
            receptions.add(service.receive(new Arrival(
                    message.get("endpoint").asString().equals("mx") ? Arrival.Door.MX : Arrival.Door.SUBMISSION,
                    IpAddress.parse(message.get("clientIp").asString()).orElseThrow(),
                    message.get("tls").asBoolean() ? Arrival.Channel.TLS : Arrival.Channel.PLAIN,
                    names,
                    message.get("authenticated").isString()
                            ? Optional.of(message.get("authenticated").asString())
                            : Optional.empty(),
                    sender(message),
                    Vectors.address(recipient.asString()),
                    message.path("recipientKnown").asBoolean(true)
                            ? Arrival.Directory.KNOWN
                            : Arrival.Directory.UNKNOWN)));
        }
        for (Reception reception : receptions) {
            if (outcome.equals("accept")) {
                assertThat(reception).isInstanceOf(Accepted.class);
                accepted((Accepted) reception, tenants, expect, unread, message);
            } else {
                assertThat(reception).isInstanceOf(Refused.class);
                refused((Refused) reception, expect, unread);
            }
        }
    }

    private static void accepted(
            Accepted accepted, List<Tenant> tenants, JsonNode expect, Set<String> unread, JsonNode message) {
        if (unread.remove("connector")) {
            assertThat(accepted.connector().map(Item::name)).isEqualTo(text(expect, "connector"));
        }
        if (unread.remove("directionality")) {
            assertThat(accepted.direction().name())
                    .isEqualToIgnoringCase(expect.get("directionality").asString());
        }
        if (unread.remove("relay")) {
            assertThat(accepted.mayRelay()).isEqualTo(expect.get("relay").asBoolean());
        }
        if (unread.remove("tenant")) {
            assertThat(accepted.tenant().id()).isEqualTo(expect.get("tenant").asString());
        }
        if (unread.remove("enhancedFilteringApplied")) {
            // Skip listing applies if every recipient is in EFUsers; it does not change who accepts the message.
            Item connector = accepted.connector().orElseThrow();
            List<String> users = connector.texts(Property.SKIP_FOR);
            boolean all = true;
            for (JsonNode recipient : message.get("rcptTo")) {
                all &= users.isEmpty() || users.contains(recipient.asString());
            }
            assertThat(all && connector.is(Property.SKIP_LAST_ADDRESS))
                    .isEqualTo(expect.get("enhancedFilteringApplied").asBoolean());
        }
        if (unread.remove("thenOutbound")) {
            JsonNode then = expect.get("thenOutbound");
            Routing routing = new Service(tenants, Reading.LIKELY)
                    .route(new Departure(
                            sender(message),
                            Vectors.address(message.get("rcptTo").asString()),
                            Map.of(),
                            Departure.Source.OUTSIDE,
                            Departure.Location.ELSEWHERE));
            Routing.ToHosts hosts = (Routing.ToHosts) routing;
            assertThat(hosts.connector().map(Item::name))
                    .contains(then.get("connector").asString());
            assertThat(hosts.hosts()).containsExactly(then.get("nextHop").asString());
        }
    }

    private static void refused(Refused refused, JsonNode expect, Set<String> unread) {
        if (unread.remove("code")) {
            assertThat(refused.code().map(String::valueOf)).isEqualTo(text(expect, "code"));
        }
        if (unread.remove("enhanced")) {
            assertThat(refused.status()).isEqualTo(text(expect, "enhanced"));
        }
        if (unread.remove("textContains")) {
            assertThat(refused.text()).contains(expect.get("textContains").asString());
        }
        if (unread.remove("attr")) {
            assertThat(refused.text()).contains(expect.get("attr").asString());
        }
        if (unread.remove("anyOf")) {
            List<String> statuses = new ArrayList<>();
            expect.get("anyOf")
                    .forEach(one -> statuses.add(one.get("code").asString() + " "
                            + one.get("enhanced").asString()));
            assertThat(refused.code().orElseThrow() + " " + refused.status().orElseThrow())
                    .isIn(statuses);
        }
    }

    private static Optional<String> text(JsonNode node, String key) {
        return node.get(key).isNull()
                ? Optional.empty()
                : Optional.of(node.get(key).asString());
    }

    // Outbound.

    private static void outbound(JsonNode vector, JsonNode expect, String outcome, Set<String> unread) {
        JsonNode message = vector.get("message");
        List<Tenant> tenants = Vectors.tenants(vector, new ArrayList<>());
        Service service = new Service(tenants, Reading.LIKELY);
        MailAddress to = Vectors.address(message.get("rcptTo").asString());
        boolean cloud = message.path("recipientLocation").asString("").equals("cloud");
        Routing routing = message.get("ruleConnector").isNull()
                ? service.route(new Departure(
                        sender(message),
                        to,
                        Map.of(),
                        Departure.Source.MAILBOX,
                        cloud ? Departure.Location.CLOUD : Departure.Location.ELSEWHERE))
                : service.routeBy(message.get("ruleConnector").asString());
        if (outcome.equals("local")) {
            assertThat(routing).isEqualTo(new Routing.ToMailbox());
            unread.remove("connector");
            return;
        }
        Routing.ToHosts hosts = (Routing.ToHosts) routing;
        if (unread.remove("connector")) {
            assertThat(hosts.connector().map(Item::name)).isEqualTo(text(expect, "connector"));
        }
        if (unread.remove("nextHop")) {
            String next = hosts.hosts().isEmpty() ? "MX(" + to.domain() + ")" : String.join(",", hosts.hosts());
            assertThat(next).isEqualTo(expect.get("nextHop").asString());
        }
        if (unread.remove("tls")) {
            assertThat(tls(hosts)).startsWith(expect.get("tls").asString());
        }
        Offer offer = offer(message.path("remote"));
        Optional<Refused> deferral = service.deferral(hosts, offer);
        switch (outcome) {
            case "route" -> assertThat(deferral).isEmpty();
            case "defer" -> {
                Refused refused = deferral.orElseThrow();
                if (unread.remove("enhancedAnyOf")) {
                    assertThat(expect.get("enhancedAnyOf").toString())
                            .contains(refused.status().orElseThrow());
                }
                if (unread.remove("retryHours")) {
                    assertThat(expect.get("retryHours").asInt()).isEqualTo(Retries.HOURS);
                }
                if (unread.remove("then")) {
                    assertThat(expect.get("then").asString()).isEqualTo(Retries.THEN);
                }
                refused(refused, expect, unread);
            }
            case "ndr" -> {
                unread.remove("afterHours");
                assertThat(message.get("elapsedHours").asInt()).isGreaterThan(Retries.HOURS);
                assertThat(expect.get("afterHours").asInt()).isEqualTo(Retries.HOURS);
                unread.remove("enhancedAnyOf");
                assertThat(expect.get("enhancedAnyOf").toString()).contains(Retries.EXPIRED);
            }
            case "loop" -> {
                // By MX, and the MX is the service itself: the rule of combination that warns of it must speak.
                String mx = message.get("mx").get(to.domain().text()).asString();
                assertThat(hosts.hosts()).isEmpty();
                assertThat(mx).endsWith("mail.protection.outlook.com");
                assertThat(Faults.of(tenants.get(0)))
                        .anyMatch(fault ->
                                fault.properties().containsAll(List.of(Property.USE_MX, Property.CONNECTOR_TYPE)));
                assertThat(expect.get("enhanced").asString()).isEqualTo("5.4.14");
                unread.removeAll(List.of("enhanced", "textContains"));
            }
            default -> throw new AssertionError("unknown outcome " + outcome);
        }
    }

    private static String tls(Routing.ToHosts hosts) {
        String settings = hosts.connector()
                .flatMap(item -> item.text(Property.TLS_SETTINGS))
                .orElse("");
        return switch (settings) {
            case "" -> "opportunistic, plaintext allowed";
            case "EncryptionOnly" -> "required, certificate not checked";
            case "DomainValidation" ->
                hosts.connector().orElseThrow().is(Property.ROUTE_ALL)
                        ? "required, " + settings
                        : settings + " "
                                + hosts.connector()
                                        .flatMap(item -> item.text(Property.TLS_DOMAIN))
                                        .orElseThrow();
            default -> "required, chain checked";
        };
    }

    /** What the service does with mail that it cannot pass on: documented, and nothing that a connector changes. */
    private static final class Retries {
        static final int HOURS = 24;
        static final String THEN = "drop";
        static final String EXPIRED = "4.4.7";
    }

    private static Offer offer(JsonNode remote) {
        List<String> names = new ArrayList<>();
        remote.path("certNames").forEach(name -> names.add(name.asString()));
        boolean broken = !remote.path("chainComplete").asBoolean(true)
                || remote.path("selfSigned").asBoolean(false);
        if (remote.isMissingNode()) {
            names.addAll(List.of("mail.contoso.com", "smtp.sig.example"));
        }
        boolean dane = remote.path("dane").asBoolean(false);
        return new Offer(
                remote.path("starttls").asBoolean(true) ? Offer.Starttls.OFFERED : Offer.Starttls.MISSING,
                names,
                broken ? Offer.Chain.BROKEN : Offer.Chain.TRUSTED,
                !dane
                        ? Offer.Dane.NONE
                        : remote.path("tlsaMatch").asBoolean(true) ? Offer.Dane.MATCHING : Offer.Dane.MISMATCH);
    }
}
