package dev.mailflow.maven;

import dev.mailflow.cli.render.Style;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.resolve.SourceLoader.Reach;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import javax.inject.Inject;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.shared.utils.logging.MessageUtils;
import org.codehaus.plexus.build.BuildContext;

/** What the goals have in common: where the policies are, and how what was found is told. */
@SuppressWarnings("NullAway.Init") // Maven fills the fields in before it calls execute.
abstract class PolicyMojo extends AbstractMojo {
    /** Columns; a build has no terminal of known width. */
    protected static final int WIDTH = 100;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

    @Parameter(defaultValue = "${session.executionRootDirectory}", readonly = true, required = true)
    private File executionRoot;

    @Parameter(defaultValue = "${session.userProperties}", readonly = true, required = true)
    private Properties userProperties;

    /** Skips every goal of this plugin. */
    @Parameter(property = "mailflow.skip", defaultValue = "false")
    private boolean skip;

    /** The folder of the policies, their imports and their tables. */
    @Parameter(property = "mailflow.sourceDirectory", defaultValue = "${project.basedir}/src/main/mailflow")
    private File sourceDirectory;

    /**
     * The policies, relative to the source directory, each a program of its own. Default: every {@code .mailflow} file in the
     * source directory and beneath it that no other one imports.
     */
    @Parameter(property = "mailflow.policies")
    private List<String> policies = List.of();

    /** Fails the build if anything is warned of. */
    @Parameter(property = "mailflow.failOnWarning", defaultValue = "false")
    private boolean failOnWarning;

    /** Lets imports and tables lie outside of the folder of the policy that names them. */
    @Parameter(property = "mailflow.allowOutside", defaultValue = "false")
    private boolean allowOutside;

    @Inject
    private BuildContext buildContext;

    @Inject
    private org.sonatype.plexus.build.incremental.BuildContext olderBuildContext;

    @Override
    public final void execute() throws MojoFailureException {
        if (skip) {
            getLog().info("skipped: mailflow.skip is set");
            return;
        }
        run();
    }

    abstract void run() throws MojoFailureException;

    final MavenProject project() {
        return project;
    }

    final MojoExecution execution() {
        return execution;
    }

    final Path basedir() {
        return project.getBasedir().toPath();
    }

    /** The folder that the whole build was started for. */
    final Path top() {
        return executionRoot.toPath();
    }

    /**
     * @param sink told of a folder that this module names and that is not there: an error, for what was generated from it would be
     *     deleted in silence. One that was named for several modules, and one without a policy, are worth a warning; the usual
     *     one, which most modules have not and need not, a line of the log
     */
    final PolicySources sources(DiagnosticSink sink) {
        PolicySources sources = new PolicySources(
                basedir(), sourceDirectory.toPath(), policies, allowOutside ? Reach.ANYWHERE : Reach.PROJECT);
        String folder = Places.relative(basedir(), sourceDirectory.toPath());
        if (sourceDirectory.isDirectory()) {
            if (sources.candidates().isEmpty()) {
                sink.report(Setting.SOURCE_DIRECTORY
                        .mistake(
                                DiagnosticCode.NO_SOURCE_DIRECTORY,
                                "there is no policy in `" + folder + "`",
                                "a policy's name ends in `" + PolicySources.ENDING
                                        + "`; remove the folder if there is none")
                        .withSeverity(Severity.WARNING));
            }
        } else if (!sourceDirectory.toPath().equals(basedir().resolve("src/main/mailflow"))) {
            Diagnostic missing = Setting.SOURCE_DIRECTORY.mistake(
                    DiagnosticCode.NO_SOURCE_DIRECTORY,
                    "there is no folder `" + folder + "`",
                    "name the folder of the policies, or remove the setting: the usual one is `src/main/mailflow`");
            sink.report(isForSeveralModules() ? missing.withSeverity(Severity.WARNING) : missing);
        } else if (policies.isEmpty() && !project.getPackaging().equals("pom")) {
            getLog().info("no policies: there is no folder `" + folder + "`");
        }
        return sources;
    }

    /** What was generated is gone with the usual folder: what uses it fails to compile, and nothing there says why. */
    final Diagnostic withoutPolicies() {
        String folder = Places.relative(basedir(), sourceDirectory.toPath());
        return Setting.SOURCE_DIRECTORY
                .mistake(
                        DiagnosticCode.NO_SOURCE_DIRECTORY,
                        "there is no folder `" + folder + "` any more: what was generated from it was deleted",
                        "bring the folder back, or remove what uses the routing classes")
                .withSeverity(Severity.WARNING);
    }

    /** Whether the source directory is named where other modules have it from too, which need not all have policies. */
    private boolean isForSeveralModules() {
        boolean isOfTheCommandLine = userProperties.containsKey(Setting.SOURCE_DIRECTORY.property());
        return project.getPackaging().equals("pom")
                || (isOfTheCommandLine
                        ? !basedir().equals(top())
                        : new Inherited(execution.getPlugin().getKey()).has(project, Setting.SOURCE_DIRECTORY));
    }

    /** Paths as seen from the folder of the whole build. */
    final List<Diagnostic> fromAbove(List<Diagnostic> diagnostics) {
        return new Rebased(basedir(), top()).of(diagnostics);
    }

    final Editor editor() {
        return Editor.of(buildContext, olderBuildContext, basedir());
    }

    final Style style() {
        return MessageUtils.isColorEnabled() ? Style.COLOURED : Style.PLAIN;
    }

    /**
     * Tells what was found, and ends the goal if there are errors, or warnings that are not wanted. What another goal of this
     * build has told already is not told again.
     */
    final void finish(List<Diagnostic> diagnostics) throws MojoFailureException {
        editor().mark(diagnostics);
        new Findings(getLog(), style(), WIDTH, getPluginContext()).tell(fromAbove(diagnostics));
        Summary summary = Summary.of(diagnostics);
        if (summary.errors() > 0) {
            throw new MojoFailureException("mailflow found " + summary.text());
        }
        if (summary.warnings() > 0 && failOnWarning) {
            throw new MojoFailureException("mailflow found " + summary.text() + ", and mailflow.failOnWarning is set");
        }
    }
}
