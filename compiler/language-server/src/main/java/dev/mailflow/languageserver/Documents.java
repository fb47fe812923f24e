package dev.mailflow.languageserver;

import dev.mailflow.compiler.format.Formatter;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.languageserver.OpenDocuments.Document;
import dev.mailflow.languageserver.OpenDocuments.Snapshot;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionList;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.DocumentHighlight;
import org.eclipse.lsp4j.DocumentHighlightKind;
import org.eclipse.lsp4j.DocumentHighlightParams;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.LocationLink;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PrepareRenameDefaultBehavior;
import org.eclipse.lsp4j.PrepareRenameParams;
import org.eclipse.lsp4j.PrepareRenameResult;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.ReferenceParams;
import org.eclipse.lsp4j.RenameParams;
import org.eclipse.lsp4j.SymbolInformation;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WorkspaceEdit;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.messages.Either3;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.services.TextDocumentService;

/** What an editor says and asks of its documents. */
final class Documents implements TextDocumentService {
    private final OpenDocuments documents;
    private final Checker checker;

    Documents(OpenDocuments documents, Checker checker) {
        this.documents = documents;
        this.checker = checker;
    }

    @Override
    public void didOpen(DidOpenTextDocumentParams params) {
        var opened = params.getTextDocument();
        documents.open(opened.getUri(), opened.getVersion(), opened.getText());
        // What it is a part of may have been read from the disk.
        checker.everythingChanged();
    }

    @Override
    public void didChange(DidChangeTextDocumentParams params) {
        var changed = params.getTextDocument();
        documents.change(changed.getUri(), changed.getVersion(), params.getContentChanges());
        checker.changed(changed.getUri());
    }

    @Override
    public void didClose(DidCloseTextDocumentParams params) {
        documents.close(params.getTextDocument().getUri());
        checker.everythingChanged();
    }

    @Override
    public void didSave(DidSaveTextDocumentParams params) {
        checker.everythingChanged();
    }

    /** What {@code mailflow fmt} would write; a file with mistakes stays as it is. */
    @Override
    public CompletableFuture<List<? extends TextEdit>> formatting(DocumentFormattingParams params) {
        return answered(params.getTextDocument(), List.of(), document -> {
            SourceFile source = source(document);
            return Formatter.format(source, mistake -> {})
                    .map(formatted -> Edits.between(source, formatted))
                    .orElseGet(List::of);
        });
    }

    @Override
    public CompletableFuture<List<Either<Command, CodeAction>>> codeAction(CodeActionParams params) {
        String uri = params.getTextDocument().getUri();
        return checker.afterChecks(() -> {
            Set<CodeAction> actions = new LinkedHashSet<>();
            checker.found(uri).forEach((found, policy) -> {
                if (Ranges.meet(Ranges.of(found.primary().span()), params.getRange())) {
                    actions.addAll(Findings.actions(found, policy::uri));
                }
            });
            return actions.stream().map(Either::<Command, CodeAction>forRight).toList();
        });
    }

    @Override
    public CompletableFuture<List<Either<SymbolInformation, DocumentSymbol>>> documentSymbol(
            DocumentSymbolParams params) {
        return answered(
                params.getTextDocument(),
                List.of(),
                document -> Outline.of(source(document)).stream()
                        .map(Either::<SymbolInformation, DocumentSymbol>forRight)
                        .toList());
    }

    @Override
    public CompletableFuture<Either<List<? extends Location>, List<? extends LocationLink>>> definition(
            DefinitionParams params) {
        return answered(params.getTextDocument(), Either.forLeft(List.of()), document -> {
            Set<Location> places = new LinkedHashSet<>();
            for (Names names : names(document)) {
                int offset = offset(document, params.getPosition());
                names.fileAt(document.uri(), offset)
                        .ifPresent(file -> places.add(location(names, new Span(file, 0, 0))));
                named(names, document, params.getPosition())
                        .ifPresent(name ->
                                names.declarationsOf(name).forEach(one -> places.add(location(names, one.span()))));
            }
            return Either.forLeft(List.copyOf(places));
        });
    }

    @Override
    public CompletableFuture<List<? extends Location>> references(ReferenceParams params) {
        return answered(params.getTextDocument(), List.of(), document -> {
            Set<Location> places = new LinkedHashSet<>();
            for (Names names : names(document)) {
                named(names, document, params.getPosition())
                        .ifPresent(name -> names.occurrencesOf(name).stream()
                                .filter(one -> params.getContext().isIncludeDeclaration() || !one.isDeclaration())
                                .forEach(one -> places.add(location(names, one.span()))));
            }
            return List.copyOf(places);
        });
    }

    /** What is said of the name, and of the findings at the place behind their check. */
    @Override
    @SuppressWarnings("NullAway") // The protocol says null where there is nothing to say; the library is not annotated.
    public CompletableFuture<Hover> hover(HoverParams params) {
        Range here = new Range(params.getPosition(), params.getPosition());
        return checker.afterChecks(() -> {
            Set<String> said = new LinkedHashSet<>();
            documents.now().of(params.getTextDocument().getUri()).ifPresent(document -> {
                for (Names names : names(document)) {
                    named(names, document, params.getPosition())
                            .flatMap(name -> Hovers.of(names, name))
                            .ifPresent(said::add);
                }
                checker.found(document.uri()).keySet().stream()
                        .filter(found -> Ranges.meet(Ranges.of(found.primary().span()), here))
                        .forEach(found -> said.add(Findings.explanation(found.code())));
            });
            return said.isEmpty()
                    ? null
                    : new Hover(new MarkupContent(MarkupKind.MARKDOWN, String.join("\n\n---\n\n", said)));
        });
    }

    @Override
    public CompletableFuture<List<? extends DocumentHighlight>> documentHighlight(DocumentHighlightParams params) {
        return answered(params.getTextDocument(), List.of(), document -> {
            Set<DocumentHighlight> places = new LinkedHashSet<>();
            for (Names names : names(document)) {
                named(names, document, params.getPosition())
                        .ifPresent(name -> names.occurrencesOf(name).stream()
                                .filter(one ->
                                        names.policy().uri(one.span().file()).equals(document.uri()))
                                .forEach(one -> places.add(new DocumentHighlight(
                                        Ranges.of(one.span()),
                                        one.isDeclaration()
                                                ? DocumentHighlightKind.Write
                                                : DocumentHighlightKind.Read))));
            }
            return List.copyOf(places);
        });
    }

    @Override
    @SuppressWarnings("NullAway") // The protocol says null where there is no name; the library is not annotated.
    public CompletableFuture<Either3<Range, PrepareRenameResult, PrepareRenameDefaultBehavior>> prepareRename(
            PrepareRenameParams params) {
        return checker.afterChecks(() -> {
            for (Document document : documents.now().of(params.getTextDocument().getUri()).stream()
                    .toList()) {
                for (Names names : names(document)) {
                    Optional<Occurrence> name = named(names, document, params.getPosition());
                    if (name.isPresent()) {
                        Renaming.objection(names, name.get()).ifPresent(Documents::refuse);
                        return Either3.forSecond(new PrepareRenameResult(
                                Ranges.of(name.get().span()), name.get().name()));
                    }
                }
            }
            return null;
        });
    }

    /** In every policy that the document is a part of, or in none. */
    @Override
    public CompletableFuture<WorkspaceEdit> rename(RenameParams params) {
        return checker.afterChecks(() -> {
            Map<String, Set<TextEdit>> edits = new TreeMap<>();
            Snapshot open = documents.now();
            open.of(params.getTextDocument().getUri()).ifPresent(document -> {
                for (Names names : names(document)) {
                    named(names, document, params.getPosition()).ifPresent(name -> {
                        Either<String, Map<String, List<TextEdit>>> renamed =
                                Renaming.of(names, name, params.getNewName(), open);
                        if (renamed.isLeft()) {
                            refuse(renamed.getLeft());
                        }
                        renamed.getRight()
                                .forEach((uri, some) -> edits.computeIfAbsent(uri, key -> new LinkedHashSet<>())
                                        .addAll(some));
                    });
                }
            });
            Map<String, List<TextEdit>> all = new TreeMap<>();
            edits.forEach((uri, some) -> all.put(uri, List.copyOf(some)));
            return new WorkspaceEdit(all);
        });
    }

    private static void refuse(String why) {
        throw new ResponseErrorException(new ResponseError(ResponseErrorCode.RequestFailed, why, null));
    }

    @Override
    public CompletableFuture<Either<List<CompletionItem>, CompletionList>> completion(CompletionParams params) {
        return answered(
                params.getTextDocument(),
                Either.forLeft(List.of()),
                document -> Either.forLeft(
                        Completions.at(source(document), offset(document, params.getPosition()), names(document))));
    }

    private static SourceFile source(Document document) {
        return new SourceFile(document.uri(), document.text());
    }

    private static int offset(Document document, Position position) {
        return Ranges.offset(source(document), position);
    }

    private static Location location(Names names, Span span) {
        return new Location(names.policy().uri(span.file()), Ranges.of(span));
    }

    private List<Names> names(Document document) {
        return checker.programsWith(document).stream().map(Names::of).toList();
    }

    /** The name at a place, of something that there is. */
    private static Optional<Occurrence> named(Names names, Document document, Position position) {
        return names.at(document.uri(), offset(document, position)).stream()
                .filter(names::isKnown)
                .findFirst();
    }

    /** Of the document as it is now, at once: what is asked here waits for no check. */
    private <T> CompletableFuture<T> answered(
            TextDocumentIdentifier asked, T nothing, Function<Document, ? extends T> answer) {
        Optional<Document> document = documents.now().of(asked.getUri());
        return CompletableFuture.completedFuture(document.isPresent() ? answer.apply(document.get()) : nothing);
    }
}
