package dev.mailflow.cli;

import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.files.PolicyFiles.Reading;
import dev.mailflow.cli.files.PolicyFolder;
import dev.mailflow.cli.files.Revision;
import dev.mailflow.cli.render.Compared;
import dev.mailflow.cli.render.DifferenceText;
import dev.mailflow.cli.render.JsonText;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.source.SourceFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code mailflow diff}: the messages that two policies treat differently. */
@Command(
        name = "diff",
        header = "Shows the messages that two policies treat differently, or proves that there are none.",
        description = {
            "Every message whose fate changes at a site is in one of the groups that are shown, each with a "
                    + "message that was put before both policies. Exit code 3 if there is a difference that --fail-on "
                    + "asks about, or a question that could not be decided. Of two folders every policy is compared "
                    + "with the one of its name."
        },
        footer = {
            "",
            "Example: mailflow diff contoso.mailflow contoso-new.mailflow",
            "         mailflow diff --git origin/main contoso.mailflow --fail-on widened"
        })
final class DiffCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PolicyOptions common;

    @Parameters(
            arity = "0..2",
            paramLabel = "OLD NEW",
            description =
                    "Two policies, or two folders of policies. With --git one, as it is now; default: this folder.")
    private List<String> names = List.of();

    @Option(
            names = "--git",
            paramLabel = "REV",
            description = "Compare with what this revision of git has, such as HEAD or origin/main.")
    private String revision = "";

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            defaultValue = "any",
            description =
                    "What makes the exit code 3: any (difference; the default), or widened (only what is let in more).")
    private FailOn failOn = FailOn.ANY;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "pretty",
            description = "pretty, json, markdown (for a pull request) or sarif (2.1.0).")
    private DiffFormat format = DiffFormat.PRETTY;

    DiffCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new PolicyOptions(terminal);
    }

    /** What makes a build fail. */
    enum FailOn {
        ANY,
        WIDENED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A policy that was read. */
    private record Side(String name, CompileResult result) {}

    /** Two policies of one name; one may be missing. */
    private record Pair(Optional<Side> before, Optional<Side> after) {}

    @Override
    public Integer call() {
        if (revision.startsWith("-")) {
            throw common.misuse("--git takes a revision, `" + revision + "` is an option");
        }
        List<Pair> pairs = pairs();
        List<Diagnostic> errors = new ArrayList<>();
        for (Pair pair : pairs) {
            for (Optional<Side> side : List.of(pair.before(), pair.after())) {
                side.filter(one -> one.result().model().isEmpty())
                        .ifPresent(one -> one.result().diagnostics().stream()
                                .filter(Diagnostic::isError)
                                .forEach(errors::add));
            }
        }
        if (!errors.isEmpty()) {
            return fail(errors);
        }
        List<Compared> compared = pairs.stream().map(DiffCommand::compare).toList();
        tell(compared);
        if (format == DiffFormat.PRETTY) {
            tellOfWarnings(pairs);
        }
        boolean fails = compared.stream()
                .map(Compared::difference)
                .anyMatch(difference -> difference.undecided() > 0
                        || (failOn == FailOn.ANY ? !difference.groups().isEmpty() : difference.hasWider()));
        return fails ? ExitCode.FINDINGS : ExitCode.GOOD;
    }

    /** Of the policies as they are to be: what the others left to be warned of is over. */
    private void tellOfWarnings(List<Pair> pairs) {
        List<Side> warned = pairs.stream()
                .flatMap(pair -> pair.after().stream())
                .filter(side -> Summary.of(side.result().diagnostics()).warnings() > 0)
                .toList();
        int all = warned.stream()
                .mapToInt(side -> Summary.of(side.result().diagnostics()).warnings())
                .sum();
        common.tellWarnings(warned.stream().map(Side::name).toList(), all);
    }

    private static Compared compare(Pair pair) {
        DecisionModel before = model(pair.before());
        DecisionModel after = model(pair.after());
        return new Compared(
                pair.before().map(Side::name).orElse("nothing"),
                pair.after().map(Side::name).orElse("nothing"),
                Compiler.diff(before, after),
                pair.after().flatMap(side -> side.result().sources().stream().findFirst()));
    }

    /** A policy that is not there has no sites. */
    private static DecisionModel model(Optional<Side> side) {
        return side.flatMap(one -> one.result().model())
                .orElseGet(() -> new DecisionModel(
                        new Organization(
                                List.of(),
                                List.of(),
                                DirectSend.ALLOWED,
                                Organization.DEFAULT_HOP_LIMIT,
                                Directory.OPEN,
                                List.of()),
                        List.of(),
                        List.of()));
    }

    private List<Pair> pairs() {
        if (revision.isEmpty()) {
            if (names.size() != 2) {
                throw common.misuse("name two policies, or one and --git REV");
            }
            PolicyFiles files = new PolicyFiles(terminal.folder(), terminal.in());
            Function<String, CompileResult> read = name -> common.compile(name, files);
            boolean isOld = isFolder(names.get(0));
            boolean isNew = isFolder(names.get(1));
            if (isOld && isNew) {
                return matched(
                        roots(PolicyFolder.files(terminal.folder(), names.get(0)), names.get(0), "", read),
                        roots(PolicyFolder.files(terminal.folder(), names.get(1)), names.get(1), "", read));
            }
            // As diff(1): a folder stands for the file of the other's name in it.
            return List.of(pair(
                    isOld ? inFolder(names.get(0), names.get(1)) : names.get(0),
                    isNew ? inFolder(names.get(1), names.get(0)) : names.get(1),
                    read));
        }
        if (names.size() > 1) {
            throw common.misuse("with --git name one policy or folder");
        }
        String name = names.isEmpty() ? "." : names.get(0);
        PolicyFiles files = new PolicyFiles(terminal.folder(), terminal.in());
        Function<String, CompileResult> now = path -> common.compile(path, files);
        Revision old = new Revision(terminal.folder(), revision);
        if (isFolder(name) || old.isFolder(name)) {
            Revision.Listing listing = old.policies(name);
            if (listing.trouble().isPresent()) {
                return List.of(new Pair(
                        Optional.of(new Side(
                                revision + ":" + name, failed(listing.trouble().get()))),
                        Optional.empty()));
            }
            List<String> there = isFolder(name) ? PolicyFolder.files(terminal.folder(), name) : List.of();
            return matched(
                    roots(listing.policies(), name, revision + ":", path -> compile(path, old)),
                    roots(there, name, "", now));
        }
        return List.of(new Pair(
                Optional.of(new Side(revision + ":" + name, compile(name, old))),
                Optional.of(new Side(name, now.apply(name)))));
    }

    private Pair pair(String before, String after, Function<String, CompileResult> read) {
        return new Pair(
                Optional.of(new Side(before, read.apply(before))), Optional.of(new Side(after, read.apply(after))));
    }

    private CompileResult compile(String path, Revision old) {
        Reading reading = old.root(path);
        return reading instanceof Reading.Text text
                ? Compiler.compile(new CompileRequest(text.file(), old.loader(common.reach())))
                : failed(((Reading.Failed) reading).diagnostic());
    }

    private static CompileResult failed(Diagnostic trouble) {
        return new CompileResult(List.of(trouble), Optional.empty(), List.of());
    }

    private boolean isFolder(String name) {
        try {
            return !name.equals(PolicyFiles.STANDARD_INPUT)
                    && Files.isDirectory(terminal.folder().resolve(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String inFolder(String folder, String file) {
        String name = file.replace('\\', '/');
        return folder + "/" + name.substring(name.lastIndexOf('/') + 1);
    }

    /** The policies of a folder by their names in it; what another imports is a part of that, and no policy. */
    private static Map<String, Side> roots(
            List<String> paths, String folder, String prefix, Function<String, CompileResult> read) {
        Map<String, CompileResult> results = new LinkedHashMap<>();
        paths.forEach(path -> results.put(path, read.apply(path)));
        Set<String> imported = new HashSet<>();
        results.forEach((path, result) -> result.sources().stream()
                .map(SourceFile::path)
                .filter(other -> !other.equals(path))
                .forEach(imported::add));
        Map<String, Side> roots = new TreeMap<>();
        String start = folder.equals(".") ? "" : folder.endsWith("/") ? folder : folder + "/";
        results.forEach((path, result) -> {
            if (!imported.contains(path)) {
                roots.put(
                        path.startsWith(start) ? path.substring(start.length()) : path,
                        new Side(prefix + path, result));
            }
        });
        return roots;
    }

    private List<Pair> matched(Map<String, Side> before, Map<String, Side> after) {
        Set<String> all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        if (all.isEmpty()) {
            throw common.misuse("there is no policy to compare");
        }
        return all.stream()
                .map(name -> new Pair(Optional.ofNullable(before.get(name)), Optional.ofNullable(after.get(name))))
                .toList();
    }

    private void tell(List<Compared> compared) {
        switch (format) {
            case PRETTY -> {
                for (Compared one : compared) {
                    if (compared.size() > 1) {
                        terminal.out().println(one.before() + " → " + one.after());
                    }
                    terminal.out().print(DifferenceText.pretty(one, common.outPage()));
                    if (compared.size() > 1) {
                        terminal.out().println();
                    }
                }
                DifferenceText.overall(compared).ifPresent(terminal.out()::println);
            }
            case JSON -> {
                ObjectNode document = JsonText.document("diff");
                DifferenceText.add(document, compared);
                JsonText.addDiagnostics(document, List.of());
                terminal.out().print(JsonText.text(document));
            }
            case MARKDOWN -> terminal.out().print(DifferenceText.markdown(compared));
            case SARIF ->
                terminal.out().print(common.text(DiagnosticFormat.SARIF, DifferenceText.diagnostics(compared)));
        }
    }

    private int fail(List<Diagnostic> errors) {
        switch (format) {
            case JSON -> {
                ObjectNode document = JsonText.document("diff");
                JsonText.addDiagnostics(document, errors);
                terminal.out().print(JsonText.text(document));
            }
            case SARIF -> terminal.out().print(common.text(DiagnosticFormat.SARIF, errors));
            case PRETTY, MARKDOWN -> {
                common.print(terminal.err(), common.errPage(), errors);
                terminal.err().println(Summary.of(errors).text() + "; nothing was compared");
            }
        }
        return Common.exitCode(errors);
    }
}
