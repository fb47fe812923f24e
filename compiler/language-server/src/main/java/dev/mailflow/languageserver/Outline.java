package dev.mailflow.languageserver;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.SymbolKind;

/** The declarations of a file as an editor lists them. */
final class Outline implements Declaration.Visitor<Optional<DocumentSymbol>> {
    private static final int LONGEST = 60;

    private Outline() {}

    static List<DocumentSymbol> of(SourceFile source) {
        return symbols(PolicyParser.parse(source, mistake -> {}).declarations());
    }

    private static List<DocumentSymbol> symbols(List<Declaration> declarations) {
        Outline outline = new Outline();
        return declarations.stream()
                .map(declaration -> declaration.accept(outline))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<DocumentSymbol> symbol(
            String name, String detail, SymbolKind kind, Declaration whole, Span chosen) {
        // An editor refuses a symbol without a name.
        String shown = name.isBlank() ? "?" : name;
        return Optional.of(new DocumentSymbol(shown, kind, Ranges.of(whole.span()), Ranges.of(chosen), detail));
    }

    private static Optional<DocumentSymbol> symbol(Word name, String detail, SymbolKind kind, Declaration whole) {
        return symbol(name.text(), detail, kind, whole, name.span());
    }

    @Override
    public Optional<DocumentSymbol> language(Declaration.Language language) {
        return Optional.empty();
    }

    @Override
    public Optional<DocumentSymbol> importFile(Declaration.Import importFile) {
        return symbol(importFile.path(), "import", SymbolKind.File, importFile);
    }

    @Override
    public Optional<DocumentSymbol> organization(Declaration.Organization organization) {
        return symbol(
                organization.name().map(Word::text).orElse("organization"),
                "organization",
                SymbolKind.Package,
                organization,
                organization.name().map(Word::span).orElse(organization.span()));
    }

    @Override
    public Optional<DocumentSymbol> endpoint(Declaration.Endpoint endpoint) {
        return symbol(endpoint.name(), endpoint.kind().text(), SymbolKind.Class, endpoint);
    }

    @Override
    public Optional<DocumentSymbol> networkList(Declaration.NetworkList list) {
        return symbol(list.name(), "networks", SymbolKind.Array, list);
    }

    @Override
    public Optional<DocumentSymbol> domainList(Declaration.DomainList list) {
        return symbol(list.name(), "domains", SymbolKind.Array, list);
    }

    @Override
    public Optional<DocumentSymbol> connector(Declaration.Connector connector) {
        return symbol(
                connector.calledName(),
                connector.from().text() + " to " + connector.to().text(),
                SymbolKind.Interface,
                connector,
                connector.name().map(Word::span).orElse(connector.span()));
    }

    @Override
    public Optional<DocumentSymbol> forEach(Declaration.ForEach forEach) {
        Optional<DocumentSymbol> symbol = symbol(
                "for each " + forEach.row().text(),
                forEach.table().text(),
                SymbolKind.Namespace,
                forEach,
                forEach.row().span());
        symbol.ifPresent(whole -> whole.setChildren(symbols(forEach.body())));
        return symbol;
    }

    @Override
    public Optional<DocumentSymbol> test(Declaration.Test test) {
        return symbol(test.title(), "test at " + test.site().text(), SymbolKind.Method, test);
    }

    @Override
    public Optional<DocumentSymbol> testsFrom(Declaration.TestsFrom testsFrom) {
        return symbol(testsFrom.table(), "tests", SymbolKind.Method, testsFrom);
    }

    @Override
    public Optional<DocumentSymbol> claim(Declaration.Assert claim) {
        String text = claim.span().text().replaceAll("\\s+", " ");
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
        return symbol(shown, "claim", SymbolKind.Boolean, claim, claim.span());
    }

    @Override
    public Optional<DocumentSymbol> malformed(Declaration.Malformed malformed) {
        return Optional.empty();
    }
}
