package dev.mailflow.maven;

import dev.mailflow.cli.files.Checksum;
import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.files.OutputFolder.Written;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Artifact;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an execution of a goal makes and takes away what an earlier one made and this one does not. Nothing is deleted
 * that was not written by this plugin, or was changed since.
 */
final class WrittenFiles {
    private final Path basedir;
    private final BuildRecords records;
    private final List<Path> roots;
    private final List<Path> copies;

    /**
     * @param roots folders that are written to; they stay also when they become empty
     * @param copies folders that Maven copies the content of {@code roots} to, and where it leaves what is gone there
     */
    WrittenFiles(Path basedir, BuildRecords records, List<Path> roots, List<Path> copies) {
        this.basedir = basedir;
        this.records = records;
        this.roots = List.copyOf(roots);
        this.copies = List.copyOf(copies);
    }

    /**
     * @param changed files that were written
     * @param deleted files that were left over
     * @param findings what could not be done
     */
    record Outcome(List<String> changed, int unchanged, List<String> deleted, List<Diagnostic> findings) {
        Outcome {
            changed = List.copyOf(changed);
            deleted = List.copyOf(deleted);
            findings = List.copyOf(findings);
        }
    }

    /**
     * @param read the files that the artifacts were made of
     * @param told what was found in them
     */
    Outcome write(List<Artifact> artifacts, List<SourceFile> read, String options, List<Diagnostic> told) {
        SortedMap<String, String> before = records.written();
        Written written = new OutputFolder(basedir, "").write(artifacts);
        if (written.failure().isPresent()) {
            return new Outcome(
                    written.changed(),
                    written.unchanged().size(),
                    List.of(),
                    List.of(written.failure().get()));
        }
        SortedMap<String, String> outputs = new TreeMap<>(written.checksums());
        List<String> deleted = new ArrayList<>();
        List<Diagnostic> findings = new ArrayList<>();
        before.forEach((path, checksum) -> {
            if (!outputs.containsKey(path)) {
                remove(path, checksum, outputs, deleted, findings);
            }
        });
        records.write(options, read, told, findings.size(), outputs).ifPresent(findings::add);
        return new Outcome(written.changed(), written.unchanged().size(), deleted, findings);
    }

    private void remove(
            String path,
            String checksum,
            Map<String, String> outputs,
            List<String> deleted,
            List<Diagnostic> findings) {
        Path file = basedir.resolve(path);
        copiesOf(file).stream()
                .filter(copy -> Checksum.ofFile(copy).filter(checksum::equals).isPresent())
                .forEach(copy -> delete(copy, findings));
        Optional<String> now = Checksum.ofFile(file);
        if (now.isEmpty() || isOneOf(file, outputs)) {
            return;
        }
        if (!now.get().equals(checksum)) {
            findings.add(Diagnostic.of(
                            DiagnosticCode.CHANGED_BY_HAND,
                            new Span(new SourceFile(path, ""), 0, 0),
                            "`" + path + "` is no longer generated, and is left because it was changed")
                    .withHelp("delete the file, or move it to where files are written by hand"));
        } else if (delete(file, findings)) {
            deleted.add(path);
        }
    }

    /** Whether it is gone. */
    private boolean delete(Path file, List<Diagnostic> findings) {
        try {
            Files.delete(file);
            removeEmpty(file.getParent());
            return true;
        } catch (IOException e) {
            String path = Places.relative(basedir, file);
            findings.add(Diagnostic.of(
                            DiagnosticCode.CANNOT_WRITE,
                            new Span(new SourceFile(path, ""), 0, 0),
                            "cannot delete `" + path + "`: " + e.getMessage())
                    .withHelp("delete the file by hand: it is no longer generated"));
            return false;
        }
    }

    /** A name that differs in case alone is, on some systems, the file that was just written. */
    private boolean isOneOf(Path file, Map<String, String> outputs) {
        return outputs.keySet().stream().anyMatch(path -> {
            try {
                Path output = basedir.resolve(path);
                return String.valueOf(output.getFileName()).equalsIgnoreCase(String.valueOf(file.getFileName()))
                        && Files.isSameFile(output, file);
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Maven copies resources and never takes a copy away; one of other content is somebody else's. */
    private List<Path> copiesOf(Path file) {
        return roots.stream()
                .filter(file::startsWith)
                .flatMap(root -> copies.stream()
                        .map(folder -> folder.resolve(root.relativize(file).toString())))
                .toList();
    }

    private void removeEmpty(@Nullable Path start) throws IOException {
        for (Path folder = start; folder != null && !roots.contains(folder); folder = folder.getParent()) {
            Path current = folder;
            if (roots.stream().noneMatch(current::startsWith)) {
                return;
            }
            try {
                Files.delete(folder);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }
}
