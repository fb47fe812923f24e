package dev.mailflow.languageserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.ReferenceContext;
import org.eclipse.lsp4j.ReferenceParams;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places and words: symbols, definitions, references, hover, completion. */
final class NavigationTest {
    private static final String POLICY = """
            language 1
            import "bank.mailflow"
            organization contoso { domains contoso.com, ours }
            domains ours = fabrikam.com
            connector bank-in from bank to office365 require tls sender ours
            from onprem to office365 require tls cert *.contoso.com
            for each partner in "partners.csv" {
              endpoint p-${partner.id} : partner { domains ${partner.domain} }
              connector to-${partner.id} from office365 to p-${partner.id} via mx require tls
            }
            test "in" at office365 {
              client 192.0.2.1 tls 1.3
              message a@contosobank.com -> b@contoso.com
              expect deliver by bank-in
            }
            test "out" at office365 {
              client mailbox
              message b@contoso.com -> a@woodgrove.com
              expect send via to-wood
            }
            assert no message from internet reaches bank
            """;

    private static final String BANK = "endpoint bank : partner { domains contosobank.com }\n";

    private final Editor editor = new Editor();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit
    private Path folder;

    private String root = "";
    private String bank = "";

    @BeforeEach
    void openRoot() throws IOException {
        Files.writeString(folder.resolve("bank.mailflow"), BANK);
        Files.writeString(folder.resolve("partners.csv"), "id,domain\nwood,woodgrove.com\n");
        root = folder.resolve("root.mailflow").toUri().toString();
        bank = folder.resolve("bank.mailflow").toUri().toString();
        editor.open(root, POLICY);
        assertThat(editor.published(root).getVersion()).isEqualTo(1);
    }

    @AfterEach
    void leave() throws IOException {
        editor.close();
    }

    private static Position at(String behind, String word) {
        return Editor.at(POLICY, behind, word);
    }

    private List<String> definition(String uri, Position position) {
        return Editor.answer(
                        editor.documents().definition(new DefinitionParams(new TextDocumentIdentifier(uri), position)))
                .getLeft()
                .stream()
                .map(NavigationTest::shown)
                .toList();
    }

    /** {@code file:line:column}, counted from 0. */
    private static String shown(Location location) {
        Position start = location.getRange().getStart();
        return location.getUri().replaceAll(".*/", "") + ":" + start.getLine() + ":" + start.getCharacter();
    }

    @Test
    void aNameLeadsToItsDeclarationInWhateverFile() {
        assertThat(definition(root, at("from bank", "bank"))).containsExactly("bank.mailflow:0:9");
        assertThat(definition(root, at("reaches", "bank"))).containsExactly("bank.mailflow:0:9");
        assertThat(definition(root, at("by bank-in", "bank-in"))).containsExactly("root.mailflow:4:10");
        assertThat(definition(root, at("sender ours", "ours"))).containsExactly("root.mailflow:3:8");
        assertThat(definition(root, at("contoso.com, ours", "ours"))).containsExactly("root.mailflow:3:8");
        assertThat(definition(root, at("contoso.com", "contoso.com"))).isEmpty();
        assertThat(definition(root, at("office365", "office365"))).isEmpty();
    }

    @Test
    void aNameThatARowMakesLeadsToWhereTheRowIsFilledIn() {
        assertThat(definition(root, at("via to-wood", "to-wood"))).containsExactly("root.mailflow:8:12");
    }

    @Test
    void aFileNameLeadsToTheFile() {
        assertThat(definition(root, at("import", "bank.mailflow"))).containsExactly("bank.mailflow:0:0");
        assertThat(definition(root, at("for each", "partners.csv"))).containsExactly("partners.csv:0:0");
    }

    @Test
    void everyUseIsFoundAlsoFromAPartOfThePolicy() {
        editor.open(bank, BANK);
        editor.published(bank);
        ReferenceParams params =
                new ReferenceParams(new TextDocumentIdentifier(bank), new Position(0, 10), new ReferenceContext(true));
        assertThat(Editor.answer(editor.documents().references(params)).stream().map(NavigationTest::shown))
                .containsExactlyInAnyOrder("bank.mailflow:0:9", "root.mailflow:4:23", "root.mailflow:20:40");
        params.setContext(new ReferenceContext(false));
        assertThat(Editor.answer(editor.documents().references(params))).hasSize(2);
    }

    @Test
    void symbolsAreTheDeclarations() {
        List<DocumentSymbol> symbols = Editor.answer(
                        editor.documents().documentSymbol(new DocumentSymbolParams(new TextDocumentIdentifier(root))))
                .stream()
                .map(either -> either.getRight())
                .toList();
        assertThat(symbols.stream().map(DocumentSymbol::getName))
                .containsExactly(
                        "bank.mailflow",
                        "contoso",
                        "ours",
                        "bank-in",
                        "onprem-to-office365",
                        "for each partner",
                        "in",
                        "out",
                        "assert no message from internet reaches bank");
        assertThat(symbols.get(5).getChildren().stream().map(DocumentSymbol::getName))
                .containsExactly("p-${partner.id}", "to-${partner.id}");
    }

    private String hover(Position position) {
        Hover hover =
                Editor.answer(editor.documents().hover(new HoverParams(new TextDocumentIdentifier(root), position)));
        return hover == null ? "" : hover.getContents().getRight().getValue();
    }

    @Test
    void hoverSaysWhatANameIs() {
        assertThat(hover(at("from bank", "bank")))
                .contains("endpoint `bank`, partner")
                .contains("recognised by sender domain `contosobank.com`")
                .contains("```mailflow\n" + BANK.strip() + "\n```");
        assertThat(hover(at("from onprem", "onprem"))).contains("endpoint `onprem`, predeclared as `server`");
        assertThat(hover(at("sender ours", "ours"))).contains("list `ours` of domains");
        assertThat(hover(at("language", "language"))).isEmpty();
    }

    @Test
    void hoverSaysWhatAFindingMeans() {
        editor.change(root, POLICY.replace("from bank", "from bnak"));
        assertThat(hover(at("from bank", "bank")))
                .contains("**unknown endpoint** ([MF2001](")
                .contains("A connector between endpoints that nobody declared would rule no mail");
    }

    @Test
    void aPartOfAnOpenPolicyIsReadAsItsPart() {
        editor.open(bank, BANK + "from onprem to bank\n");
        editor.change(root, POLICY + "endpoint onprem : server { cert mx.contoso.com }\n");
        HoverParams params = new HoverParams(new TextDocumentIdentifier(bank), new Position(1, 6));
        editor.published(root);
        assertThat(Editor.answer(editor.documents().hover(params))
                        .getContents()
                        .getRight()
                        .getValue())
                .contains("recognised by certificate `mx.contoso.com`")
                .doesNotContain("predeclared");
    }

    private List<String> completion(String text) {
        editor.change(root, text);
        int line = (int) text.chars().filter(c -> c == '\n').count();
        Position end = new Position(line, text.length() - text.lastIndexOf('\n') - 1);
        return Editor.answer(editor.documents().completion(new CompletionParams(new TextDocumentIdentifier(root), end)))
                .getLeft()
                .stream()
                .map(CompletionItem::getLabel)
                .toList();
    }

    @Test
    void namesAndKeywordsAreOfferedWhereTheGrammarTakesThem() {
        assertThat(completion(POLICY + "connector x from b"))
                .contains("bank", "office365")
                .doesNotContain("bank-in", "when");
        assertThat(completion(POLICY + "connector x from bank to office365 "))
                .contains("when", "require", "via", "endpoint")
                .doesNotContain("sender", "bank");
        assertThat(completion(POLICY + "connector x from bank to office365 when sender "))
                .contains("ours")
                .doesNotContain("bank", "when");
        assertThat(completion(POLICY + "endpoint x : "))
                .containsExactly("exchange-online", "server", "device", "service", "partner", "internet");
        assertThat(completion(POLICY + "endpoint x : server { hybrid ")).containsExactly("done", "not-done");
        assertThat(completion(POLICY + "test \"x\" at office365 { expect reject "))
                .contains("relay-denied");
        assertThat(completion(POLICY + "test \"x\" at office365 { expect send via "))
                .contains("bank-in", "onprem-to-office365")
                .doesNotContain("to-${partner.id}", "bank");
        assertThat(completion(POLICY + "# connector x from ")).isEmpty();
        assertThat(completion(POLICY + "import \"")).isEmpty();
    }

    @Test
    void whatIsTypedOfAWordIsReplaced() {
        String text = POLICY + "connector x from ban";
        editor.change(root, text);
        CompletionParams params = new CompletionParams(new TextDocumentIdentifier(root), new Position(21, 20));
        assertThat(Editor.answer(editor.documents().completion(params)).getLeft())
                .filteredOn(item -> item.getLabel().equals("bank"))
                .singleElement()
                .satisfies(item -> assertThat(
                                item.getTextEdit().getLeft().getRange().getStart())
                        .isEqualTo(new Position(21, 17)));
    }
}
