package dev.mailflow.languageserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.FormattingOptions;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextEdit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerTest {
    private static final String GOOD = """
            language 1

            organization {
              domains contoso.com
            }

            endpoint bank : partner { domains contosobank.com }
            connector bank-in from bank to office365 require tls
            """;

    private static final String MISSPELT = GOOD.replace("from bank", "from bnak");

    private final Editor editor = new Editor();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit
    private Path folder;

    @AfterEach
    void leave() throws IOException {
        editor.close();
    }

    private String uri(String name) {
        return folder.resolve(name).toUri().toString();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void whatCheckFindsIsShownWithItsCodeAndItsWayOut() {
        String uri = uri("a.mailflow");
        editor.open(uri, MISSPELT);
        Diagnostic finding = editor.finding(uri, "MF2001");
        assertThat(finding.getSeverity()).isEqualTo(DiagnosticSeverity.Error);
        assertThat(finding.getRange()).isEqualTo(new Range(new Position(7, 23), new Position(7, 27)));
        assertThat(finding.getMessage().getLeft()).contains("`bnak`").contains("help: ");
        assertThat(finding.getCodeDescription().getHref()).endsWith("/diagnostics/MF2001");
        assertThat(finding.getSource()).isEqualTo("mailflow");
        assertThat(editor.published(uri).getVersion()).isEqualTo(1);
    }

    @Test
    void aChangeIsCheckedAndWhatWasMendedGoes() {
        String uri = uri("a.mailflow");
        editor.open(uri, MISSPELT);
        assertThat(editor.codes(uri)).contains("MF2001");
        editor.change(
                uri, new TextDocumentContentChangeEvent(new Range(new Position(7, 23), new Position(7, 27)), "bank"));
        assertThat(editor.codes(uri)).doesNotContain("MF2001");
        assertThat(editor.published(uri).getVersion()).isEqualTo(2);
        editor.change(uri, MISSPELT);
        assertThat(editor.codes(uri)).contains("MF2001");
        editor.close(uri);
        assertThat(editor.codes(uri)).isEmpty();
    }

    @Test
    void columnsAreCountedInUtf16() {
        String uri = uri("a.mailflow");
        editor.open(
                uri,
                GOOD.replace("from bank", "description \"\" from bank")
                        .replace(
                                "connector bank-in description \"\" from bank",
                                "test \"\uD83D\uDE80\" at onprme { client mailbox message a@contoso.com -> b@contoso.com expect deliver }\nconnector bank-in from bank"));
        Range range = editor.finding(uri, "MF2001").getRange();
        assertThat(range.getStart()).isEqualTo(new Position(7, 13));
    }

    @Test
    void aPolicyThatImportsTheChangedFileIsCheckedWithWhatIsNotSaved() throws IOException {
        write("parts/bank.mailflow", "endpoint bank : partner { domains contosobank.com }\n");
        String root = uri("root.mailflow");
        String part = uri("parts/bank.mailflow");
        editor.open(root, """
                language 1
                import "parts/bank.mailflow"
                organization { domains contoso.com }
                connector bank-in from bank to office365 require tls
                """);
        assertThat(editor.codes(root)).doesNotContain("MF2001");
        editor.open(part, "endpoint bank : partner { domains contosobank.com }\n");
        // As a part it needs no `language`, and what it declares is used.
        assertThat(editor.codes(part)).isEmpty();
        editor.change(part, "endpoint bonk : partner { domains contosobank.com }\n");
        assertThat(editor.codes(root)).contains("MF2001");
        editor.change(part, "endpoint bank : partner { domains contoso bank.com }\n");
        assertThat(editor.codes(part)).isNotEmpty();
        editor.close(part);
        assertThat(editor.codes(root)).doesNotContain("MF2001");
        assertThat(editor.codes(part)).isEmpty();
    }

    @Test
    void aPartThatIsOpenAloneIsJudgedWithThePolicyThatImportsIt() throws IOException {
        write("root.mailflow", """
                language 1
                import "parts/in.mailflow"
                organization { domains contoso.com }
                endpoint bank : partner { domains contosobank.com }
                """);
        write("other.mailflow", "language 1\n# import \"parts/in.mailflow\"\n");
        write("parts/in.mailflow", "");
        String part = uri("parts/in.mailflow");
        editor.open(part, "connector bank-in from bank to office365 require tls\n");
        assertThat(editor.codes(part)).isEmpty();
        assertThat(editor.codes(uri("other.mailflow"))).isEmpty();
        editor.change(part, "connector bank-in from bnak to office365 require tls\n");
        assertThat(editor.codes(part)).contains("MF2001");
        editor.close(part);
        assertThat(editor.codes(part)).isEmpty();
        assertThat(editor.codes(uri("root.mailflow"))).isEmpty();
    }

    @Test
    void tablesAreReadFromTheDiskAndTheirMistakesShownInThem() throws IOException {
        write("partners.csv", "id,domain\nbank,contosobank.com\nwood,wood grove.com\n");
        String root = uri("root.mailflow");
        editor.open(root, """
                language 1
                organization { domains contoso.com }
                for each partner in "partners.csv" {
                  endpoint ${partner.id} : partner { domains ${partner.domain} }
                  connector ${partner.id}-in from ${partner.id} to office365 require tls
                }
                """);
        assertThat(editor.codes(root)).isEmpty();
        assertThat(editor.codes(uri("partners.csv"))).contains("MF3001");
        write("partners.csv", "id,domain\nbank,contosobank.com\nwood,woodgrove.com\n");
        editor.server().getWorkspaceService().didChangeWatchedFiles(new DidChangeWatchedFilesParams(List.of()));
        assertThat(editor.codes(uri("partners.csv"))).isEmpty();
    }

    @Test
    void filesThatImportEachOtherAreBothTold() {
        String one = uri("one.mailflow");
        String other = uri("other.mailflow");
        editor.open(one, "language 1\nimport \"other.mailflow\"\n");
        editor.open(other, "language 1\nimport \"one.mailflow\"\n");
        assertThat(editor.codes(one)).contains("MF2006");
    }

    @Test
    void anUnsavedDocumentWithoutAFolderIsChecked() {
        String uri = "untitled:Untitled-1";
        editor.open(uri, MISSPELT);
        assertThat(editor.codes(uri)).contains("MF2001");
        editor.change(uri, GOOD + "import \"x.mailflow\"\n");
        assertThat(editor.published(uri).getDiagnostics().toString()).contains("no folder until it is saved");
    }

    @Test
    void noTextEndsTheServer() {
        String uri = uri("a.mailflow");
        editor.open(uri, "");
        for (String text :
                List.of("\0", "\uFEFF", "{".repeat(5000), "\"", "# \uD83D", "\r", "${", "from from to to via via")) {
            editor.change(uri, text);
            assertThat(editor.codes(uri)).as(text).isNotEmpty();
        }
        editor.change(uri, new TextDocumentContentChangeEvent(new Range(new Position(7, 99), new Position(0, 0)), "x"));
        editor.change(uri, GOOD);
        assertThat(editor.codes(uri)).doesNotContain("MF1001");
        assertThat(editor.logged()).isEmpty();
    }

    @Test
    void formattingIsThatOfFmtAndTouchesOnlyTheLinesThatChange() {
        String uri = uri("a.mailflow");
        editor.open(uri, GOOD.replace("  domains contoso.com", "domains    contoso.com"));
        List<? extends TextEdit> edits = format(uri);
        assertThat(edits).singleElement().satisfies(edit -> {
            assertThat(edit.getNewText()).isEqualTo("  domains contoso.com\n");
            assertThat(edit.getRange()).isEqualTo(new Range(new Position(3, 0), new Position(4, 0)));
        });
        editor.change(uri, GOOD);
        assertThat(format(uri)).isEmpty();
        editor.change(uri, "organization {");
        assertThat(format(uri)).isEmpty();
        assertThat(format(uri("not-open.mailflow"))).isEmpty();
    }

    private List<? extends TextEdit> format(String uri) {
        return Editor.answer(editor.documents()
                .formatting(
                        new DocumentFormattingParams(new TextDocumentIdentifier(uri), new FormattingOptions(2, true))));
    }

    @Test
    void aFixOfAFindingIsOfferedAtItsPlaceAlone() {
        String uri = uri("a.mailflow");
        editor.open(uri, MISSPELT);
        Range place = editor.finding(uri, "MF2001").getRange();
        List<CodeAction> actions = actions(uri, place);
        assertThat(actions).singleElement().satisfies(action -> {
            assertThat(action.getTitle()).contains("`bank`");
            assertThat(action.getKind()).isEqualTo("quickfix");
            assertThat(action.getDiagnostics()).containsExactly(editor.finding(uri, "MF2001"));
            assertThat(action.getEdit().getChanges().get(uri)).containsExactly(new TextEdit(place, "bank"));
        });
        assertThat(actions(uri, new Range(new Position(2, 0), new Position(2, 3))))
                .isEmpty();
    }

    private List<CodeAction> actions(String uri, Range range) {
        return Editor.answer(editor.documents()
                        .codeAction(new CodeActionParams(
                                new TextDocumentIdentifier(uri), range, new CodeActionContext(List.of()))))
                .stream()
                .map(either -> either.getRight())
                .toList();
    }
}
