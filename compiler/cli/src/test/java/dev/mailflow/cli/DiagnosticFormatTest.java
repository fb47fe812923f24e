package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Diagnostics for programs: held to their schemas, and to the places that they name. */
final class DiagnosticFormatTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path CORPUS = Path.of("src/test/corpus");

    /** An emoji before the mistake: two UTF-16 units, one code point. */
    private static final String MISTAKES = """
            language 1
            organization { domains contoso.com }
            connector a from onprem to office365 require tls cert *.contoso.com
            connector a from office365 to onprem description "😀" requier tls
            endpoint x : partner { domains x.example, y.example }
            """;

    @TempDir
    Path folder;

    private static Schema ours() throws IOException {
        ObjectNode schema =
                (ObjectNode) JSON.readTree(Files.readString(Path.of("../docs/schemas/diagnostics.schema.json")));
        close(schema);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }

    /** The published schema lets keys pass that it does not know; here each must be described. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("properties") && object.has("required")) {
            object.put("additionalProperties", false);
        }
        node.forEach(DiagnosticFormatTest::close);
    }

    private static Schema sarif() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                DiagnosticFormatTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(JSON.readTree(in));
        }
    }

    private static JsonNode valid(Schema schema, String text) {
        JsonNode document = JSON.readTree(text);
        assertThat(schema.validate(document)).as(text).isEmpty();
        return document;
    }

    @Test
    void theSchemasRefuse() throws Exception {
        assertThat(ours().validate(JSON.readTree("{\"schemaVersion\": 2}"))).isNotEmpty();
        assertThat(sarif().validate(JSON.readTree("{\"version\": \"2.1.0\", \"runs\": [{}]}")))
                .isNotEmpty();
    }

    /** Whatever the corpus holds is told in both forms as their schemas say. */
    @Test
    void everyCaseOfTheCorpusIsValid() throws Exception {
        Schema ours = ours();
        Schema sarif = sarif();
        int told = 0;
        try (var cases = Files.list(CORPUS)) {
            for (Path one :
                    cases.filter(c -> Files.exists(c.resolve("input.mailflow"))).toList()) {
                Shell shell = new Shell(one.toAbsolutePath());
                JsonNode json = valid(
                        ours,
                        shell.run("check", "--format", "json", "input.mailflow").out());
                JsonNode log = valid(
                        sarif,
                        shell.run("check", "--format", "sarif", "input.mailflow")
                                .out());
                int count = json.get("diagnostics").size();
                JsonNode run = log.get("runs").get(0);
                assertThat(run.get("results").size()).isEqualTo(count);
                run.get("results")
                        .forEach(result -> assertThat(run.at("/tool/driver/rules")
                                        .get(result.get("ruleIndex").asInt())
                                        .get("id"))
                                .isEqualTo(result.get("ruleId")));
                assertThat(shell.run("check", "--format", "github", "input.mailflow")
                                .out()
                                .lines())
                        .hasSize(count)
                        .allMatch(line -> line.matches("::(error|warning|notice) file=[^:]+,title=MF[^:]+::.+"));
                told += count;
            }
        }
        assertThat(told).isGreaterThan(90);
    }

    @Test
    void compileTellsInEveryForm() throws Exception {
        Policies.contoso(folder);
        Shell shell = new Shell(folder);
        JsonNode first = valid(
                ours(),
                shell.run("compile", "contoso.mailflow", "-o", "out", "--format", "json")
                        .out());
        assertThat(first.get("written")).isNotEmpty();
        JsonNode second = valid(
                ours(),
                shell.run("compile", "contoso.mailflow", "-o", "out", "--format", "json")
                        .out());
        assertThat(second.get("written")).isEmpty();
        assertThat(second.get("unchanged")).isEqualTo(first.get("written"));
        Files.writeString(folder.resolve("bad.mailflow"), MISTAKES);
        Shell.Run run = shell.run("compile", "bad.mailflow", "-o", "none", "--format", "sarif");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.err()).isEmpty();
        assertThat(valid(sarif(), run.out()).at("/runs/0/results")).isNotEmpty();
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void sarifNamesPlacesInUtf16() throws Exception {
        Files.createDirectories(folder.resolve("a b"));
        Files.writeString(folder.resolve("a b/bäd.mailflow"), "\uFEFF" + MISTAKES);
        JsonNode log = valid(
                sarif(),
                new Shell(folder)
                        .run("check", "--format", "sarif", "./a b/bäd.mailflow")
                        .out());
        JsonNode run = log.at("/runs/0");
        assertThat(run.get("columnKind").asString()).isEqualTo("utf16CodeUnits");
        JsonNode misspelt = result(run, "MF1002");
        JsonNode place = misspelt.at("/locations/0/physicalLocation");
        assertThat(place.at("/artifactLocation/uri").asString()).isEqualTo("a%20b/b%C3%A4d.mailflow");
        String line = MISTAKES.lines().toList().get(3);
        assertThat(place.at("/region/startLine").asInt()).isEqualTo(4);
        assertThat(place.at("/region/startColumn").asInt()).isEqualTo(line.indexOf("requier") + 1);
        assertThat(place.at("/region/endColumn").asInt()).isEqualTo(line.indexOf("requier") + 8);
        JsonNode replacement = misspelt.at("/fixes/0/artifactChanges/0/replacements/0");
        assertThat(replacement.at("/insertedContent/text").asString()).isEqualTo("require");
        assertThat(replacement.get("deletedRegion")).isEqualTo(place.get("region"));
        assertThat(result(run, "MF2002")
                        .at("/relatedLocations/0/physicalLocation/region/startLine")
                        .asInt())
                .isEqualTo(3);
        JsonNode rule =
                run.at("/tool/driver/rules").get(misspelt.get("ruleIndex").asInt());
        assertThat(rule.get("helpUri").asString()).startsWith("https://").endsWith("/MF1002");
        assertThat(rule.at("/help/markdown").asString()).startsWith("# MF1002: misspelt keyword\n");
        assertThat(rule.at("/help/text").asString()).startsWith("MF1002: misspelt keyword\n");
    }

    private static JsonNode result(JsonNode run, String code) {
        for (JsonNode result : run.get("results")) {
            if (result.get("ruleId").asString().equals(code)) {
                return result;
            }
        }
        throw new AssertionError("no " + code + " in " + run.get("results").toPrettyString());
    }

    @Test
    void aByteOrderMarkIsNoColumn() throws Exception {
        Files.writeString(
                folder.resolve("p.mailflow"), "\uFEFFfrom onprm to office365 require tls cert *.contoso.com\n");
        JsonNode log = JSON.readTree(new Shell(folder)
                .run("check", "--format", "sarif", "p.mailflow")
                .out());
        assertThat(result(log.at("/runs/0"), "MF2001")
                        .at("/locations/0/physicalLocation/region/startColumn")
                        .asInt())
                .isEqualTo("from ".length() + 1);
    }

    @Test
    void filesElsewhereHaveWholeUris() throws Exception {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Files.writeString(folder.resolve("p.mailflow"), MISTAKES);
        for (String name : List.of("../p.mailflow", folder.resolve("p.mailflow").toString())) {
            JsonNode log = valid(
                    sarif(),
                    new Shell(inner).run("check", "--format", "sarif", name).out());
            JsonNode artifact = log.at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation");
            assertThat(artifact.get("uri").asString()).isEqualTo("file://" + folder.resolve("p.mailflow"));
            assertThat(artifact.has("uriBaseId")).isFalse();
        }
        JsonNode log = valid(
                sarif(),
                new Shell(folder)
                        .run(
                                "check",
                                "--format",
                                "sarif",
                                folder.resolve("p.mailflow").toString())
                        .out());
        assertThat(log.at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri")
                        .asString())
                .isEqualTo("p.mailflow");
    }

    @Test
    void sarifMessagesHaveNoAccidentalPlaceholdersOrLinks() throws Exception {
        Files.writeString(folder.resolve("p.mailflow"), "language 1\nfrom \"x{0}[y](1)\" to office365 require tls\n");
        JsonNode result = JSON.readTree(new Shell(folder)
                        .run("check", "--format", "sarif", "p.mailflow")
                        .out())
                .at("/runs/0/results/0");
        assertThat(result.at("/message/text").asString()).contains("`x{{0}}\\[y\\](1)`");
        assertThat(result.at("/fixes/0/artifactChanges/0/replacements/0/insertedContent/text")
                        .asString())
                .isEqualTo("x{0}[y](1)");
    }

    @Test
    void githubIsEscaped() throws Exception {
        Files.writeString(folder.resolve("a,b:c%.mailflow"), "language 1\nfrom onprm to office365 require tls\n");
        Shell.Run run = new Shell(folder).run("check", "--format", "github", "a,b:c%.mailflow");
        assertThat(run.out())
                .startsWith("::error file=a%2Cb%3Ac%25.mailflow,line=2,endLine=2,col=6,endColumn=11,"
                        + "title=MF2001%3A unknown endpoint::there is no endpoint `onprm`%0A");
        assertThat(run.out().lines()).hasSize(1);
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    void aPolicyWithoutFindingsIsAnEmptyLog() throws Exception {
        Policies.contoso(folder);
        Shell shell = new Shell(folder);
        JsonNode log = valid(
                sarif(),
                shell.run("check", "--format", "sarif", "contoso.mailflow").out());
        assertThat(log.at("/runs/0/results")).isEmpty();
        assertThat(log.at("/runs/0/results").isArray()).isTrue();
        assertThat(shell.run("check", "--format", "github", "contoso.mailflow").out())
                .isEmpty();
    }

    @Test
    void whatTheToolCouldNotDoIsNoSuccessfulRun() throws Exception {
        Shell.Run run = new Shell(folder).run("check", "--format", "sarif", "missing.mailflow");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        JsonNode log = valid(sarif(), run.out());
        assertThat(log.at("/runs/0/invocations/0/executionSuccessful").asBoolean())
                .isFalse();
        assertThat(log.at("/runs/0/results/0/locations/0/physicalLocation").has("region"))
                .isFalse();
    }

    /** People read once what is so of three connectors; an annotation stands at each of them. */
    @Test
    void programsLearnOfEachPlace() throws Exception {
        Path policy = CORPUS.resolve("emit-exchange-contoso/input.mailflow");
        Files.copy(policy, folder.resolve("a.mailflow"));
        Shell shell = new Shell(folder);
        assertThat(shell.run("emit", "exchange-online", "a.mailflow", "-o", "out")
                        .err())
                .containsOnlyOnce("says which certificate")
                .contains("; the same of `out`, `bank-out`");
        for (String format : List.of("json", "sarif", "github")) {
            String out = shell.run("emit", "exchange-online", "a.mailflow", "-o", "out", "--format", format)
                    .out();
            assertThat(out.lines().filter(line -> line.contains("says which certificate `")))
                    .as(format)
                    .hasSize(3);
            assertThat(out).doesNotContain("; the same of");
        }
        Files.writeString(folder.resolve("none.json"), "[]");
        assertThat(shell.run(
                                "plan",
                                "exchange-online",
                                "a.mailflow",
                                "--current",
                                "none.json",
                                "--best-effort",
                                "--format",
                                "json")
                        .out()
                        .lines()
                        .filter(line -> line.contains("says which certificate `")))
                .hasSize(3);
    }
}
