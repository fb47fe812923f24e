package dev.mailflow.maven;

import dev.mailflow.cli.render.Style;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.resolve.SourceLoader.Reach;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.shared.utils.logging.MessageUtils;
import org.codehaus.plexus.build.BuildContext;

/** What the goals have in common: where the policies are, and how what was found is told. */
@SuppressWarnings("NullAway.Init") // Maven fills the fields in before it calls execute.
abstract class PolicyMojo extends AbstractMojo {
    /** Columns; a build has no terminal of known width. */
    private static final int WIDTH = 100;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

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
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("skipped: mailflow.skip is set");
            return;
        }
        run();
    }

    abstract void run() throws MojoExecutionException, MojoFailureException;

    final MavenProject project() {
        return project;
    }

    final MojoExecution execution() {
        return execution;
    }

    final Path basedir() {
        return project.getBasedir().toPath();
    }

    final PolicySources sources() {
        return new PolicySources(
                basedir(), sourceDirectory.toPath(), policies, allowOutside ? Reach.ANYWHERE : Reach.PROJECT);
    }

    final Editor editor() {
        return Editor.of(buildContext, olderBuildContext, basedir());
    }

    final Style style() {
        return MessageUtils.isColorEnabled() ? Style.COLOURED : Style.PLAIN;
    }

    /** Tells what was found; what another goal of this build has told already is not told again. */
    final void tell(List<Diagnostic> diagnostics) {
        new Findings(getLog(), style(), WIDTH, getPluginContext()).tell(diagnostics);
        editor().mark(diagnostics);
    }

    /** Ends the goal if there are errors, or warnings that are not wanted. */
    final void judge(List<Diagnostic> diagnostics) throws MojoFailureException {
        Summary summary = Summary.of(diagnostics);
        if (summary.errors() > 0) {
            throw new MojoFailureException("the policy has mistakes: " + summary.text());
        }
        if (summary.warnings() > 0 && failOnWarning) {
            throw new MojoFailureException(
                    Summary.counted(summary.warnings(), "warning") + ", and mailflow.failOnWarning is set");
        }
    }
}
