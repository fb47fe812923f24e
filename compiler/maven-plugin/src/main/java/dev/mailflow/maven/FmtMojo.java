package dev.mailflow.maven;

import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.files.PolicyFiles.Reading;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.format.Formatter;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Artifact;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Writes the policies in the one style. Files with mistakes are left alone. */
@Mojo(name = "fmt", threadSafe = true)
public final class FmtMojo extends PolicyMojo {
    /** Changes nothing; a policy that is not in style fails the build. */
    @Parameter(property = "mailflow.fmt.check", defaultValue = "false")
    private boolean checkOnly;

    @Override
    void run() throws MojoFailureException {
        List<Diagnostic> diagnostics = new ArrayList<>();
        PolicyFiles files = new PolicyFiles(basedir(), InputStream.nullInputStream());
        List<String> paths = sources(diagnostics::add).candidates();
        List<Artifact> formatted = new ArrayList<>();
        for (String path : paths) {
            Reading reading = files.root(path);
            if (reading instanceof Reading.Failed failed) {
                diagnostics.add(failed.diagnostic());
                continue;
            }
            SourceFile file = ((Reading.Text) reading).file();
            Formatter.format(file, diagnostics::add)
                    .filter(text -> !text.equals(file.text()))
                    .ifPresent(text -> {
                        if (checkOnly) {
                            diagnostics.add(notInStyle(file));
                        } else {
                            formatted.add(new Artifact(path, text));
                        }
                    });
        }
        new OutputFolder(basedir(), "").write(formatted).failure().ifPresent(diagnostics::add);
        editor().refresh(formatted.stream()
                .<Path>map(file -> basedir().resolve(file.path()))
                .toList());
        if (!paths.isEmpty()) {
            getLog().info(Summary.counted(paths.size(), "file") + " looked at, " + formatted.size() + " changed");
        }
        finish(diagnostics);
    }

    private static Diagnostic notInStyle(SourceFile file) {
        return Diagnostic.of(
                        DiagnosticCode.NOT_IN_STYLE,
                        new Span(file, 0, 0),
                        "`" + file.path() + "` is not in the one style")
                .withHelp("run `mvn mailflow:fmt`");
    }
}
