package dev.mailflow.maven;

import dev.mailflow.cli.files.Checksum;
import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.files.Pages;
import dev.mailflow.cli.files.Release;
import dev.mailflow.cli.render.ClaimWords;
import dev.mailflow.cli.render.GithubText;
import dev.mailflow.cli.render.JsonText;
import dev.mailflow.cli.render.SarifText;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.cli.render.WorkingFolder;
import dev.mailflow.compiler.analysis.claim.Judgement;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.Artifact;
import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import tools.jackson.databind.node.ObjectNode;

/** Says what is wrong with the policies. */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VALIDATE, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven fills the fields in before it calls execute.
public final class CheckMojo extends RecordingMojo {
    /**
     * The form of a report for programs beside what is logged: {@code pretty} (none), {@code json}, {@code sarif} (2.1.0) or
     * {@code github} (workflow commands).
     */
    @Parameter(property = "mailflow.format", defaultValue = "pretty")
    private String format = "pretty";

    /** Where the report for programs is written: {@code check.json}, {@code check.sarif} or {@code check.github}. */
    @Parameter(property = "mailflow.reportDirectory", defaultValue = "${project.build.directory}/mailflow-reports")
    private File reportDirectory;

    @Override
    void run() throws MojoFailureException {
        List<Diagnostic> mistakes = new ArrayList<>();
        Optional<Report> report = report(mistakes);
        PolicySources sources = sources(mistakes::add);
        String options = options(sources);
        BuildRecords records = records(BuildRecords.Leftovers.NONE);
        Optional<BuildRecords.Told> same =
                mistakes.isEmpty() ? records.again(options, sources.files()) : Optional.empty();
        if (same.isPresent()) {
            tellAgain(same.get().diagnostics(), same.get().read());
            return;
        }
        List<CompiledPolicy> policies = sources.compile();
        Set<Diagnostic> found = new LinkedHashSet<>(mistakes);
        policies.forEach(policy -> {
            found.addAll(policy.result().diagnostics());
            editor().unmark(policy.read().stream().map(file -> file.path()).toList());
        });
        List<Diagnostic> diagnostics = new ArrayList<>(found);
        SortedMap<String, String> written = new TreeMap<>();
        report.ifPresent(
                form -> write(form, policies, List.copyOf(found), written).ifPresent(diagnostics::add));
        if (!policies.isEmpty()) {
            getLog().info(Summary.counted(policies.size(), "policy file") + " checked: "
                    + Summary.of(diagnostics).text() + ClaimWords.summary(claims(policies)));
        }
        if (!policies.isEmpty() && mistakes.isEmpty() && diagnostics.stream().noneMatch(Diagnostic::isError)) {
            List<SourceFile> read =
                    policies.stream().flatMap(policy -> policy.read().stream()).toList();
            // Where it cannot be written down nothing is wrong: the next run checks again.
            records.write(options, read, List.copyOf(found), 0, written);
        }
        finish(diagnostics);
    }

    /** Everything but the content of files that what is told and reported depends on. */
    private String options(PolicySources sources) {
        List<String> options = new ArrayList<>(versions());
        options.add(format);
        options.add(Places.relative(basedir(), reportDirectory.toPath()));
        // Paths in a report are seen from there.
        options.add(Places.relative(top(), basedir()));
        options.addAll(sources.choice());
        return Checksum.of(options);
    }

    private static List<Judgement> claims(List<CompiledPolicy> policies) {
        return policies.stream()
                .flatMap(policy -> policy.result().claims().stream())
                .toList();
    }

    /** The forms of a report. */
    private enum Report {
        JSON,
        SARIF,
        GITHUB;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Optional<Report> report(List<Diagnostic> mistakes) {
        for (Report form : Report.values()) {
            if (format.equals(form.word())) {
                return Optional.of(form);
            }
        }
        if (!format.equals("pretty")) {
            mistakes.add(Setting.FORMAT.mistake(
                    DiagnosticCode.BAD_SETTING,
                    "there is no format `" + format + "`",
                    "write one of `pretty`, `json`, `sarif`, `github`"));
        }
        return Optional.empty();
    }

    private Optional<Diagnostic> write(
            Report form, List<CompiledPolicy> policies, List<Diagnostic> found, SortedMap<String, String> written) {
        List<Diagnostic> diagnostics = fromAbove(found);
        WorkingFolder folder = new WorkingFolder(top().toString());
        String text = switch (form) {
            case JSON -> {
                ObjectNode document = JsonText.document("check");
                policies.forEach(policy -> document.withArray("files")
                        .add(Places.relative(top(), basedir().resolve(policy.path()))));
                JsonText.addDiagnostics(document, diagnostics);
                List<Judgement> claims = claims(policies);
                if (!claims.isEmpty()) {
                    ClaimWords.add(document, claims);
                }
                yield JsonText.text(document);
            }
            case SARIF ->
                new SarifText(new SarifText.Tool(Release.number(), Release.documentation(), Pages::of), folder)
                        .of(diagnostics);
            case GITHUB -> GithubText.of(diagnostics, folder);
        };
        String place = Places.join(Places.relative(basedir(), reportDirectory.toPath()), "check." + form.word());
        OutputFolder.Written report = new OutputFolder(basedir(), "").write(List.of(new Artifact(place, text)));
        written.putAll(report.checksums());
        return report.failure();
    }
}
