package dev.mailflow.languageserver;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.resolve.Resolver;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.languageserver.OpenDocuments.Document;
import dev.mailflow.languageserver.OpenDocuments.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.lsp4j.TextEdit;

/**
 * Another name for an endpoint, a connector or a list, in every policy that has a part in common with what is changed. All of them are
 * compiled before and after, and unless all are without a mistake both times, nothing is renamed: what is written where nobody looks, in a
 * table above all, would mean something else in silence.
 */
final class Renaming {
    /** No word that would end the name, or be more than it. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*");

    private final Checker checker;
    private final Snapshot open;
    private final Occurrence old;
    private final String name;

    /** By the document of the policy. */
    private final Map<String, Names> programs = new LinkedHashMap<>();
    /** What is written anew, by the document. */
    private final Map<String, Changed> changes = new TreeMap<>();
    /** Places where what gets another name is declared. */
    private final Set<Place> declared = new HashSet<>();

    private record Place(String uri, int start) {}

    private static final class Changed {
        private final SourceFile file;
        private final TreeMap<Integer, TextEdit> edits = new TreeMap<>();

        Changed(SourceFile file) {
            this.file = file;
        }

        String text() {
            StringBuilder text = new StringBuilder(file.text());
            edits.descendingMap()
                    .forEach((start, edit) -> text.replace(
                            start, Ranges.offset(file, edit.getRange().getEnd()), edit.getNewText()));
            return text.toString();
        }
    }

    private Renaming(Checker checker, Snapshot open, Occurrence old, String name) {
        this.checker = checker;
        this.open = open;
        this.old = old;
        this.name = name;
    }

    /** Nothing is renamed, and why. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why);
        }
    }

    /**
     * @param programs all that the document of the place is a part of, with what they have there
     * @throws Refused if what stands there cannot have another name
     */
    static void objectTo(Map<Names, Occurrence> programs) {
        programs.forEach(Renaming::objectTo);
    }

    private static void objectTo(Names names, Occurrence old) {
        List<Occurrence> declared = names.declarationsOf(old);
        if (declared.isEmpty()) {
            throw new Refused(
                    "`" + old.name() + "` is predeclared: declare the endpoint to give it a name of your own");
        }
        if (old.name().contains("${") || declared.stream().noneMatch(one -> one.isOfSame(old))) {
            throw new Refused("rows of a table make this name: change the table, or the name in `for each`");
        }
        if (declared.stream().anyMatch(Renaming::isCalledByItsEnds)) {
            throw new Refused("a connector without a name is called by its ends: begin it with `connector NAME`");
        }
        if (old.kind() == Occurrence.Kind.ENDPOINT
                && Resolver.PREDECLARED.containsKey(old.name())
                && names.hasTables()) {
            throw new Refused("`" + old.name() + "` in a table would mean the endpoint that every policy has");
        }
    }

    private static boolean isCalledByItsEnds(Occurrence one) {
        return one.declares().orElse(null) instanceof Declaration.Connector connector
                && connector.name().isEmpty();
    }

    /**
     * The edits by document.
     *
     * @param programs all that the document of the place is a part of, with what they have there
     * @throws Refused if a policy has a mistake, or would have one
     */
    static Map<String, List<TextEdit>> of(
            Map<Names, Occurrence> programs, String name, Checker checker, Snapshot open) {
        objectTo(programs);
        if (!NAME.matcher(name).matches()) {
            throw new Refused("a name is made of letters, digits, `-`, `_` and `.`");
        }
        Map<String, List<TextEdit>> edits = new TreeMap<>();
        Optional<Occurrence> first = programs.values().stream().findFirst();
        if (first.isEmpty() || first.get().name().equals(name)) {
            return edits;
        }
        if (!programs.values().stream().allMatch(first.get()::isOfSame)) {
            throw new Refused(
                    "`" + first.get().name() + "` is not the same in all policies that this file is a part of");
        }
        Renaming renaming = new Renaming(checker, open, first.get(), name);
        renaming.gather(programs.keySet());
        renaming.compare();
        renaming.changes.forEach((uri, changed) -> edits.put(uri, List.copyOf(changed.edits.values())));
        return edits;
    }

    private void gather(Set<Names> first) {
        Deque<Names> left = new ArrayDeque<>(first);
        Set<String> asked = new HashSet<>();
        while (!left.isEmpty()) {
            Names names = left.remove();
            String root = names.policy().document().uri();
            if (programs.putIfAbsent(root, names) != null) {
                continue;
            }
            if (first.contains(names) || hasSame(names)) {
                gather(names);
            }
            Set<String> parts = new TreeSet<>(changes.keySet());
            parts.add(root);
            parts.stream().filter(asked::add).forEach(part -> left.addAll(programsWith(part)));
        }
        // What another one imports is no policy of its own.
        programs.keySet()
                .removeIf(uri -> programs.values().stream()
                        .anyMatch(other -> !other.policy().document().uri().equals(uri) && other.isPart(uri)));
    }

    /** Open or not. */
    private List<Names> programsWith(String part) {
        List<OpenPolicy> policies = new ArrayList<>(open.of(part)
                .map(document -> checker.programsWith(document, open))
                .orElseGet(() -> checker.importing(part, open)));
        Importers.of(open.of(part).orElseGet(() -> new Document(part, 0, "")), open)
                .forEach(document -> policies.add(OpenPolicy.of(open, document)));
        return policies.stream()
                .map(Names::of)
                .filter(names -> names.isPart(part))
                .toList();
    }

    /** Whether the same declaration is a part of that policy. */
    private boolean hasSame(Names names) {
        return names.occurrencesOf(old).stream()
                .anyMatch(one -> one.isDeclaration() && declared.contains(place(names, one)));
    }

    private static Place place(Names names, Occurrence one) {
        return new Place(names.policy().uri(one.span().file()), one.span().start());
    }

    private void gather(Names names) {
        objectTo(names, old);
        if (names.isTaken(new Occurrence(old.kind(), name, old.span(), Optional.empty()))) {
            throw new Refused("`" + name + "` is a name here already");
        }
        Set<Span> ofConnector = ofConnector(names);
        for (Occurrence one : names.occurrencesOf(old)) {
            if (one.isDeclaration()) {
                declared.add(place(names, one));
            }
            if (!ofConnector.contains(one.span())) {
                change(names, one.span(), name);
            }
        }
        if (old.kind() == Occurrence.Kind.ENDPOINT) {
            for (Occurrence one : names.declarations()) {
                if (isCalledByItsEnds(one)) {
                    calledByItsEnds(names, one);
                }
            }
        }
    }

    /** Where a test says {@code by}, a connector of the name is meant before an endpoint. */
    private Set<Span> ofConnector(Names names) {
        Occurrence connector = new Occurrence(Occurrence.Kind.CONNECTOR, old.name(), old.span(), Optional.empty());
        return old.kind() == Occurrence.Kind.ENDPOINT && names.isKnown(connector)
                ? names.occurrencesOf(connector).stream().map(Occurrence::span).collect(Collectors.toSet())
                : Set.of();
    }

    /** What names a connector by its ends. */
    private void calledByItsEnds(Names names, Occurrence connector) {
        if (connector.declares().orElse(null) instanceof Declaration.Connector ends
                && (isOld(ends.from().text()) || isOld(ends.to().text()))) {
            String called =
                    renamed(ends.from().text()) + "-to-" + renamed(ends.to().text());
            names.occurrencesOf(connector).stream()
                    .filter(one -> !one.isDeclaration())
                    .forEach(one -> change(names, one.span(), called));
        }
    }

    private boolean isOld(String end) {
        return end.equals(old.name());
    }

    private String renamed(String end) {
        return isOld(end) ? name : end;
    }

    private void change(Names names, Span span, String text) {
        changes.computeIfAbsent(names.policy().uri(span.file()), uri -> new Changed(span.file()))
                .edits
                .put(span.start(), new TextEdit(Ranges.of(span), text));
    }

    /** Each policy as it is and as it would be. */
    private void compare() {
        Map<String, Document> documents = new HashMap<>(open.documents());
        changes.forEach((uri, changed) -> documents.put(uri, new Document(uri, 0, changed.text())));
        Snapshot after = new Snapshot(documents);
        List<Names> all = new ArrayList<>(programs.values());
        all.forEach(names -> refuseFor(names.policy(), "mend what is wrong first: "));
        all.forEach(names -> {
            Document root = names.policy().document();
            refuseFor(
                    OpenPolicy.of(after, documents.getOrDefault(root.uri(), root)),
                    "with that name there is a mistake: ");
        });
    }

    private static void refuseFor(OpenPolicy policy, String why) {
        policy.check().diagnostics().stream()
                .filter(Diagnostic::isError)
                .findFirst()
                .ifPresent(wrong -> {
                    Span place = wrong.primary().span();
                    throw new Refused(
                            why + wrong.message() + " (" + place.file().path() + ", line " + place.line() + ")");
                });
    }
}
