package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.targets.exchangeonline.tenant.DomainSpace;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Fault;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Faults;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The vectors about settings that do not go together, and about exports. */
class ConfigurationVectorsTest {
    @TestFactory
    Stream<DynamicTest> everyVectorHolds() throws IOException {
        return Vectors.all().stream()
                .filter(Vectors::isOfConfiguration)
                .map(vector -> dynamicTest(
                        vector.get("id").asString() + " " + vector.get("title").asString(), () -> hold(vector)));
    }

    private static void hold(JsonNode vector) {
        JsonNode expect = vector.get("expect");
        Set<String> unread = new TreeSet<>(expect.propertyNames());
        unread.remove("outcome");
        configuration(vector, expect, expect.get("outcome").asString(), unread);
        assertThat(unread).as("keys that this test does not compare").isEmpty();
    }

    private static void configuration(JsonNode vector, JsonNode expect, String outcome, Set<String> unread) {
        List<Diagnostic> found = new ArrayList<>();
        Tenant tenant = Vectors.tenants(vector, found).get(0);
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
