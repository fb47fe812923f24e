package dev.mailflow.languageserver;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.languageserver.OpenDocuments.Document;
import dev.mailflow.languageserver.OpenDocuments.Snapshot;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/**
 * Another name for an endpoint, a connector or a list, wherever one program writes it. What a policy is after it is compiled before
 * anybody sees it: a name that tables write too, or one that the language does not take, is refused and changes nothing.
 */
final class Renaming {
    private final Names names;
    private final Occurrence old;
    private final String name;
    /** By the document, from the first place to the last. */
    private final Map<String, TreeMap<Span, String>> changes = new TreeMap<>();

    private Renaming(Names names, Occurrence old, String name) {
        this.names = names;
        this.old = old;
        this.name = name;
    }

    /** Why something cannot get another name at all; empty if it can. */
    static Optional<String> objection(Names names, Occurrence old) {
        List<Occurrence> declared = names.declarationsOf(old);
        if (declared.isEmpty()) {
            return Optional.of(
                    "`" + old.name() + "` is predeclared: declare the endpoint to give it a name of your own");
        }
        if (declared.stream().noneMatch(one -> one.isOfSame(old)) || old.name().contains("${")) {
            return Optional.of("rows of a table make this name: change the table, or the name in `for each`");
        }
        return declared.stream().allMatch(one -> one.span().text().equals(one.name()))
                ? Optional.empty()
                : Optional.of("a connector without a name is called by its ends: begin it with `connector NAME`");
    }

    /** The edits by document, or why there are none. */
    static Either<String, Map<String, List<TextEdit>>> of(Names names, Occurrence old, String name, Snapshot open) {
        Optional<String> objection = objection(names, old);
        if (objection.isPresent()) {
            return Either.forLeft(objection.get());
        }
        if (old.name().equals(name)) {
            return Either.forRight(Map.of());
        }
        if (names.isTaken(new Occurrence(old.kind(), name, old.span(), Optional.empty()))) {
            return Either.forLeft("`" + name + "` is a name here already");
        }
        Renaming renaming = new Renaming(names, old, name);
        renaming.gather();
        return renaming.mistake(open)
                .<Either<String, Map<String, List<TextEdit>>>>map(Either::forLeft)
                .orElseGet(() -> Either.forRight(renaming.edits()));
    }

    private void gather() {
        names.occurrencesOf(old).stream().filter(one -> !isOfConnector(one)).forEach(one -> change(one.span(), name));
        if (old.kind() == Occurrence.Kind.ENDPOINT) {
            for (Occurrence one : names.declarations()) {
                if (one.declares().orElse(null) instanceof Declaration.Connector connector
                        && connector.name().isEmpty()) {
                    calledByItsEnds(one, connector);
                }
            }
        }
    }

    /** Where a test says {@code by}, a connector of the name is meant before an endpoint. */
    private boolean isOfConnector(Occurrence one) {
        Occurrence connector = new Occurrence(Occurrence.Kind.CONNECTOR, one.name(), one.span(), Optional.empty());
        return one.kind() == Occurrence.Kind.ENDPOINT
                && names.isKnown(connector)
                && names.occurrencesOf(connector).stream()
                        .anyMatch(other -> other.span().equals(one.span()));
    }

    /** What names a connector by its ends. */
    private void calledByItsEnds(Occurrence connector, Declaration.Connector declared) {
        String called =
                renamed(declared.from().text()) + "-to-" + renamed(declared.to().text());
        if (!called.equals(connector.name())) {
            names.occurrencesOf(connector).stream()
                    .filter(one -> !one.isDeclaration())
                    .forEach(one -> change(one.span(), called));
        }
    }

    private String renamed(String end) {
        return end.equals(old.name()) ? name : end;
    }

    private void change(Span span, String text) {
        changes.computeIfAbsent(
                        names.policy().uri(span.file()), uri -> new TreeMap<>(Comparator.comparingInt(Span::start)))
                .put(span, text);
    }

    private Map<String, List<TextEdit>> edits() {
        Map<String, List<TextEdit>> edits = new TreeMap<>();
        changes.forEach((uri, spans) -> edits.put(
                uri,
                spans.entrySet().stream()
                        .map(one -> new TextEdit(Ranges.of(one.getKey()), one.getValue()))
                        .toList()));
        return edits;
    }

    /** The first of the errors that the policy would have beside those that it has. */
    private Optional<String> mistake(Snapshot open) {
        Map<String, Document> documents = new HashMap<>(open.documents());
        changes.forEach((uri, spans) -> documents.put(uri, new Document(uri, 0, changed(spans))));
        String root = names.policy().document().uri();
        Document changed = documents.getOrDefault(root, names.policy().document());
        List<Diagnostic> after = errors(OpenPolicy.of(new Snapshot(documents), changed));
        Map<DiagnosticCode, Long> before =
                errors(names.policy()).stream().collect(Collectors.groupingBy(Diagnostic::code, Collectors.counting()));
        Map<DiagnosticCode, Long> counted =
                after.stream().collect(Collectors.groupingBy(Diagnostic::code, Collectors.counting()));
        return after.stream()
                .filter(one -> counted.getOrDefault(one.code(), 0L) > before.getOrDefault(one.code(), 0L))
                .findFirst()
                .map(one -> "with that name the policy has a mistake: " + one.message() + " ("
                        + one.primary().span().file().path() + ", line "
                        + one.primary().span().line() + ")");
    }

    private static List<Diagnostic> errors(OpenPolicy policy) {
        return policy.check().diagnostics().stream().filter(Diagnostic::isError).toList();
    }

    private static String changed(TreeMap<Span, String> spans) {
        SourceFile file = spans.firstKey().file();
        StringBuilder text = new StringBuilder(file.text());
        spans.descendingMap().forEach((span, word) -> text.replace(span.start(), span.end(), word));
        return text.toString();
    }
}
