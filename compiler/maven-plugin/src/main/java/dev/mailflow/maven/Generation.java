package dev.mailflow.maven;

import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.EmitResult;
import dev.mailflow.compiler.source.SourceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code generate} and {@code emit} do: compile, ask targets, write what is new, take away what is left over. */
final class Generation {
    private final PolicySources sources;
    private final Emission emission;
    private final BuildRecords records;
    private final WrittenFiles files;
    private final String options;

    /** @param options checksum of everything but the files that what is written depends on */
    Generation(PolicySources sources, Emission emission, BuildRecords records, WrittenFiles files, String options) {
        this.sources = sources;
        this.emission = emission;
        this.records = records;
        this.files = files;
        this.options = options;
    }

    /**
     * @param read paths of policies, imports and tables
     * @param outcome absent if nothing was to be written, or errors kept everything from it
     */
    record Result(List<Diagnostic> diagnostics, List<String> read, Optional<WrittenFiles.Outcome> outcome) {
        Result {
            diagnostics = List.copyOf(diagnostics);
            read = List.copyOf(read);
        }

        /** Whether something that an earlier run wrote is gone. */
        boolean hasDeleted() {
            return outcome.stream().anyMatch(done -> !done.deleted().isEmpty());
        }

        /** For the log. */
        String text() {
            return outcome.map(done -> Summary.counted(done.changed().size(), "file") + " written, " + done.unchanged()
                            + " unchanged, " + done.deleted().size() + " deleted")
                    .orElse("nothing was written");
        }

        /** Every place that is not as it was. */
        List<Path> touched(Path basedir) {
            List<Path> touched = new ArrayList<>();
            outcome.ifPresent(done -> {
                done.changed().forEach(path -> touched.add(basedir.resolve(path)));
                done.deleted().forEach(path -> touched.add(basedir.resolve(path)));
            });
            return touched;
        }
    }

    /** What was found by the last run, if one would read, write and tell the same now. */
    Optional<Result> again() {
        return records.again(options, sources.files())
                .map(same -> new Result(same.diagnostics(), same.read(), Optional.empty()));
    }

    Result run() {
        List<CompiledPolicy> policies = sources.compile();
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<SourceFile> read = new ArrayList<>();
        policies.forEach(policy -> {
            diagnostics.addAll(policy.result().diagnostics());
            read.addAll(policy.read());
        });
        EmitResult emitted = emission.emit(policies);
        diagnostics.addAll(emitted.diagnostics());
        List<String> paths = read.stream().map(SourceFile::path).distinct().toList();
        if (diagnostics.stream().anyMatch(Diagnostic::isError)) {
            return new Result(diagnostics, paths, Optional.empty());
        }
        WrittenFiles.Outcome outcome = files.write(emitted.artifacts(), read, options, diagnostics);
        diagnostics.addAll(outcome.findings());
        return new Result(diagnostics, paths, Optional.of(outcome));
    }
}
