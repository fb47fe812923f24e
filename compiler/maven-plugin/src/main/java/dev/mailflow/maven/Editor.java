package dev.mailflow.maven;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.source.Position;
import dev.mailflow.compiler.source.Span;
import java.io.File;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.codehaus.plexus.build.BuildContext;

/** The editor that runs the goal, if one does: it marks places and looks again at files that were written. */
final class Editor {
    private static final String POM = "pom.xml";

    private final Optional<BuildContext> context;
    private final Path basedir;

    private Editor(Optional<BuildContext> context, Path basedir) {
        this.context = context;
        this.basedir = basedir;
    }

    /**
     * On the command line both are the defaults of their libraries, which print messages in a form of their own beside ours:
     * then there is no editor.
     */
    static Editor of(BuildContext context, org.sonatype.plexus.build.incremental.BuildContext older, Path basedir) {
        boolean alone = context.getClass() == org.codehaus.plexus.build.DefaultBuildContext.class
                && older.getClass() == org.sonatype.plexus.build.incremental.DefaultBuildContext.class;
        return new Editor(alone ? Optional.empty() : Optional.of(context), basedir);
    }

    /** Forgets what an earlier run marked in a file. */
    void unmark(Collection<String> paths) {
        context.ifPresent(editor -> {
            editor.removeMessages(basedir.resolve(POM).toFile());
            paths.forEach(path -> editor.removeMessages(file(path)));
        });
    }

    void mark(List<Diagnostic> diagnostics) {
        context.ifPresent(editor -> diagnostics.forEach(diagnostic -> mark(editor, diagnostic)));
    }

    private void mark(BuildContext editor, Diagnostic diagnostic) {
        if (diagnostic.severity() == Severity.NOTE) {
            return;
        }
        Span place = diagnostic.primary().span();
        Position position = place.position();
        File file = file(place.file().path());
        // A setting, or a file that is not there: the POM says so.
        editor.addMessage(
                file.exists() ? file : basedir.resolve(POM).toFile(),
                position.line(),
                position.column(),
                diagnostic.code().id() + ": " + diagnostic.message()
                        + diagnostic.help().map(help -> " (" + help + ")").orElse(""),
                diagnostic.isError() ? BuildContext.SEVERITY_ERROR : BuildContext.SEVERITY_WARNING,
                null);
    }

    /** Files and folders that were written or deleted. */
    void refresh(Collection<Path> places) {
        context.ifPresent(editor -> places.forEach(place -> editor.refresh(place.toFile())));
    }

    private File file(String path) {
        return basedir.resolve(path).toFile();
    }
}
