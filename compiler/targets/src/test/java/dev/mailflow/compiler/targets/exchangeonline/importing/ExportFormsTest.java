package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One connector in all the shapes in which administrators hold it. */
class ExportFormsTest {
    private static final String JSON = """
            {"Enabled":true,"ConnectorType":"Partner","ConnectorSource":"AdminUI","Comment":"",
             "SenderIPAddresses":["192.0.2.0/25"],"SenderDomains":["smtp:contosobank.com;1","smtp:*.contosobank.com;1"],
             "RequireTls":true,"RestrictDomainsToIPAddresses":true,"TlsSenderCertificateName":null,
             "Name":"Bank","Identity":"Bank","WhenChanged":"/Date(1772500523000)/",
             "WhenChanged@data.type":"System.DateTime"}
            """;

    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of("JSON, one object", JSON),
                Arguments.of("JSON, a list", "[" + JSON + "]"),
                Arguments.of(
                        "JSON, deep in a document",
                        "{\"inbound_connectors\":[" + JSON + "],\"outbound_connectors\":[null]}"),
                Arguments.of(
                        "JSON, lists as Windows PowerShell nests them",
                        JSON.replace("[\"192.0.2.0/25\"]", "{\"value\":[\"192.0.2.0/25\"],\"Count\":1}")),
                Arguments.of("JSON, CRLF", JSON.replace("\n", "\r\n")),
                Arguments.of("JSON, a list of one as text", JSON.replace("[\"192.0.2.0/25\"]", "\"192.0.2.0/25\"")),
                Arguments.of("JSON, an enumeration as number", JSON.replace("\"Partner\"", "2")),
                Arguments.of("Format-List", """


                        Enabled                      : True
                        ConnectorType                : Partner
                        ConnectorSource              : AdminUI
                        Comment                      :
                        SenderIPAddresses            : {192.0.2.0/25}
                        SenderDomains                : {smtp:contosobank.com;1,
                                                       smtp:*.contosobank.com;1}
                        RequireTls                   : True
                        RestrictDomainsToIPAddresses : True
                        TlsSenderCertificateName     :
                        Name                         : Bank
                        Identity                     : Bank

                        """),
                Arguments.of("CSV, lists by bar", """
                        "Name","Enabled","ConnectorType","SenderIPAddresses","SenderDomains","RequireTls","RestrictDomainsToIPAddresses"
                        "Bank","True","Partner","192.0.2.0/25","smtp:contosobank.com;1|smtp:*.contosobank.com;1","True","True"
                        """),
                Arguments.of("CSV, lists by semicolon, with a type", """
                        #TYPE Selected.System.Management.Automation.PSCustomObject
                        "Name","Enabled","ConnectorType","SenderIPAddresses","SenderDomains","RequireTls","RestrictDomainsToIPAddresses"
                        "Bank","True","Partner","192.0.2.0/25","smtp:contosobank.com;1;smtp:*.contosobank.com;1","True","True"
                        """),
                Arguments.of("CSV, fields by semicolon", """
                        Name;Enabled;ConnectorType;SenderIPAddresses;SenderDomains;RequireTls;RestrictDomainsToIPAddresses
                        Bank;True;Partner;192.0.2.0/25;contosobank.com|*.contosobank.com;True;True
                        """),
                Arguments.of("Microsoft365DSC", """
                        # Generated
                        Configuration M365TenantConfig
                        {
                            node localhost
                            {
                                EXOInboundConnector "EXOInboundConnector-Bank"
                                {
                                    Identity                     = "Bank";
                                    ConnectorType                = "Partner"; # a remark
                                    Enabled                      = $True;
                                    SenderDomains                = @("smtp:contosobank.com;1","smtp:*.contosobank.com;1");
                                    SenderIPAddresses            = @("192.0.2.0/25");
                                    RequireTls                   = $True;
                                    RestrictDomainsToIPAddresses = $True;
                                    Credential                   = $Credscredential;
                                    Ensure                       = "Present";
                                }
                            }
                        }
                        """),
                Arguments.of("MOF", """
                        instance of MSFT_EXOInboundConnector as $MSFT_EXOInboundConnector1ref
                        {
                        Identity = "Bank";
                         ConnectorType = "Partner";
                         Enabled = True;
                         SenderDomains = {
                            "smtp:contosobank.com;1",
                            "smtp:*.contosobank.com;1"
                        };
                         SenderIPAddresses = { "192.0.2.0/25" };
                         RequireTls = True;
                         RestrictDomainsToIPAddresses = True;
                         ResourceID = "[EXOInboundConnector]Bank";
                        };
                        """),
                Arguments.of("CLIXML", """
                        <Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
                          <Obj RefId="0">
                            <TN RefId="0"><T>Deserialized.Microsoft.Exchange.Management.SystemConfigurationTasks.TenantInboundConnector</T></TN>
                            <ToString>Bank</ToString>
                            <Props>
                              <B N="Enabled">true</B>
                              <Obj N="ConnectorType" RefId="1"><TN RefId="1"><T>Deserialized.TenantConnectorType</T></TN>
                                <ToString>Partner</ToString><I32>2</I32></Obj>
                              <S N="Comment"></S>
                              <Obj N="SenderIPAddresses" RefId="2"><LST><S>192.0.2.0/25</S></LST></Obj>
                              <Obj N="SenderDomains" RefId="3"><LST><S>smtp:contosobank.com;1</S>
                                <Obj RefId="4"><ToString>smtp:*.contosobank.com;1</ToString><Props><S N="Domain">*.contosobank.com</S></Props></Obj></LST></Obj>
                              <B N="RequireTls">true</B>
                              <B N="RestrictDomainsToIPAddresses">true</B>
                              <Nil N="TlsSenderCertificateName" />
                              <S N="Name">Bank</S>
                              <G N="Guid">00000000-0000-0000-0000-000000000001</G>
                              <DT N="WhenChanged">2026-01-01T00:00:00Z</DT>
                            </Props>
                          </Obj>
                        </Objs>
                        """));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void everyFormGivesTheSameConnector(String form, String text) {
        List<Diagnostic> found = new ArrayList<>();
        Exports.Read read = Exports.read(List.of(new SourceFile("export", text)), found::add);
        assertThat(found).as(form).noneMatch(diagnostic -> diagnostic.code() != DiagnosticCode.OBJECT_NOT_UNDERSTOOD);
        assertThat(read.tenant().items()).singleElement().satisfies(item -> {
            assertThat(item.kind()).isEqualTo(Kind.INBOUND);
            assertThat(item.name()).isEqualTo("Bank");
            assertThat(item.text(Property.CONNECTOR_TYPE)).contains("Partner");
            assertThat(item.texts(Property.SENDER_DOMAINS)).containsExactly("contosobank.com", "*.contosobank.com");
            assertThat(item.texts(Property.SENDER_ADDRESSES)).containsExactly("192.0.2.0/25");
            assertThat(item.is(Property.REQUIRE_TLS)).isTrue();
            assertThat(item.is(Property.RESTRICT_TO_ADDRESSES)).isTrue();
            assertThat(item.is(Property.ENABLED)).isTrue();
            assertThat(item.text(Property.CERTIFICATE_NAME)).isEmpty();
        });
    }

    static Stream<Charset> encodings() {
        return Stream.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void everyEncodingIsRead(Charset charset) {
        String text = "{\"Name\":\"Zürich\"}";
        assertThat(Decoding.text(("\uFEFF" + text).getBytes(charset))).contains(text);
        assertThat(Decoding.text(text.getBytes(charset))).contains(text);
    }

    @Test
    void whatIsNoTextIsNone() {
        assertThat(Decoding.text(new byte[] {(byte) 0xC3, (byte) 0x28})).isEmpty();
    }

    /** A cut list could hold anything behind the cut: nothing is made of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Name : x\nConnectorType : OnPremises\nSenderIPAddresses : {192.0.2.1, 192.0.2.2...}\nRequireTls : True\n",
                "Name : x\nConnectorType : OnPremises\nSenderIPAddresses : {192.0.2.1, 192.0.2.2…}\nRequireTls : True\n",
                "Name,ConnectorType,SenderIPAddresses\nx,OnPremises,System.Collections.Generic.List`1[System.String]\n",
                "[{\"Name\":\"x\",\"ConnectorType\":7,\"RequireTls\":true}]",
                "[{\"Name\":\"x\",\"State\":1,\"RouteMessageOutboundConnector\":\"y\"}]",
                "[{\"Name\":\"x\",\"State\":\"Enabled\",\"Mode\":3,\"RouteMessageOutboundConnector\":\"y\"}]",
                "{\"Name\":\"x\",\"RequireTls\":tr",
                "<Objs><Obj><Props><S N=\"Name\">x</S></Objs>",
                "EXOInboundConnector 'x' { Identity = \"x",
                "nothing of the kind"
            })
    void whatIsLostIsAnError(String text) {
        List<Diagnostic> found = new ArrayList<>();
        Exports.read(List.of(new SourceFile("export", text)), found::add);
        assertThat(found).anyMatch(Diagnostic::isError);
        assertThat(found).allSatisfy(diagnostic -> assertThat(diagnostic.help()).isPresent());
    }

    @Test
    void entitiesOfOthersAreNotRead() {
        List<Diagnostic> found = new ArrayList<>();
        String text =
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><Objs><Obj><Props><S N=\"Name\">&e;</S><B N=\"RequireTls\">true</B></Props></Obj></Objs>";
        List<Item> items = Exports.read(List.of(new SourceFile("export", text)), found::add)
                .tenant()
                .items();
        assertThat(items).isEmpty();
        assertThat(found).anyMatch(Diagnostic::isError);
    }

    @Test
    void whatIsNotKnownIsTold() {
        List<Diagnostic> found = new ArrayList<>();
        Exports.read(
                List.of(
                        new SourceFile(
                                "export",
                                "[{\"Name\":\"x\",\"RequireTls\":true,\"RequireTLSv13\":true,\"Zone\":\"east\",\"Nope\":false,\"Nil\":null}]")),
                found::add);
        assertThat(found)
                .extracting(Diagnostic::code)
                .containsExactly(DiagnosticCode.PROPERTY_NOT_UNDERSTOOD, DiagnosticCode.PROPERTY_NOT_UNDERSTOOD);
    }

    /** Format-List breaks a long text between words and keeps the space there; a word that is too long it breaks anywhere. */
    @Test
    void aTextOfSeveralLinesKeepsItsWords() {
        String text = """
                Name          : a
                ConnectorType : Partner
                SenderDomains : {smtp:contoso-hol
                                ding.example;1}
                RequireTls    : True
                Comment       : for the mail of@
                                the bank, see https://wiki.con
                                toso.example/mail
                """.replace("of@", "of ");
        List<Diagnostic> found = new ArrayList<>();
        Item item = Exports.read(List.of(new SourceFile("list.txt", text)), found::add)
                .tenant()
                .items()
                .get(0);
        assertThat(found).isEmpty();
        assertThat(item.text(Property.COMMENT))
                .hasValue("for the mail of the bank, see https://wiki.contoso.example/mail");
        assertThat(item.texts(Property.SENDER_DOMAINS)).containsExactly("contoso-holding.example");
    }
}
