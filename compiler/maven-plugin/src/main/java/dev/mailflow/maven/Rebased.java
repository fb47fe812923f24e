package dev.mailflow.maven;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.source.Span.Counterpart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Diagnostics with the names of files as they are seen from the folder of the whole build: what is generated is to be the same
 * wherever a module is built and names files from the module; people and their tools look from above.
 */
final class Rebased {
    private final Path module;
    private final Path top;
    private final Map<SourceFile, SourceFile> renamed = new IdentityHashMap<>();

    Rebased(Path module, Path top) {
        this.module = module;
        this.top = top;
    }

    List<Diagnostic> of(List<Diagnostic> diagnostics) {
        return module.equals(top)
                ? diagnostics
                : diagnostics.stream().map(this::of).toList();
    }

    private Diagnostic of(Diagnostic diagnostic) {
        return new Diagnostic(
                diagnostic.code(),
                diagnostic.severity(),
                diagnostic.message(),
                of(diagnostic.primary()),
                diagnostic.related().stream().map(this::of).toList(),
                diagnostic.help(),
                diagnostic.fixes().stream()
                        .map(fix -> new Fix(fix.title(), of(fix.replace()), fix.with()))
                        .toList(),
                diagnostic.witness());
    }

    private Label of(Label label) {
        return new Label(of(label.span()), label.text());
    }

    private Span of(Span span) {
        Span moved = new Span(of(span.file()), span.start(), span.end());
        return span.counterpart()
                .map(other -> moved.with(new Counterpart(other.half(), of(other.place()), other.row(), other.column())))
                .orElse(moved);
    }

    /** What is no file, a setting, keeps its name. */
    private SourceFile of(SourceFile file) {
        return renamed.computeIfAbsent(file, same -> {
            Path place = module.resolve(file.path());
            return file.text().isEmpty() && !Files.exists(place)
                    ? file
                    : new SourceFile(Places.relative(top, place), file.text());
        });
    }
}
