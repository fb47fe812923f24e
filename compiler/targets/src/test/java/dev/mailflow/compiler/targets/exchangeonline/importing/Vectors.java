package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is documented of the service: connectors as an export holds them, a message, what becomes of it. */
final class Vectors {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Vectors() {}

    static List<JsonNode> all() throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(Vectors.class.getResourceAsStream("/exchangeonline/vectors.jsonl"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(JSON::readTree)
                    .toList();
        }
    }

    /** Whether it is about settings or an export, and not about a message. */
    static boolean isOfConfiguration(JsonNode vector) {
        String outcome = vector.get("expect").get("outcome").asString();
        return outcome.startsWith("config-") || outcome.equals("import");
    }

    static List<Tenant> tenants(JsonNode vector, List<Diagnostic> found) {
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

    static MailAddress address(String text) {
        int at = text.lastIndexOf('@');
        return new MailAddress(text.substring(0, at), new DomainName(text.substring(at + 1)));
    }
}
