package dev.mailflow.maven;

import dev.mailflow.cli.files.Checksum;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that writes down what it read and told, and does nothing where that is the same. */
@SuppressWarnings("NullAway.Init") // Maven fills the fields in before it calls execute.
abstract class RecordingMojo extends PolicyMojo {
    private static final String SNAPSHOT = "-SNAPSHOT";

    @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
    private PluginDescriptor plugin;

    @Parameter(
            defaultValue = "${project.build.directory}/maven-status/mailflow-maven-plugin",
            readonly = true,
            required = true)
    private File statusDirectory;

    final BuildRecords records(BuildRecords.Leftovers leftovers) {
        String goal = execution().getGoal();
        String own = execution().getExecutionId();
        Set<String> others = project().getBuildPlugins().stream()
                .filter(one -> one.getKey().equals(plugin.getPluginLookupKey()))
                .flatMap(one -> one.getExecutions().stream())
                .filter(one -> one.getGoals().contains(goal))
                .map(PluginExecution::getId)
                .filter(id -> !id.equals(own))
                .collect(Collectors.toSet());
        return new BuildRecords(basedir(), statusDirectory.toPath(), goal, own, others, leftovers);
    }

    /** Ends the goal with what the last run told of these files, which would be told now. */
    final void tellAgain(List<Diagnostic> diagnostics, List<String> read) throws MojoFailureException {
        getLog().info("up to date");
        // Also where nothing is told: what a mistake left behind that was made and undone since then.
        editor().unmark(read);
        finish(diagnostics);
    }

    /** Of this plugin and the compiler in it; a snapshot is told by its content, since many have one version. */
    final List<String> versions() {
        List<String> versions = new ArrayList<>();
        versions.add(plugin.getVersion());
        for (org.apache.maven.artifact.Artifact part : plugin.getArtifacts()) {
            if (part.getVersion().endsWith(SNAPSHOT) && part.getFile() != null) {
                versions.add(part.getArtifactId() + " "
                        + Checksum.ofTree(part.getFile().toPath()));
            }
        }
        return versions;
    }
}
