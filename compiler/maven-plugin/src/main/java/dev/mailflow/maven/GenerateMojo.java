package dev.mailflow.maven;

import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.files.OutputFolder.Written;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.driver.EmitResult;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.PolicySource;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.Targets;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Compiles the policies to routing classes, which become sources of the module, and to what stands beside them as resources. */
@Mojo(name = "generate", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven fills the fields in before it calls execute.
public final class GenerateMojo extends PolicyMojo {
    private static final String JAVA = ".java";

    /** Where routing classes are written; a root of sources of the module. */
    @Parameter(
            property = "mailflow.outputDirectory",
            defaultValue = "${project.build.directory}/generated-sources/mailflow")
    private File outputDirectory;

    /** Where everything else is written: tables of routing classes, configurations; a root of resources of the module. */
    @Parameter(
            property = "mailflow.resourceDirectory",
            defaultValue = "${project.build.directory}/generated-resources/mailflow")
    private File resourceDirectory;

    /** The Java package of the routing classes; a policy in a folder beneath the source directory has that folder's behind it. */
    @Parameter(property = "mailflow.packageName", defaultValue = "")
    private String packageName = "";

    @Override
    void run() throws MojoFailureException {
        addRoots();
        List<CompiledPolicy> compiled = sources().compile();
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<Artifact> artifacts = new ArrayList<>();
        for (CompiledPolicy policy : compiled) {
            diagnostics.addAll(policy.result().diagnostics());
            policy.result().model().ifPresent(model -> {
                EmitResult emitted = Compiler.emit(
                        new TargetRequest(
                                        model,
                                        model.sites().stream()
                                                .map(site -> site.name())
                                                .toList(),
                                        packageName,
                                        Wish.DEFAULT)
                                .of(source(policy)),
                        Targets.all());
                diagnostics.addAll(emitted.diagnostics());
                emitted.artifacts().forEach(artifact -> artifacts.add(placed(artifact)));
            });
        }
        if (diagnostics.stream().noneMatch(Diagnostic::isError)) {
            Written written = new OutputFolder(basedir(), "").write(artifacts);
            written.failure().ifPresent(diagnostics::add);
            getLog().info(Summary.counted(written.changed().size(), "file") + " written, "
                    + written.unchanged().size() + " unchanged");
        }
        tell(diagnostics);
        judge(diagnostics);
    }

    /** Tests ask for a policy by its path beneath the source directory. */
    private static PolicySource source(CompiledPolicy policy) {
        String file = policy.path().substring(policy.path().lastIndexOf('/') + 1);
        return new PolicySource(
                Places.join(policy.folder(), file),
                policy.path(),
                policy.result().tests());
    }

    private Artifact placed(Artifact artifact) {
        File root = artifact.path().endsWith(JAVA) ? outputDirectory : resourceDirectory;
        return new Artifact(Places.join(Places.relative(basedir(), root.toPath()), artifact.path()), artifact.text());
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
