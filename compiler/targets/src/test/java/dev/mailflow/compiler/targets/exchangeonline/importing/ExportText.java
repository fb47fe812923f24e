package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A tenant as the Get cmdlets and ConvertTo-Json would write it. */
public final class ExportText {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ExportText() {}

    public static String json(Tenant tenant) {
        ArrayNode all = JSON.createArrayNode();
        for (Item item : tenant.items()) {
            ObjectNode node = all.addObject();
            if (item.kind() == Kind.ACCEPTED_DOMAIN) {
                node.put("DomainName", item.name());
            } else {
                node.put("Name", item.name());
            }
            item.settings().forEach((property, value) -> put(node, property, value));
            node.put("WhenChanged", "/Date(1772500523000)/");
            node.put("ObjectState", "Unchanged");
        }
        return all.toString();
    }

    private static void put(ObjectNode node, Property property, Value value) {
        if (value instanceof Value.Flag flag) {
            node.put(property.word(), flag.on());
        } else if (value instanceof Value.Text text) {
            node.put(property.word(), text.text());
        } else if (value instanceof Value.Texts several) {
            List<String> written = property == Property.SENDER_DOMAINS
                    ? several.texts().stream()
                            .map(domain -> "smtp:" + domain + ";1")
                            .toList()
                    : several.texts();
            written.forEach(node.putArray(property.word())::add);
        } else if (property.form() == Property.Form.TEXT || property.form() == Property.Form.WORD) {
            node.putNull(property.word());
        } else {
            node.putArray(property.word());
        }
    }
}
