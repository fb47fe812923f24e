package dev.mailflow.languageserver;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.PolicyFile;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.resolve.Resolver;
import dev.mailflow.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Who is who in a policy and the files that it imports, as far as they can be read. */
final class Names {
    /** What a row of a table is filled into. */
    private static final Pattern PLACE = Pattern.compile("\\$\\{[^}]*}");

    private final OpenPolicy policy;
    private final List<PolicyFile> files = new ArrayList<>();
    private final List<Occurrence> all = new ArrayList<>();
    /** Those that would be names of a list if there were one. */
    private final Set<String> words = new HashSet<>();

    private Names(OpenPolicy policy) {
        this.policy = policy;
    }

    static Names of(OpenPolicy policy) {
        Names names = new Names(policy);
        names.read(policy.source(), new HashSet<>());
        Set<String> lists = names.all.stream()
                .filter(one -> one.kind() == Occurrence.Kind.LIST && one.isDeclaration())
                .map(Occurrence::name)
                .collect(Collectors.toSet());
        // A word like others, unless there is a list of that name.
        names.all.removeIf(one -> {
            boolean isWord = one.kind() == Occurrence.Kind.LIST && !lists.contains(one.name());
            if (isWord) {
                names.words.add(one.name());
            }
            return isWord;
        });
        return names;
    }

    private void read(SourceFile source, Set<String> seen) {
        if (!seen.add(source.path())) {
            return;
        }
        PolicyFile file = PolicyParser.parse(source, mistake -> {});
        files.add(file);
        all.addAll(Occurrences.of(file));
        for (Declaration declaration : file.declarations()) {
            if (declaration instanceof Declaration.Import other) {
                policy.named(source, other.path().text()).ifPresent(found -> read(found, seen));
            }
        }
    }

    OpenPolicy policy() {
        return policy;
    }

    List<Occurrence> declarations() {
        return all.stream().filter(Occurrence::isDeclaration).toList();
    }

    /** The names at a place of a document, the shortest first: a connector without a name is named by the names of its ends. */
    List<Occurrence> at(String uri, int offset) {
        return all.stream()
                .filter(one -> policy.uri(one.span().file()).equals(uri) && Ranges.holds(one.span(), offset))
                .sorted(Comparator.comparingInt(
                        one -> one.span().end() - one.span().start()))
                .toList();
    }

    /** Where what has the name is declared; with a name that a row of a table makes, where the row is filled in. */
    List<Occurrence> declarationsOf(Occurrence name) {
        List<Occurrence> declared = all.stream()
                .filter(one -> one.isDeclaration() && one.isOfSame(name))
                .toList();
        return declared.isEmpty()
                ? all.stream()
                        .filter(one ->
                                one.isDeclaration() && one.kind() == name.kind() && makes(one.name(), name.name()))
                        .toList()
                : declared;
    }

    /** Whether something has the name. */
    boolean isKnown(Occurrence name) {
        return name.kind() == Occurrence.Kind.ENDPOINT && Resolver.PREDECLARED.containsKey(name.name())
                || !declarationsOf(name).isEmpty();
    }

    /** Every place where it is written, its declaration among them. */
    List<Occurrence> occurrencesOf(Occurrence name) {
        return all.stream().filter(one -> one.isOfSame(name)).toList();
    }

    /** Whether something has the name, or is written so and would be taken for what has it. */
    boolean isTaken(Occurrence name) {
        return isKnown(name) || name.kind() == Occurrence.Kind.LIST && words.contains(name.name());
    }

    private static boolean makes(String template, String name) {
        if (!PLACE.matcher(template).find()) {
            return false;
        }
        String pattern = PLACE.splitAsStream(template + " ")
                .map(part -> part.strip().isEmpty() ? "" : Pattern.quote(part.strip()))
                .collect(Collectors.joining(".+"));
        return Pattern.matches(pattern, name);
    }

    /** The file that is named at that place, by {@code import} or as a table. */
    Optional<SourceFile> fileAt(String uri, int offset) {
        return files.stream()
                .filter(file -> policy.uri(file.source()).equals(uri))
                .flatMap(file -> file.declarations().stream()
                        .map(Names::file)
                        .flatMap(Optional::stream)
                        .filter(word -> Ranges.holds(word.span(), offset))
                        .map(word -> policy.named(file.source(), word.text()))
                        .flatMap(Optional::stream))
                .findFirst();
    }

    private static Optional<Word> file(Declaration declaration) {
        if (declaration instanceof Declaration.Import other) {
            return Optional.of(other.path());
        }
        if (declaration instanceof Declaration.ForEach forEach) {
            return Optional.of(forEach.table());
        }
        return declaration instanceof Declaration.TestsFrom tests ? Optional.of(tests.table()) : Optional.empty();
    }
}
