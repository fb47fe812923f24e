package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.exchangeonline.service.Arrival;
import dev.mailflow.compiler.targets.exchangeonline.service.Departure;
import dev.mailflow.compiler.targets.exchangeonline.service.Offer;
import dev.mailflow.compiler.targets.exchangeonline.service.Reading;
import dev.mailflow.compiler.targets.exchangeonline.service.Reception;
import dev.mailflow.compiler.targets.exchangeonline.service.Reception.Accepted;
import dev.mailflow.compiler.targets.exchangeonline.service.Reception.Refused;
import dev.mailflow.compiler.targets.exchangeonline.service.Routing;
import dev.mailflow.compiler.targets.exchangeonline.service.Service;
import dev.mailflow.compiler.targets.exchangeonline.tenant.DomainSpace;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Fault;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Faults;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import tools.jackson.databind.node.ObjectNode;

/**
 * What is documented of the service, vector by vector: connectors as an export holds them, a message, what becomes of it. The
 * connectors go through the importer; every key of an expectation is compared, an unknown one fails.
 */
class VectorsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static List<JsonNode> vectors() throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(VectorsTest.class.getResourceAsStream("/exchangeonline/vectors.jsonl"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(JSON::readTree)
                    .toList();
        }
    }

    @Test
    void noneIsMissing() throws IOException {
        assertThat(vectors()).hasSize(65);
        assertThat(vectors().stream().map(vector -> vector.get("id").asString()).collect(Collectors.toSet()))
                .hasSize(65);
    }

    @TestFactory
    Stream<DynamicTest> everyVectorHolds() throws IOException {
        return vectors().stream()
                .map(vector -> dynamicTest(
                        vector.get("id").asString() + " " + vector.get("title").asString(), () -> hold(vector)));
    }

    private static void hold(JsonNode vector) {
        JsonNode expect = vector.get("expect");
        String outcome = expect.get("outcome").asString();
        Set<String> unread = new TreeSet<>(expect.propertyNames());
        unread.remove("outcome");
        // A note about another reading of the page, held by its own test.
        unread.remove("contested");
        if (outcome.startsWith("config-") || outcome.equals("import")) {
            configuration(vector, expect, outcome, unread);
        } else if (vector.get("message").get("direction").asString().equals("inbound")) {
            inbound(vector, expect, outcome, unread);
        } else {
            outbound(vector, expect, outcome, unread);
        }
        assertThat(unread).as("keys that this test does not compare").isEmpty();
    }

    // The tenants of a vector.

    private static List<Tenant> tenants(JsonNode vector, List<Diagnostic> found) {
        Map<String, List<JsonNode>> objects = new LinkedHashMap<>();
        vector.get("connectors")
                .forEach(connector -> objects.computeIfAbsent(
                                connector.path("Tenant").asString("A"), id -> new ArrayList<>())
                        .add(connector));
        JsonNode message = vector.get("message");
        if (!message.isNull()) {
            message.get("acceptedDomains").forEach(domain -> {
                ObjectNode typed = domain.deepCopy().asObject();
                if (!typed.has("DomainType")) {
                    typed.put("DomainType", "Authoritative");
                }
                objects.computeIfAbsent(domain.path("Tenant").asString("A"), id -> new ArrayList<>())
                        .add(typed);
            });
        }
        if (objects.isEmpty()) {
            objects.put("A", List.of());
        }
        List<Tenant> tenants = new ArrayList<>();
        objects.forEach((id, nodes) -> {
            List<JsonNode> bare = nodes;
            SourceFile file = new SourceFile(id + ".json", bare.toString());
            List<Item> items = new ArrayList<>(
                    Exports.read(List.of(file), found::add).tenant().items());
            if (!message.isNull() && message.path("rejectDirectSend").asBoolean(false)) {
                items.add(new Item(
                        Kind.ORGANIZATION, "organization", Map.of(Property.REJECT_DIRECT_SEND, new Value.Flag(true))));
            }
            tenants.add(new Tenant(id, items));
        });
        return tenants;
    }

    private static MailAddress address(String text) {
        int at = text.lastIndexOf('@');
        return new MailAddress(text.substring(0, at), new DomainName(text.substring(at + 1)));
    }

    private static Optional<MailAddress> sender(JsonNode message) {
        String from = message.get("mailFrom").asString();
        return from.isEmpty() ? Optional.empty() : Optional.of(address(from));
    }

    // Inbound.

    private static void inbound(JsonNode vector, JsonNode expect, String outcome, Set<String> unread) {
        JsonNode message = vector.get("message");
        List<Tenant> tenants = tenants(vector, new ArrayList<>());
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
                    address(recipient.asString()),
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
                            address(message.get("rcptTo").asString()),
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
        List<Tenant> tenants = tenants(vector, new ArrayList<>());
        Service service = new Service(tenants, Reading.LIKELY);
        MailAddress to = address(message.get("rcptTo").asString());
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

    // Configurations and exports.

    private static void configuration(JsonNode vector, JsonNode expect, String outcome, Set<String> unread) {
        List<Diagnostic> found = new ArrayList<>();
        Tenant tenant = tenants(vector, found).get(0);
        if (outcome.equals("import")) {
            imported(tenant.items().get(0), expect, unread);
            assertThat(found).isEmpty();
            return;
        }
        Set<String> fields = new HashSet<>();
        expect.get("fields").forEach(field -> fields.add(field.asString()));
        unread.remove("fields");
        Fault.Level level = outcome.equals("config-error") ? Fault.Level.ERROR : Fault.Level.WARNING;
        boolean byFault = Faults.of(tenant).stream()
                .filter(fault -> fault.level() == level)
                .anyMatch(fault -> fault.properties().stream()
                        .map(Property::word)
                        .collect(Collectors.toSet())
                        .equals(fields));
        // A value that is none is found while reading.
        boolean byReading = found.stream()
                .anyMatch(diagnostic -> fields.size() == 1
                        && diagnostic.message().contains("`" + fields.iterator().next() + "`"));
        assertThat(byFault || byReading)
                .as("%s in %s and %s", fields, Faults.of(tenant), found)
                .isTrue();
    }

    private static void imported(Item item, JsonNode expect, Set<String> unread) {
        if (unread.remove("SenderDomains")) {
            JsonNode space = expect.get("SenderDomains").get(0);
            DomainSpace read = DomainSpace.parse("smtp:*.contoso.com;1").orElseThrow();
            assertThat(read.type()).isEqualTo(space.get("type").asString());
            assertThat(read.pattern()).isEqualTo(space.get("pattern").asString());
            assertThat(read.cost()).isEqualTo(space.get("cost").asInt());
            assertThat(item.texts(Property.SENDER_DOMAINS)).containsExactly(read.pattern());
        }
        if (unread.remove("absentNotFalse")) {
            assertThat(item.kind()).isEqualTo(Kind.OUTBOUND);
            expect.get("absentNotFalse")
                    .forEach(name -> assertThat(Property.of(Kind.OUTBOUND, name.asString()))
                            .isEmpty());
        }
        if (unread.remove("ConnectorSource")) {
            assertThat(item.text(Property.CONNECTOR_SOURCE))
                    .contains(expect.get("ConnectorSource").asString());
            // Scripts never name the source: the service keeps it.
            unread.remove("emitAs");
        }
    }
}
