package dev.mailflow.maven;

import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.Target;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Compiles the policies to routing classes, which become sources of the module, and to what a program reads beside them, which
 * becomes resources.
 */
@Mojo(name = "generate", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven fills the fields in before it calls execute.
public final class GenerateMojo extends GenerationMojo {
    private static final String JAVA = ".java";

    /** Where routing classes are written; a root of sources of the module. */
    @Parameter(
            property = "mailflow.outputDirectory",
            defaultValue = "${project.build.directory}/generated-sources/mailflow")
    private File outputDirectory;

    /** Where everything else is written: tables of routing classes, configurations of relays; a root of resources of the module. */
    @Parameter(
            property = "mailflow.resourceDirectory",
            defaultValue = "${project.build.directory}/generated-resources/mailflow")
    private File resourceDirectory;

    @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true, required = true)
    private File classes;

    @Override
    void run() throws MojoFailureException {
        addRoots();
        generate(List.of(classes.toPath()));
    }

    @Override
    List<Path> roots() {
        return List.of(outputDirectory.toPath(), resourceDirectory.toPath());
    }

    @Override
    TargetChoice choice(List<String> named, DiagnosticSink sink) {
        return TargetChoice.toGenerate(named, sink);
    }

    /** What a target did not put into the package goes where the policy lies, so that policies in two folders are apart. */
    @Override
    String place(CompiledPolicy policy, String packageFolder, Target target, Artifact artifact) {
        File root = artifact.path().endsWith(JAVA) ? outputDirectory : resourceDirectory;
        boolean packaged = !packageFolder.isEmpty() && artifact.path().startsWith(packageFolder + "/")
                // Named after the policy's whole path already.
                || artifact.path().startsWith("META-INF/");
        return Places.join(
                Places.relative(basedir(), root.toPath()),
                packaged ? artifact.path() : Places.join(policy.folder(), artifact.path()));
    }

    /** Also where nothing is to be done: the compiler and the editor look there in every build. */
    private void addRoots() {
        String sources = outputDirectory.getPath();
        if (!project().getCompileSourceRoots().contains(sources)) {
            project().addCompileSourceRoot(sources);
        }
        String resources = resourceDirectory.getPath();
        if (project().getResources().stream().noneMatch(known -> resources.equals(known.getDirectory()))) {
            Resource resource = new Resource();
            resource.setDirectory(resources);
            project().addResource(resource);
        }
    }
}
