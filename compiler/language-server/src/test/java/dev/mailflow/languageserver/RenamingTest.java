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
import org.eclipse.lsp4j.DocumentHighlightParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PrepareRenameParams;
import org.eclipse.lsp4j.RenameParams;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextEdit;
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

    private static Position at(String text, String behind, String word) {
        int offset = text.indexOf(word, text.indexOf(behind));
        String before = text.substring(0, offset);
        return new Position((int) before.chars().filter(c -> c == '\n').count(), offset - before.lastIndexOf('\n') - 1);
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
        Map<String, List<TextEdit>> edits = renamed(at(POLICY, "reaches", "bank"), "fund");
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
        assertThat(applied(POLICY, renamed(at(POLICY, "by bank-in", "bank-in"), "from-bank"), root))
                .isEqualTo(POLICY.replace("bank-in", "from-bank"));
        assertThat(applied(POLICY, renamed(at(POLICY, "domains ours", "ours"), "own-domains"), root))
                .isEqualTo(POLICY.replace("ours", "own-domains"));
    }

    @Test
    void theSameNameChangesNothing() {
        assertThat(renamed(at(POLICY, "from bank", "bank"), "bank")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            from bank     | bank      | hq             | `hq` is a name here already
            from bank     | bank      | office365      | `office365` is a name here already
            from bank     | bank      | p-wood         | `p-wood` is a name here already
            domains ours  | ours      | fabrikam.com   | `fabrikam.com` is a name here already
            by bank-in    | bank-in   | hq-to-bank     | `hq-to-bank` is a name here already
            by bank-in    | bank-in   | to-any         | `to-any` is a name here already
            from bank     | bank      | two words      | with that name the policy has a mistake
            from bank     | bank      | '{'            | with that name the policy has a mistake
            via hq-to     | hq-to     | out            | a connector without a name is called by its ends
            via to-wood   | to-wood   | out            | rows of a table make this name
            p-${row.id}   | p-        | out            | rows of a table make this name
            at hq         | hq        | centre         | with that name the policy has a mistake: there is no endpoint `hq` (rows.csv, line 2)
            """)
    void whatWouldLeaveAMistakeIsRefused(String behind, String word, String name, String why) {
        assertThatThrownBy(() -> editor.documents()
                        .rename(new RenameParams(
                                new TextDocumentIdentifier(root), at(POLICY, behind.strip(), word.strip()), name))
                        .get(2, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aPredeclaredEndpointHasNoOtherName() {
        String text = "language 1\nfrom onprem to office365 require tls cert *.contoso.com\n";
        editor.change(root, text);
        PrepareRenameParams params =
                new PrepareRenameParams(new TextDocumentIdentifier(root), at(text, "from", "onprem"));
        assertThatThrownBy(() -> editor.documents().prepareRename(params).get(2, TimeUnit.MINUTES))
                .hasMessageContaining("`onprem` is predeclared");
    }

    @Test
    void whatIsRenamedIsTheNameAtThePlace() {
        PrepareRenameParams params =
                new PrepareRenameParams(new TextDocumentIdentifier(root), at(POLICY, "from bank", "ank"));
        assertThat(Editor.answer(editor.documents().prepareRename(params))
                        .getSecond()
                        .getPlaceholder())
                .isEqualTo("bank");
        params.setPosition(at(POLICY, "language", "language"));
        assertThat(Editor.answer(editor.documents().prepareRename(params))).isNull();
    }

    @Test
    void theNameIsMarkedWhereverTheDocumentHasIt() {
        DocumentHighlightParams params =
                new DocumentHighlightParams(new TextDocumentIdentifier(root), at(POLICY, "from bank", "bank"));
        assertThat(Editor.answer(editor.documents().documentHighlight(params))).hasSize(3);
    }
}
