package dev.mailflow.maven;

import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.Target;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Writes the configurations of the systems that the policies speak of, each policy and target in a folder of its own. */
@Mojo(name = "emit", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven fills the fields in before it calls execute.
public final class EmitMojo extends GenerationMojo {
    /** The folder to write into: {@code POLICY/TARGET/} beneath it. */
    @Parameter(property = "mailflow.emitDirectory", defaultValue = "${project.build.directory}/mailflow")
    private File emitDirectory;

    @Override
    void run() throws MojoFailureException {
        generate(List.of());
    }

    @Override
    List<Path> roots() {
        return List.of(emitDirectory.toPath());
    }

    @Override
    TargetChoice choice(List<String> named, DiagnosticSink sink) {
        return TargetChoice.toEmit(named, sink);
    }

    @Override
    String place(CompiledPolicy policy, String packageFolder, Target target, Artifact artifact) {
        String folder = Places.join(Places.relative(basedir(), emitDirectory.toPath()), policy.folder());
        return folder + "/" + policy.name() + "/" + target.id() + "/" + artifact.path();
    }
}
