package dev.mailflow.maven;

import dev.mailflow.cli.files.Checksum;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that writes what targets say. */
@SuppressWarnings("NullAway.Init") // Maven fills the fields in before it calls execute.
abstract class GenerationMojo extends RecordingMojo {
    /** The Java package of the routing classes; a policy in a folder beneath the source directory has that folder's behind it. */
    @Parameter(property = "mailflow.packageName")
    private String packageName = "";

    /**
     * What to write, by the names of targets, as in {@code java,relay}; each goal takes those that it writes. What a named target
     * cannot say is an error; what one that was not named cannot say is left out.
     */
    @Parameter(property = "mailflow.targets")
    private List<String> targets = List.of();

    /** The folders that are written to. */
    abstract List<Path> roots();

    abstract TargetChoice choice(List<String> named, DiagnosticSink sink);

    abstract String place(CompiledPolicy policy, String packageFolder, Target target, Artifact artifact);

    final void generate(List<Path> copies) throws MojoFailureException {
        List<Diagnostic> mistakes = new ArrayList<>();
        TargetChoice choice = choice(targets, mistakes::add);
        PolicySources sources = sources(mistakes::add);
        if (mistakes.stream().anyMatch(Diagnostic::isError)) {
            finish(mistakes);
            return;
        }
        BuildRecords records = records(BuildRecords.Leftovers.CLEARED);
        Generation generation = new Generation(
                sources,
                new Emission(packageName, choice, this::place),
                records,
                new WrittenFiles(basedir(), records, roots(), copies),
                options(sources, choice));
        Optional<Generation.Result> same = mistakes.isEmpty() ? generation.again() : Optional.empty();
        if (same.isPresent()) {
            tellAgain(same.get().diagnostics(), same.get().read());
            return;
        }
        Generation.Result result = generation.run();
        editor().unmark(result.read());
        editor().refresh(result.touched(basedir()));
        mistakes.addAll(result.diagnostics());
        if (mistakes.isEmpty() && result.read().isEmpty() && result.hasDeleted()) {
            mistakes.add(withoutPolicies());
        }
        if (!result.read().isEmpty() || result.hasDeleted()) {
            getLog().info(result.text());
        }
        finish(mistakes);
    }

    /** Everything but the content of files that what is written depends on. */
    private String options(PolicySources sources, TargetChoice choice) {
        List<String> options = new ArrayList<>();
        options.addAll(versions());
        options.add(packageName);
        options.add(String.join(",", choice.ids()));
        options.add(choice.wish().name());
        roots().forEach(root -> options.add(Places.relative(basedir(), root)));
        options.addAll(sources.choice());
        return Checksum.of(options);
    }
}
