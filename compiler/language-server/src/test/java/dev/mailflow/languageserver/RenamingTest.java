package dev.mailflow.languageserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PrepareRenameParams;
import org.eclipse.lsp4j.RenameCapabilities;
import org.eclipse.lsp4j.RenameParams;
import org.eclipse.lsp4j.TextDocumentClientCapabilities;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WorkspaceClientCapabilities;
import org.eclipse.lsp4j.WorkspaceEditCapabilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RenamingTest {
    private static final String POLICY = """
            language 1
            import "ends.mailflow"
            organization contoso { domains contoso.com, ours }
            domains ours = fabrikam.com
            connector bank-in from bank to hq require tls sender ours
            from hq to bank via mx require tls
            for each row in "rows.csv" {
              endpoint p-${row.id} : partner { domains ${row.domain} }
              connector to-${row.id} from ${row.site} to p-${row.id} via mx require tls
            }
            test "in" at hq {
              client 192.0.2.1 tls 1.3
              message a@contosobank.com -> b@fabrikam.com
              expect reject sender-not-allowed by bank-in
            }
            test "out" at hq {
              client mailbox
              message b@contoso.com -> a@contosobank.com
              expect send via hq-to-bank
            }
            test "wood" at hq {
              client mailbox
              message b@contoso.com -> a@woodgrove.com
              expect send via to-wood
            }
            assert no message from internet reaches bank
            """;

    private static final String ENDS = """
            endpoint bank : partner { domains contosobank.com }
            endpoint hq : server { mailboxes .contoso.com }
            """;

    private final Editor editor = new Editor();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit
    private Path folder;

    private String root = "";
    private String ends = "";

    @BeforeEach
    void openRoot() throws IOException {
        Files.writeString(folder.resolve("ends.mailflow"), ENDS);
        Files.writeString(folder.resolve("rows.csv"), "id,domain,site\nwood,woodgrove.com,hq\n");
        root = folder.resolve("root.mailflow").toUri().toString();
        ends = folder.resolve("ends.mailflow").toUri().toString();
        editor.open(root, POLICY);
        editor.published(root);
    }

    @AfterEach
    void leave() throws IOException {
        editor.close();
    }

    private Map<String, List<TextEdit>> renamed(Position position, String name) {
        return Editor.answer(
                        editor.documents().rename(new RenameParams(new TextDocumentIdentifier(root), position, name)))
                .getChanges();
    }

    private static String applied(String text, Map<String, List<TextEdit>> edits, String uri) {
        List<TextEdit> backwards = new ArrayList<>(edits.getOrDefault(uri, List.of()));
        backwards.sort(Comparator.comparing(
                        (TextEdit edit) -> edit.getRange().getStart().getLine())
                .thenComparing(edit -> edit.getRange().getStart().getCharacter())
                .reversed());
        String[] lines = text.split("\n", -1);
        for (TextEdit edit : backwards) {
            int line = edit.getRange().getStart().getLine();
            lines[line] = lines[line].substring(0, edit.getRange().getStart().getCharacter())
                    + edit.getNewText()
                    + lines[line].substring(edit.getRange().getEnd().getCharacter());
        }
        return String.join("\n", lines);
    }

    @Test
    void anEndpointIsRenamedInEveryFileAndWithItTheConnectorsThatAreCalledByTheirEnds() {
        Map<String, List<TextEdit>> edits = renamed(Editor.at(POLICY, "reaches", "bank"), "fund");
        assertThat(edits).containsOnlyKeys(root, ends);
        assertThat(applied(ENDS, edits, ends)).isEqualTo(ENDS.replace("endpoint bank", "endpoint fund"));
        assertThat(applied(POLICY, edits, root))
                .isEqualTo(POLICY.replace("from bank", "from fund")
                        .replace("to bank", "to fund")
                        .replace("hq-to-bank", "hq-to-fund")
                        .replace("reaches bank", "reaches fund"));
    }

    @Test
    void aConnectorAndAListAreRenamedAndNothingElseOfTheirName() {
        assertThat(applied(POLICY, renamed(Editor.at(POLICY, "by bank-in", "bank-in"), "from-bank"), root))
                .isEqualTo(POLICY.replace("bank-in", "from-bank"));
        assertThat(applied(POLICY, renamed(Editor.at(POLICY, "domains ours", "ours"), "own-domains"), root))
                .isEqualTo(POLICY.replace("ours", "own-domains"));
    }

    @Test
    void theSameNameChangesNothing() {
        assertThat(renamed(Editor.at(POLICY, "from bank", "bank"), "bank")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            from bank     | bank      | hq             | `hq` is a name here already
            from bank     | bank      | office365      | `office365` is a name here already
            from bank     | bank      | p-wood         | `p-wood` is a name here already
            domains ours  | ours      | fabrikam.com   | `fabrikam.com` is a name here already
            by bank-in    | bank-in   | hq-to-bank     | `hq-to-bank` is a name here already
            by bank-in    | bank-in   | to-any         | `to-any` is a name here already
            from bank     | bank      | two words      | a name is made of letters
            from bank     | bank      | '{'            | a name is made of letters
            via hq-to     | hq-to     | out            | a connector without a name is called by its ends
            via to-wood   | to-wood   | out            | rows of a table make this name
            p-${row.id}   | p-        | out            | rows of a table make this name
            at hq         | hq        | centre         | with that name there is a mistake: there is no endpoint `hq` (rows.csv, line 2)
            """)
    void whatWouldLeaveAMistakeIsRefused(String behind, String word, String name, String why) {
        refused(Editor.at(POLICY, behind.strip(), word.strip()), name, why);
    }

    private void refused(Position position, String name, String why) {
        assertThatThrownBy(() -> editor.documents()
                        .rename(new RenameParams(new TextDocumentIdentifier(root), position, name))
                        .get(2, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aPredeclaredEndpointHasNoOtherName() {
        String text = "language 1\nfrom onprem to office365 require tls cert *.contoso.com\n";
        editor.change(root, text);
        PrepareRenameParams params =
                new PrepareRenameParams(new TextDocumentIdentifier(root), Editor.at(text, "from", "onprem"));
        assertThatThrownBy(() -> editor.documents().prepareRename(params).get(2, TimeUnit.MINUTES))
                .hasMessageContaining("`onprem` is predeclared");
    }

    @Test
    void whatIsRenamedIsTheNameAtThePlace() {
        PrepareRenameParams params =
                new PrepareRenameParams(new TextDocumentIdentifier(root), Editor.at(POLICY, "from bank", "ank"));
        assertThat(Editor.answer(editor.documents().prepareRename(params))
                        .getSecond()
                        .getPlaceholder())
                .isEqualTo("bank");
        params.setPosition(Editor.at(POLICY, "language", "language"));
        assertThat(Editor.answer(editor.documents().prepareRename(params))).isNull();
    }

    /** Whichever of the files the editor has open, and from whichever it is asked. */
    @Test
    void otherPoliciesThatImportTheFileAreChangedToo() throws IOException {
        String other =
                "language 1\nimport \"ends.mailflow\"\norganization { domains contoso.com }\nfrom bank to hq require tls\n";
        Files.writeString(folder.resolve("other.mailflow"), other);
        String uri = folder.resolve("other.mailflow").toUri().toString();
        Map<String, List<TextEdit>> edits = renamed(Editor.at(POLICY, "from bank", "bank"), "fund");
        assertThat(edits).containsOnlyKeys(root, ends, uri);
        assertThat(applied(other, edits, uri)).isEqualTo(other.replace("bank", "fund"));

        String spoilt = other + "from fund to hq\n";
        editor.open(uri, spoilt);
        refused(
                Editor.at(POLICY, "from bank", "bank"),
                "fund",
                "mend what is wrong first: there is no endpoint `fund`");
        editor.change(uri, other + "endpoint fund : partner { domains fund.example }\nfrom fund to hq require tls\n");
        refused(Editor.at(POLICY, "from bank", "bank"), "fund", "`fund` is a name here already");
    }

    @Test
    void aPartThatDeclaresNothingIsSharedOnlyByPoliciesThatAgree() throws IOException {
        String use = "connector shared from seat to hq require tls\n";
        String first = "language 1\nimport \"use.mailflow\"\nendpoint hq : server { mailboxes .contoso.com }\n"
                + "endpoint seat : partner { domains a.example }\norganization { domains contoso.com }\n";
        Files.writeString(folder.resolve("use.mailflow"), use);
        Files.writeString(folder.resolve("second.mailflow"), first.replace("a.example", "b.example"));
        editor.change(root, first);
        refused(
                Editor.at(first, "endpoint seat", "seat"),
                "site",
                "with that name there is a mistake: there is no endpoint `site`");
    }

    @Test
    void anEndpointThatTablesMayMeanOtherwiseKeepsItsName() {
        String text = """
                language 1
                endpoint onprem : server { cert mx.contoso.com }
                from onprem to office365 require tls
                """;
        editor.change(root, text);
        assertThat(applied(text, renamed(Editor.at(text, "endpoint", "onprem"), "hq"), root))
                .isEqualTo(text.replace("onprem", "hq"));
        editor.change(root, text + "tests from \"tests.csv\"\n");
        refused(Editor.at(text, "endpoint", "onprem"), "hq", "`onprem` in a table would mean");
    }

    /** A test says {@code by bank} of the connector. */
    @Test
    void anEndpointAndAConnectorOfOneNameAreTwo() {
        String text = POLICY.replace("bank-in", "bank");
        editor.change(root, text);
        assertThat(editor.codes(root)).doesNotContain("MF2001", "MF2002");
        assertThat(applied(text, renamed(Editor.at(text, "from bank", "bank"), "fund"), root))
                .isEqualTo(text.replace("from bank", "from fund")
                        .replace("to bank", "to fund")
                        .replace("hq-to-bank", "hq-to-fund")
                        .replace("reaches bank", "reaches fund"));
    }

    @Test
    void anEditorThatTakesVersionsGetsThem() throws IOException {
        ClientCapabilities can = new ClientCapabilities();
        WorkspaceClientCapabilities workspace = new WorkspaceClientCapabilities();
        WorkspaceEditCapabilities edit = new WorkspaceEditCapabilities();
        edit.setDocumentChanges(true);
        workspace.setWorkspaceEdit(edit);
        can.setWorkspace(workspace);
        TextDocumentClientCapabilities documents = new TextDocumentClientCapabilities();
        documents.setRename(new RenameCapabilities(true, false));
        can.setTextDocument(documents);
        try (Editor other = new Editor(can)) {
            assertThat(other.initialized()
                            .getCapabilities()
                            .getRenameProvider()
                            .getRight()
                            .getPrepareProvider())
                    .isTrue();
            other.open(root, POLICY);
            other.change(root, POLICY);
            assertThat(Editor.answer(other.documents()
                                    .rename(new RenameParams(
                                            new TextDocumentIdentifier(root),
                                            Editor.at(POLICY, "from bank", "bank"),
                                            "fund")))
                            .getDocumentChanges()
                            .stream()
                            .map(change -> change.getLeft().getTextDocument())
                            .map(document -> document.getUri().equals(root) + " " + document.getVersion()))
                    .containsExactlyInAnyOrder("true 2", "false null");
        }
        assertThat(editor.initialized().getCapabilities().getRenameProvider().getLeft())
                .isTrue();
    }
}
