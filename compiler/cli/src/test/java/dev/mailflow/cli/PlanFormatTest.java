package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Plans for programs, held to their schema. */
final class PlanFormatTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path CORPUS = Path.of("src/test/corpus");

    @TempDir
    Path folder;

    private static Schema schema() throws IOException {
        ObjectNode schema = (ObjectNode) JSON.readTree(Files.readString(Path.of("../docs/schemas/plan.schema.json")));
        close(schema);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }

    /** The published schema lets keys pass that it does not know; here each must be described. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("properties") && object.has("required")) {
            object.put("additionalProperties", false);
        }
        node.forEach(PlanFormatTest::close);
    }

    private static JsonNode valid(Schema schema, String text) {
        JsonNode document = JSON.readTree(text);
        assertThat(schema.validate(document)).as(text).isEmpty();
        return document;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"schemaVersion\":2,\"command\":\"plan\",\"diagnostics\":[],\"summary\":{\"errors\":0,\"warnings\":0,\"notes\":0}}",
                "{\"schemaVersion\":1,\"command\":\"plan\",\"target\":\"exchange-online\",\"diagnostics\":[],"
                        + "\"summary\":{\"errors\":0,\"warnings\":0,\"notes\":0}}",
                "{\"schemaVersion\":1,\"command\":\"plan\",\"target\":\"exchange-online\",\"written\":[],\"diagnostics\":[],"
                        + "\"counts\":{\"create\":0,\"change\":1,\"remove\":0,\"unknown\":0,\"left\":0,\"unchanged\":0},"
                        + "\"steps\":[{\"action\":\"change\",\"kind\":\"InboundConnector\",\"name\":\"a\",\"changes\":[]}],"
                        + "\"summary\":{\"errors\":0,\"warnings\":0,\"notes\":0}}"
            })
    void theSchemaRefuses(String wrong) throws IOException {
        assertThat(schema().validate(JSON.readTree(wrong))).as(wrong).isNotEmpty();
    }

    /** Every plan of the corpus, whatever format its command asks for. */
    @Test
    void plansOfTheCorpusAreValid() throws IOException {
        List<String> actions = new ArrayList<>();
        try (Stream<Path> cases = Files.list(CORPUS)) {
            for (Path one : cases.sorted().toList()) {
                Path file = one.resolve("command");
                String command = Files.exists(file) ? Files.readString(file).strip() : "";
                if (command.startsWith("plan ")) {
                    Shell shell = new Shell(one.toAbsolutePath());
                    List<String> words = new ArrayList<>(List.of(
                            command.replaceAll(" --format \\S+| -o \\S+", "").split(" ")));
                    words.addAll(List.of("--format", "json"));
                    valid(schema(), shell.run(words.toArray(String[]::new)).out())
                            .path("steps")
                            .forEach(step -> actions.add(step.get("action").asString()));
                }
            }
        }
        assertThat(actions).contains("create", "change", "remove", "unknown", "left", "unchanged");
    }

    @Test
    void ofAPolicyWithErrorsDiagnosticsAloneAreTold() throws IOException {
        Files.writeString(folder.resolve("a.mailflow"), "connectr a from b to c\n");
        Files.writeString(folder.resolve("now.json"), "[]\n");
        JsonNode document = valid(
                schema(),
                new Shell(folder)
                        .run("plan", "exchange-online", "a.mailflow", "--current", "now.json", "--format", "json")
                        .out());
        assertThat(document.has("steps")).isFalse();
        assertThat(document.get("summary").get("errors").asInt()).isPositive();
    }
}
