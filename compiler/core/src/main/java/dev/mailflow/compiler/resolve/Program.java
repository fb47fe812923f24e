package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.PolicyFile;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.SourceLoader.Loaded;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** All files of a program, and the tables that it names; each is read once. */
final class Program {
    /**
     * @param folder that its relative paths start from
     * @param tables of its file
     */
    record Placed(Declaration declaration, String folder, PolicyFile.Tables tables) {}

    /** Each import within an import takes a part of the stack. */
    static final int DEEPEST = 200;

    private final String root;
    private final SourceLoader loader;
    private final Function<SourceFile, PolicyFile> parser;
    private final DiagnosticSink sink;
    private final List<Placed> declarations = new ArrayList<>();
    private final Set<String> finished = new HashSet<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final Map<String, Optional<Table>> tables = new HashMap<>();
    private boolean lacksFiles;

    Program(String rootPath, SourceLoader loader, Function<SourceFile, PolicyFile> parser, DiagnosticSink sink) {
        this.root = Paths.folderOf(rootPath);
        this.loader = loader;
        this.parser = parser;
        this.sink = sink;
    }

    List<Placed> declarations() {
        return declarations;
    }

    void add(PolicyFile file) {
        String path = file.source().path();
        String folder = Paths.folderOf(path);
        Map<String, Span> named = new HashMap<>();
        languageInFront(file);
        open.push(path);
        for (Declaration declaration : file.declarations()) {
            if (declaration instanceof Declaration.Import imported) {
                follow(imported, folder, named);
            } else {
                declarations.add(new Placed(declaration, folder, file.tables()));
            }
        }
        open.pop();
        finished.add(path);
    }

    /** Order changes nothing else, so that this is said and no more. */
    private void languageInFront(PolicyFile file) {
        List<Declaration> all = file.declarations();
        if (all.isEmpty()
                || all.get(0) instanceof Declaration.Language
                || all.get(0) instanceof Declaration.Malformed) {
            return;
        }
        all.stream()
                .filter(Declaration.Language.class::isInstance)
                .findFirst()
                .ifPresent(language -> sink.report(Diagnostic.of(
                                DiagnosticCode.LANGUAGE_NOT_FIRST,
                                language.span(),
                                "`language` stands behind other declarations")
                        .withHelp("put it in front of everything, where readers look for what the file means")));
    }

    /** Whether a file that was to be imported could not be: what it declares is not known. */
    boolean lacksFiles() {
        return lacksFiles;
    }

    /** @param named the paths that the file has imported so far */
    private void follow(Declaration.Import imported, String folder, Map<String, Span> named) {
        Optional<String> path = path(imported.path(), folder);
        if (path.isEmpty()) {
            lacksFiles = true;
            return;
        }
        if (path.get().endsWith(".csv")) {
            String table = imported.path().text();
            sink.report(Places.at(
                            DiagnosticCode.UNREADABLE_FILE,
                            imported.path(),
                            "`" + table + "` is a table, a policy is imported")
                    .withHelp("name it where its rows are used: `for each row in \"" + table
                            + "\" { … }`, `mailboxes from \"" + table + "\" column …` or `tests from \"" + table
                            + "\"`"));
            lacksFiles = true;
            return;
        }
        Span other = named.putIfAbsent(path.get(), imported.path().span());
        if (other != null) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.IMPORTED_TWICE,
                            imported.path().span(),
                            "`" + path.get() + "` is imported twice by this file")
                    .withRelated(other, "the first time")
                    .withHelp("remove one of the imports; a file is read once, however often it is imported")
                    .withFix(new Fix("remove this import", imported.span(), "")));
        }
        if (finished.contains(path.get())) {
            return;
        }
        if (open.contains(path.get())) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.IMPORT_CYCLE,
                            imported.path().span(),
                            path.get().equals(open.peek())
                                    ? "this file imports itself"
                                    : "`" + path.get() + "` is already being read: the files import each other")
                    .withHelp("remove one of the imports; the order of declarations never matters"));
            return;
        }
        if (open.size() >= DEEPEST) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.TOO_DEEP,
                            imported.path().span(),
                            "files import each other more than " + DEEPEST + " deep here")
                    .withHelp("import the files from one place; this one was not read"));
            return;
        }
        Optional<SourceFile> source = read(imported.path(), path.get());
        lacksFiles |= source.isEmpty();
        source.ifPresent(found -> add(parser.apply(found)));
    }

    /** The table, or empty after the reason was reported, once for each table. */
    Optional<Table> table(Word word, String folder) {
        Optional<String> path = path(word, folder);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        if (path.get().endsWith(".mailflow")) {
            sink.report(Places.at(
                            DiagnosticCode.UNREADABLE_FILE,
                            word,
                            "`" + word.text() + "` is a policy, a table is wanted here")
                    .withHelp("name a CSV file; another policy is taken in by `import \"" + word.text() + "\"`"));
            return Optional.empty();
        }
        Optional<Table> known = tables.get(path.get());
        if (known == null) {
            known = read(word, path.get()).flatMap(source -> Table.read(source, sink));
            tables.put(path.get(), known);
        }
        return known;
    }

    private Optional<SourceFile> read(Word word, String path) {
        Loaded loaded = loader.load(path);
        if (loaded instanceof Loaded.Outside) {
            sink.report(Places.at(
                            DiagnosticCode.OUTSIDE_PROJECT,
                            word,
                            "`" + word.text()
                                    + "` is a link, or lies behind one, that leads out of the folder of the policy")
                    .withHelp("put the file itself beneath the folder of the file that is compiled"));
            return Optional.empty();
        }
        if (loaded instanceof Loaded.Unreadable unreadable) {
            sink.report(unreadable(word, path, unreadable));
            return Optional.empty();
        }
        return Optional.of(((Loaded.Found) loaded).file());
    }

    private Diagnostic unreadable(Word word, String path, Loaded.Unreadable unreadable) {
        String shown = path.isEmpty() ? word.text() : path;
        Diagnostic diagnostic =
                Places.at(DiagnosticCode.UNREADABLE_FILE, word, "cannot read `" + shown + "`: " + unreadable.why());
        if (unreadable.flaw().isPresent()) {
            SourceLoader.Flaw flaw = unreadable.flaw().get();
            Diagnostic withHelp = diagnostic.withHelp(flaw.help());
            return flaw.at()
                    .map(at -> withHelp.withRelated(at, "not readable from here on"))
                    .orElse(withHelp);
        }
        String folder = Paths.folderOf(path);
        String written = word.text().substring(0, word.text().lastIndexOf('/') + 1);
        List<String> names = loader.beside(path);
        Optional<String> near = names.contains(path.substring(folder.length()))
                ? Optional.empty()
                : Suggestions.nearestFile(path.substring(folder.length()), names);
        if (near.isEmpty()) {
            return diagnostic.withHelp("the path is relative to the file that names it");
        }
        String meant = written + near.get();
        diagnostic = diagnostic.withHelp("did you mean `" + meant + "`?");
        // A name that would need an escape is left to its writer.
        boolean isPlain = meant.chars().noneMatch(c -> c < ' ' || c == '"' || c == '\\' || c == '$');
        return isPlain && word.cell().isEmpty()
                ? diagnostic.withFix(new Fix("replace by `" + meant + "`", word.span(), "\"" + meant + "\""))
                : diagnostic;
    }

    private Optional<String> path(Word word, String folder) {
        if (word.text().equals(Resolver.REPORTED)) {
            return Optional.empty();
        }
        if (word.text().isEmpty() || word.text().indexOf('\0') >= 0) {
            sink.report(Places.at(DiagnosticCode.UNREADABLE_FILE, word, "this is not a path")
                    .withHelp("write the path of a file, relative to this one, as in `\"lists.mailflow\"`"));
            return Optional.empty();
        }
        if (word.text().contains("${") && word.cell().isEmpty()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.TEMPLATE_OUTSIDE,
                            word.span(),
                            "`" + word.text() + "` stands outside of any `for each`")
                    .withHelp("name the file itself; only what stands within a `for each` is filled in"));
            return Optional.empty();
        }
        boolean anywhere = loader.reach() == SourceLoader.Reach.ANYWHERE;
        if (Paths.isAbsolute(word.text()) && !anywhere) {
            sink.report(Places.at(DiagnosticCode.OUTSIDE_PROJECT, word, "`" + word.text() + "` is an absolute path")
                    .withHelp("write the path relative to this file"));
            return Optional.empty();
        }
        if (word.text().indexOf('\\') >= 0) {
            // A loader may take it for a separator, and then it could lead anywhere.
            sink.report(Places.at(DiagnosticCode.OUTSIDE_PROJECT, word, "`" + word.text() + "` has a backslash")
                    .withHelp("write `/` between folders"));
            return Optional.empty();
        }
        if (anywhere) {
            return Optional.of(Paths.anywhere(folder, word.text()));
        }
        Optional<String> path = Paths.within(root, folder, word.text());
        if (path.isEmpty()) {
            sink.report(Places.at(
                            DiagnosticCode.OUTSIDE_PROJECT,
                            word,
                            "`" + word.text() + "` leads out of the folder of the policy")
                    .withHelp("move the file beneath the folder of the file that is compiled"));
        }
        return path;
    }
}
