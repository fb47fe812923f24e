package dev.mailflow.languageserver;

import dev.mailflow.cli.files.Release;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.CodeActionOptions;
import org.eclipse.lsp4j.CompletionOptions;
import org.eclipse.lsp4j.DidChangeConfigurationParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.PositionEncodingKind;
import org.eclipse.lsp4j.RenameCapabilities;
import org.eclipse.lsp4j.RenameOptions;
import org.eclipse.lsp4j.SaveOptions;
import org.eclipse.lsp4j.ServerCapabilities;
import org.eclipse.lsp4j.ServerInfo;
import org.eclipse.lsp4j.SetTraceParams;
import org.eclipse.lsp4j.TextDocumentClientCapabilities;
import org.eclipse.lsp4j.TextDocumentSyncKind;
import org.eclipse.lsp4j.TextDocumentSyncOptions;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageClientAware;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.eclipse.lsp4j.services.WorkspaceService;

/** The server: one editor, its open documents, and what it may ask about them. */
public final class MailflowServer implements LanguageServer, LanguageClientAware, AutoCloseable {
    private final OpenDocuments documents = new OpenDocuments();
    private final Checker checker = new Checker(documents);
    private final Documents text = new Documents(documents, checker);
    private final Runnable ending;

    /** @param ending what happens when the editor says that the server shall end */
    public MailflowServer(Runnable ending) {
        this.ending = ending;
    }

    @Override
    public void connect(LanguageClient client) {
        checker.connect(client);
    }

    @Override
    public CompletableFuture<InitializeResult> initialize(InitializeParams params) {
        ServerCapabilities can = new ServerCapabilities();
        can.setPositionEncoding(PositionEncodingKind.UTF16);
        TextDocumentSyncOptions sync = new TextDocumentSyncOptions();
        sync.setOpenClose(true);
        sync.setChange(TextDocumentSyncKind.Incremental);
        sync.setSave(new SaveOptions(false));
        can.setTextDocumentSync(sync);
        can.setDocumentFormattingProvider(true);
        can.setDocumentSymbolProvider(true);
        can.setDefinitionProvider(true);
        can.setReferencesProvider(true);
        can.setDocumentHighlightProvider(true);
        can.setRenameProvider(isAskedBefore(params) ? Either.forRight(new RenameOptions(true)) : Either.forLeft(true));
        can.setHoverProvider(true);
        can.setCompletionProvider(new CompletionOptions(false, List.of()));
        can.setCodeActionProvider(new CodeActionOptions(List.of(CodeActionKind.QuickFix)));
        return CompletableFuture.completedFuture(
                new InitializeResult(can, new ServerInfo("mailflow", Release.number())));
    }

    /** Whether the editor asks if something can be renamed before it asks for another name; else it may not be told that it could. */
    private static boolean isAskedBefore(InitializeParams params) {
        return Optional.ofNullable(params.getCapabilities())
                .map(ClientCapabilities::getTextDocument)
                .map(TextDocumentClientCapabilities::getRename)
                .map(RenameCapabilities::getPrepareSupport)
                .orElse(false);
    }

    @Override
    @SuppressWarnings("NullAway") // The protocol's answer is null; the library is not annotated.
    public CompletableFuture<Object> shutdown() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void exit() {
        ending.run();
    }

    @Override
    public void setTrace(SetTraceParams params) {
        // There is nothing to trace beyond the messages themselves.
    }

    @Override
    public TextDocumentService getTextDocumentService() {
        return text;
    }

    @Override
    public WorkspaceService getWorkspaceService() {
        return new WorkspaceService() {
            @Override
            public void didChangeConfiguration(DidChangeConfigurationParams params) {
                // There are no settings.
            }

            @Override
            public void didChangeWatchedFiles(DidChangeWatchedFilesParams params) {
                checker.everythingChanged();
            }
        };
    }

    @Override
    public void close() {
        checker.close();
    }
}
