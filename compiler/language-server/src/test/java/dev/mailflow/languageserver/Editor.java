package dev.mailflow.languageserver;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;

/** The other end of a server, over pipes. */
final class Editor implements LanguageClient, AutoCloseable {
    /** Long enough for a machine that does something else; nothing waits that long. */
    private static final int PATIENCE_SECONDS = 120;

    private static final int PIPE = 1 << 16;

    private final MailflowServer server = new MailflowServer(() -> {});
    private final LanguageServer remote;
    private final PipedOutputStream toServer = new PipedOutputStream();
    private final PipedOutputStream fromServer = new PipedOutputStream();
    private final Map<String, PublishDiagnosticsParams> published = new HashMap<>();
    private final List<String> logged = new ArrayList<>();
    private final Map<String, Integer> versions = new HashMap<>();
    private final InitializeResult initialized;

    Editor() {
        this(new ClientCapabilities());
    }

    /** @param can what the server is told that the editor can */
    Editor(ClientCapabilities can) {
        try {
            PipedInputStream atServer = new PipedInputStream(toServer, PIPE);
            PipedInputStream atEditor = new PipedInputStream(fromServer, PIPE);
            Launcher<LanguageClient> serving = LSPLauncher.createServerLauncher(server, atServer, fromServer);
            server.connect(serving.getRemoteProxy());
            serving.startListening();
            Launcher<LanguageServer> asking = LSPLauncher.createClientLauncher(this, atEditor, toServer);
            remote = asking.getRemoteProxy();
            asking.startListening();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        InitializeParams params = new InitializeParams();
        params.setCapabilities(can);
        initialized = answer(remote.initialize(params));
    }

    InitializeResult initialized() {
        return initialized;
    }

    TextDocumentService documents() {
        return remote.getTextDocumentService();
    }

    LanguageServer server() {
        return remote;
    }

    /** The beginning of a word of a text, where it comes for the first time behind another. */
    static Position at(String text, String behind, String word) {
        int offset = text.indexOf(word, text.indexOf(behind));
        String before = text.substring(0, offset);
        return new Position((int) before.chars().filter(c -> c == '\n').count(), offset - before.lastIndexOf('\n') - 1);
    }

    static <T> T answer(CompletableFuture<T> asked) {
        try {
            return asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    void open(String uri, String text) {
        versions.put(uri, 1);
        documents().didOpen(new DidOpenTextDocumentParams(new TextDocumentItem(uri, "mailflow", 1, text)));
    }

    /** The whole text anew. */
    void change(String uri, String text) {
        change(uri, new TextDocumentContentChangeEvent(text));
    }

    void change(String uri, TextDocumentContentChangeEvent change) {
        int version = versions.merge(uri, 1, Integer::sum);
        documents()
                .didChange(new DidChangeTextDocumentParams(
                        new VersionedTextDocumentIdentifier(uri, version), List.of(change)));
    }

    void close(String uri) {
        documents().didClose(new DidCloseTextDocumentParams(new TextDocumentIdentifier(uri)));
    }

    /** What the server said last of a document, once it has checked all that was said to it. */
    synchronized PublishDiagnosticsParams published(String uri) {
        settle();
        return published.getOrDefault(uri, new PublishDiagnosticsParams(uri, List.of()));
    }

    List<String> codes(String uri) {
        return published(uri).getDiagnostics().stream()
                .map(diagnostic -> diagnostic.getCode().getLeft())
                .toList();
    }

    Diagnostic finding(String uri, String code) {
        return published(uri).getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getCode().getLeft().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + code + " among " + codes(uri)));
    }

    /** An answer that the server gives behind its checks comes behind what they published. */
    private void settle() {
        Range nowhere = new Range(new Position(0, 0), new Position(0, 0));
        CodeActionParams last = new CodeActionParams(
                new TextDocumentIdentifier("file:///nothing.mailflow"), nowhere, new CodeActionContext(List.of()));
        answer(documents().codeAction(last));
    }

    List<String> logged() {
        return logged;
    }

    @Override
    public void telemetryEvent(Object object) {
        throw new AssertionError("the server tells nobody what it does");
    }

    @Override
    public void publishDiagnostics(PublishDiagnosticsParams diagnostics) {
        published.put(diagnostics.getUri(), diagnostics);
    }

    @Override
    public void showMessage(MessageParams message) {
        logged.add(message.getMessage());
    }

    @Override
    public CompletableFuture<MessageActionItem> showMessageRequest(ShowMessageRequestParams request) {
        throw new AssertionError("the server asks nothing");
    }

    @Override
    public void logMessage(MessageParams message) {
        logged.add(message.getMessage());
    }

    @Override
    public void close() throws IOException {
        settle();
        answer(remote.shutdown());
        remote.exit();
        toServer.close();
        fromServer.close();
        server.close();
    }
}
