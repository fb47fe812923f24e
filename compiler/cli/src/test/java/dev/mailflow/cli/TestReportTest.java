package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mailflow.cli.testing.Junit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reports of tests for programs: held to their schemas, over every policy of the corpus. */
final class TestReportTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path CORPUS = Path.of("src/test/corpus");

    /** Three goals: the connector is to be selected at both ends, and nearly selected where it arrives. */
    private static final String THREE_GOALS = """
            language 1
            organization { domains contoso.com }
            endpoint onprem : server { networks 192.0.2.0/24 hosts mail.contoso.com mailboxes john@contoso.com }
            endpoint office365 : exchange-online { hosts cloud.contoso.com mailboxes bob@contoso.com }
            connector in from onprem to office365
            test "here" at office365 {
              client 192.0.2.1 message john@contoso.com -> bob@contoso.com expect deliver by in
            }
            test "not here" at office365 {
              client 192.0.3.1 message sun@sunshine.example -> bob@contoso.com expect deliver by internet
            }
            """;

    @TempDir
    Path folder;

    private static Schema schema() throws IOException {
        ObjectNode schema =
                (ObjectNode) JSON.readTree(Files.readString(Path.of("../docs/schemas/test-report.schema.json")));
        close(schema);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }

    /** The published schema lets keys pass that it does not know; here each must be described. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("properties") && object.has("required")) {
            object.put("additionalProperties", !object.has("type"));
        }
        node.forEach(TestReportTest::close);
    }

    private static JsonNode valid(Schema schema, String text) {
        JsonNode document = JSON.readTree(text);
        assertThat(schema.validate(document)).as(text).isEmpty();
        return document;
    }

    @Test
    void theSchemaRefuses() throws Exception {
        Schema schema = schema();
        for (String wrong : new String[] {
            "{}",
            "{\"schemaVersion\":1,\"command\":\"test\",\"policy\":\"a\",\"summary\":{\"passed\":0,\"failed\":0}}",
            "{\"schemaVersion\":1,\"command\":\"test\",\"policy\":\"a\",\"tests\":[],\"summary\":{\"passed\":-1,\"failed\":0}}",
            "{\"schemaVersion\":1,\"command\":\"test\",\"policy\":\"a\",\"tests\":[{\"title\":\"t\",\"site\":\"s\","
                    + "\"file\":\"f\",\"line\":1,\"expectation\":{\"file\":\"f\",\"line\":1,\"column\":1},"
                    + "\"result\":\"failed\"}],\"summary\":{\"passed\":0,\"failed\":1}}",
        }) {
            assertThat(schema.validate(JSON.readTree(wrong))).as(wrong).isNotEmpty();
        }
        assertThat(schema.validate(JSON.readTree("{\"schemaVersion\":1,\"command\":\"test\",\"policy\":\"a\","
                        + "\"tests\":[],\"summary\":{\"passed\":0,\"failed\":0}}")))
                .isEmpty();
    }

    /** Whatever the corpus holds is told in each form as it should be, with and without errors. */
    @Test
    void everyCaseOfTheCorpusIsValid() throws Exception {
        Schema schema = schema();
        int ran = 0;
        int refused = 0;
        try (var cases = Files.list(CORPUS)) {
            for (Path one : cases.filter(path -> Files.exists(path.resolve("input.mailflow")))
                    .toList()) {
                Shell shell = new Shell(one.toAbsolutePath());
                JsonNode json = valid(
                        schema,
                        shell.run("test", "--format", "json", "--coverage", "input.mailflow")
                                .out());
                Shell.Run xml = shell.run("test", "--format", "junit", "--coverage", "input.mailflow");
                Element suite = Junit.suite(xml.out());
                Shell.Run github = shell.run("test", "--format", "github", "input.mailflow");
                assertThat(github.out().lines())
                        .allMatch(line -> line.matches("::(error|warning|notice) [^:]*title=[^:]+::.+"));
                if (json.has("tests")) {
                    int failed = json.at("/summary/failed").asInt();
                    // A claim is a case of the suite too.
                    assertThat(suite.getAttribute("tests"))
                            .isEqualTo(String.valueOf(json.get("tests").size()
                                    + json.path("claims").size()));
                    int unproved = 0;
                    for (JsonNode claim : json.path("claims")) {
                        unproved += claim.get("verdict").asString().equals("proved") ? 0 : 1;
                    }
                    assertThat(suite.getAttribute("failures")).isEqualTo(String.valueOf(failed + unproved));
                    assertThat(github.out().lines().count()).isEqualTo(failed + unproved);
                    assertThat(xml.code()).isEqualTo(failed + unproved == 0 ? ExitCode.GOOD : ExitCode.FINDINGS);
                    ran += json.get("tests").size();
                } else {
                    assertThat(suite.getAttribute("errors"))
                            .isEqualTo(json.at("/summary/errors").asString());
                    assertThat(xml.code()).isNotEqualTo(ExitCode.GOOD);
                    refused++;
                }
            }
        }
        assertThat(ran).isGreaterThan(30);
        assertThat(refused).isGreaterThan(60);
    }

    @ParameterizedTest
    @CsvSource({"66.66,0", "66.666666666666666666666666666666,0", "66.67,3", "66.666666666666666666666666666667,3"})
    void twoThirdsAreNeitherMoreNorLess(String threshold, int code) throws Exception {
        Files.writeString(folder.resolve("three.mailflow"), THREE_GOALS);
        Shell.Run run = new Shell(folder).run("test", "three.mailflow", "--threshold", threshold);
        assertThat(run.code()).as(run.transcript()).isEqualTo(code);
        assertThat(run.out()).contains("2 passed, 0 failed\n").contains("coverage 66.66 % (2 of 3): connectors");
        assertThat(run.out().contains("coverage 66.66 % (2 of 3) is below " + threshold + " %"))
                .isEqualTo(code == ExitCode.FINDINGS);
        JsonNode json = JSON.readTree(new Shell(folder)
                .run("test", "three.mailflow", "--threshold", threshold, "--format", "json")
                .out());
        assertThat(json.at("/coverage/threshold/met").asBoolean()).isEqualTo(code == 0);
        assertThat(json.at("/coverage/reached").asInt()).isEqualTo(2);
        assertThat(json.at("/coverage/possible").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"all", "101", "-1", "2/3", "'66,67'", "''"})
    void whatIsNoPercentageIsAWrongCommandLine(String threshold) throws Exception {
        Files.writeString(folder.resolve("three.mailflow"), THREE_GOALS);
        Shell.Run run = new Shell(folder).run("test", "three.mailflow", "--threshold=" + threshold);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("is not a percentage from 0 to 100");
    }

    @Test
    void aReportInAFileLeavesTheOneForPeopleOnTheScreen() throws Exception {
        Files.writeString(folder.resolve("three.mailflow"), THREE_GOALS);
        Shell.Run run = new Shell(folder)
                .run("test", "three.mailflow", "--format", "junit", "--output", "reports/tests.xml", "--verbose");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .isEqualTo("passed  \"here\" at office365\npassed  \"not here\" at office365\n2 passed, 0 failed\n");
        assertThat(Junit.suite(Files.readString(folder.resolve("reports/tests.xml")))
                        .getAttribute("tests"))
                .isEqualTo("2");
        Shell.Run plain = new Shell(folder).run("test", "three.mailflow", "-o", "tests.txt", "--color", "always");
        assertThat(plain.out()).isEqualTo("2 passed, 0 failed\n");
        assertThat(folder.resolve("tests.txt")).hasContent("2 passed, 0 failed\n");
    }

    @Test
    void aFileThatCannotBeWrittenIsSaid() throws Exception {
        Files.writeString(folder.resolve("three.mailflow"), THREE_GOALS);
        Files.createDirectories(folder.resolve("taken"));
        Shell.Run run = new Shell(folder).run("test", "three.mailflow", "--format", "json", "-o", "taken");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("[MF9006]");
    }

    @Test
    void aPolicyWithErrorsIsToldInTheFormThatWasAskedFor() throws Exception {
        Files.writeString(folder.resolve("bad.mailflow"), THREE_GOALS.replace("deliver by in\n", "deliver by inn\n"));
        Shell shell = new Shell(folder);
        Element suite = Junit.suite(
                shell.run("test", "bad.mailflow", "--format", "junit").out());
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        Element error = (Element) suite.getElementsByTagName("error").item(0);
        assertThat(error.getAttribute("type")).isEqualTo("MF2012");
        assertThat(error.getTextContent()).startsWith("bad.mailflow:7:");
        Shell.Run github = shell.run("test", "bad.mailflow", "--format", "github");
        assertThat(github.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(github.out()).startsWith("::error file=bad.mailflow,line=7,");
        Shell.Run written = shell.run("test", "bad.mailflow", "--format", "json", "-o", "tests.json");
        assertThat(written.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(written.out()).isEmpty();
        assertThat(written.err()).contains("[MF2012]").endsWith("1 error; no test was run\n");
        valid(schema(), Files.readString(folder.resolve("tests.json")));
    }

    /** A table of 500 partners is not told of 500 times. */
    @Test
    void whatNoTestTriesOfTheRowsOfATableIsToldOnce() throws Exception {
        Files.writeString(folder.resolve("p.csv"), "id,domain\na,a.example\nb,b.example\nc,c.example\n");
        Files.writeString(folder.resolve("table.mailflow"), THREE_GOALS + """
                for each p in "p.csv" {
                  endpoint ${p.id} : partner { domains ${p.domain} }
                  connector ${p.id}-in from ${p.id} to office365 require tls
                }
                """);
        Shell shell = new Shell(folder);
        assertThat(shell.run("test", "--coverage", "table.mailflow").out())
                .containsOnlyOnce("comes by connector")
                .contains("no test at office365 comes by connector `a-in`; the same for 2 more rows")
                .contains("is turned away by connector `a-in` with tls-required; the same for 2 more rows");
        assertThat(shell.run("test", "--coverage", "--format", "github", "table.mailflow")
                        .out())
                .containsOnlyOnce("comes by connector");
        assertThat(shell.run("test", "--coverage", "--verbose", "table.mailflow")
                        .out())
                .contains("comes by connector `a-in`", "comes by connector `c-in`");
    }

    @Test
    void aClaimThatDoesNotHoldIsAnnotated() throws Exception {
        Files.writeString(
                folder.resolve("claim.mailflow"), THREE_GOALS + "assert no message from onprem is delivered\n");
        Shell.Run run = new Shell(folder).run("test", "--format", "github", "claim.mailflow");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.out()).startsWith("::error file=claim.mailflow,line=12,").contains("client ");
    }

    /** What a title or a table holds comes out as text and never as a command, an element or a line of its own. */
    @Test
    void textsOfThePolicyStayTexts() throws Exception {
        String title = "50 %, a:b \u001b[31m<b> & \"\"q\"\" \u0007 ]]>\n::error::gotcha";
        Files.writeString(
                folder.resolve("t.csv"),
                "test,at,client,message,expect\n\"" + title
                        + "\",office365,192.0.2.1,john@contoso.com -> bob@contoso.com,reject relay-denied\n");
        Files.writeString(folder.resolve("hostile.mailflow"), THREE_GOALS + "tests from \"t.csv\"\n");
        Shell shell = new Shell(folder);
        String github =
                shell.run("test", "hostile.mailflow", "--format", "github").out();
        assertThat(github.lines()).hasSize(1);
        assertThat(github)
                .startsWith("::error file=t.csv,line=3,")
                .contains(
                        "title=test \"50 %25%2C a%3Ab ␛[31m<b> & \"q\" ␇ ]]>%0A%3A%3Aerror%3A%3Agotcha\" at office365");
        Element suite = Junit.suite(
                shell.run("test", "hostile.mailflow", "--format", "junit").out());
        Element last = (Element) suite.getElementsByTagName("testcase").item(2);
        assertThat(last.getAttribute("name")).isEqualTo("50 %, a:b ␛[31m<b> & \"q\" ␇ ]]>\n::error::gotcha");
        assertThat(shell.run("test", "hostile.mailflow").out()).doesNotContain("\u001b", "\u0007");
        assertThat(JSON.readTree(shell.run("test", "hostile.mailflow", "--format", "json")
                                .out())
                        .at("/tests/2/title")
                        .asString())
                .isEqualTo(title.replace("\"\"", "\""));
    }
}
