package dev.mailflow.languageserver;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.languageserver.OpenDocuments.Document;
import dev.mailflow.languageserver.OpenDocuments.Snapshot;
import dev.mailflow.languageserver.OpenPolicy.Checked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.MessageType;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.services.LanguageClient;

/**
 * Checks what is open whenever it changes, one check after the other; changes that come while one runs are checked together
 * behind it. A file that a policy imports, one that is open or one that stands beside it or above it, is judged as its part and not as
 * a program of its own.
 */
final class Checker implements AutoCloseable {
    /** Stands, among the documents that changed, for all that is not open. */
    private static final String DISK = "";

    private final OpenDocuments documents;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "checker");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<String> changed = new HashSet<>();
    private Optional<LanguageClient> client = Optional.empty();

    // What follows belongs to the worker; readers get the whole map of one check.
    private volatile Map<String, Result> results = Map.of();
    private final Map<String, PublishDiagnosticsParams> published = new HashMap<>();
    private final Map<String, Document> importers = new TreeMap<>();

    Checker(OpenDocuments documents) {
        this.documents = documents;
    }

    /** Of one open document as a program. */
    record Result(OpenPolicy policy, Checked checked) {
        boolean reads(String uri) {
            return checked.read().contains(uri);
        }
    }

    synchronized void connect(LanguageClient editor) {
        client = Optional.of(editor);
    }

    private synchronized Optional<LanguageClient> client() {
        return client;
    }

    /** The document, and every open policy that it is a part of, is checked. */
    void changed(String uri) {
        synchronized (changed) {
            changed.add(uri);
        }
        worker.execute(this::check);
    }

    /** Something outside of the open documents may be other than it was. */
    void everythingChanged() {
        synchronized (changed) {
            changed.addAll(documents.now().documents().keySet());
            changed.addAll(results.keySet());
            changed.add(DISK);
        }
        worker.execute(this::check);
    }

    /** Asks something behind all checks of what has changed until now. */
    <T> CompletableFuture<T> afterChecks(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, worker);
    }

    /** The policies that a document is a part of; one that is a part of none is a policy itself. */
    List<OpenPolicy> programsWith(Document document, Snapshot open) {
        List<OpenPolicy> programs = importing(document.uri(), open);
        return programs.isEmpty() ? List.of(OpenPolicy.of(open, document)) : programs;
    }

    /** The policies that are known and that a document is a part of, beside itself. */
    List<OpenPolicy> importing(String part, Snapshot open) {
        List<OpenPolicy> programs = new ArrayList<>();
        results.forEach((uri, result) -> {
            if (!uri.equals(part) && result.reads(part)) {
                programs.add(
                        OpenPolicy.of(open, open.of(uri).orElse(result.policy().document())));
            }
        });
        return programs;
    }

    /** What was found at the last check in a document, with the policy it was found for. */
    Map<Diagnostic, OpenPolicy> found(String uri) {
        Map<Diagnostic, OpenPolicy> found = new LinkedHashMap<>();
        judged(results)
                .forEach(result -> result.checked().diagnostics().forEach(diagnostic -> {
                    if (result.policy().uri(diagnostic.primary().span().file()).equals(uri)) {
                        found.put(diagnostic, result.policy());
                    }
                }));
        return found;
    }

    private void check() {
        Set<String> news;
        synchronized (changed) {
            news = Set.copyOf(changed);
            changed.clear();
        }
        if (news.isEmpty()) {
            return;
        }
        Snapshot open = documents.now();
        Map<String, Result> now = new TreeMap<>();
        open.documents().values().forEach(document -> check(document, open, news, now));
        if (news.contains(DISK)) {
            importers.clear();
            List.copyOf(judged(now)).stream()
                    .flatMap(result -> Importers.of(result.policy().document(), open).stream())
                    .forEach(document -> importers.put(document.uri(), document));
        }
        importers.values().forEach(document -> check(document, open, news, now));
        now.entrySet()
                .removeIf(one -> importers.containsKey(one.getKey())
                        && open.documents().keySet().stream().noneMatch(one.getValue()::reads));
        results = now;
        publish(open);
    }

    /** Checks a policy if something that it reads has changed, and keeps what was found before if not. */
    private void check(Document document, Snapshot open, Set<String> news, Map<String, Result> now) {
        String uri = document.uri();
        Result last = results.get(uri);
        if (last != null
                && !news.contains(uri)
                && last.checked().read().stream().noneMatch(news::contains)) {
            now.put(uri, last);
            return;
        }
        checked(OpenPolicy.of(open, document))
                .or(() -> Optional.ofNullable(last))
                .ifPresent(result -> now.put(uri, result));
    }

    /** A bug of ours in one policy is told, and the server lives on. */
    private Optional<Result> checked(OpenPolicy policy) {
        try {
            return Optional.of(new Result(policy, policy.check()));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            client().ifPresent(editor -> editor.logMessage(new MessageParams(
                    MessageType.Error, "mailflow failed in " + policy.document().uri() + ": " + e)));
            return Optional.empty();
        }
    }

    /** Without those that are a part of another; of files that import each other none is. */
    private static List<Result> judged(Map<String, Result> results) {
        return results.entrySet().stream()
                .filter(one -> results.entrySet().stream()
                        .noneMatch(other -> !other.getKey().equals(one.getKey())
                                && other.getValue().reads(one.getKey())
                                && !one.getValue().reads(other.getKey())))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void publish(Snapshot open) {
        Map<String, Set<org.eclipse.lsp4j.Diagnostic>> shown = new TreeMap<>();
        for (Result result : judged(results)) {
            for (Diagnostic diagnostic : result.checked().diagnostics()) {
                shown.computeIfAbsent(
                                result.policy().uri(diagnostic.primary().span().file()), uri -> new LinkedHashSet<>())
                        .add(Findings.diagnostic(diagnostic, result.policy()::uri));
            }
        }
        Set<String> uris = new TreeSet<>(shown.keySet());
        uris.addAll(published.keySet());
        uris.addAll(open.documents().keySet());
        for (String uri : uris) {
            PublishDiagnosticsParams news =
                    new PublishDiagnosticsParams(uri, List.copyOf(shown.getOrDefault(uri, Set.of())));
            open.of(uri).ifPresent(document -> news.setVersion(document.version()));
            if (!news.equals(published.get(uri))) {
                client().ifPresent(editor -> editor.publishDiagnostics(news));
            }
            if (news.getDiagnostics().isEmpty() && open.of(uri).isEmpty()) {
                published.remove(uri);
            } else {
                published.put(uri, news);
            }
        }
    }

    @Override
    public void close() {
        worker.shutdown();
    }
}
