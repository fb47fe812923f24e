package dev.mailflow.maven;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.codehaus.plexus.build.BuildContext;
import org.codehaus.plexus.util.DirectoryScanner;
import org.codehaus.plexus.util.Scanner;
import org.jspecify.annotations.Nullable;

/** An editor that runs goals, and remembers what they asked of it. */
final class Editing {
    private final List<Marker> markers = new ArrayList<>();
    private final Set<File> refreshed = new LinkedHashSet<>();

    /** @param severity as {@link BuildContext} has them */
    record Marker(File file, int line, int column, String message, int severity) {}

    List<Marker> markers() {
        return List.copyOf(markers);
    }

    Set<File> refreshed() {
        return Set.copyOf(refreshed);
    }

    BuildContext context() {
        return new Context();
    }

    private final class Context implements BuildContext {
        @Override
        public boolean hasDelta(String path) {
            return true;
        }

        @Override
        public boolean hasDelta(File file) {
            return true;
        }

        @Override
        public boolean hasDelta(List<String> paths) {
            return true;
        }

        @Override
        public void refresh(File file) {
            refreshed.add(file);
        }

        @Override
        public OutputStream newFileOutputStream(File file) throws IOException {
            return Files.newOutputStream(file.toPath());
        }

        @Override
        public Scanner newScanner(File folder) {
            DirectoryScanner scanner = new DirectoryScanner();
            scanner.setBasedir(folder);
            return scanner;
        }

        @Override
        public Scanner newDeleteScanner(File folder) {
            return newScanner(folder);
        }

        @Override
        public Scanner newScanner(File folder, boolean ignoreDelta) {
            return newScanner(folder);
        }

        @Override
        public boolean isIncremental() {
            return true;
        }

        @Override
        public void setValue(String key, Object value) {}

        @Override
        public @Nullable Object getValue(String key) {
            return null;
        }

        @Override
        public void addWarning(File file, int line, int column, String message, @Nullable Throwable cause) {
            addMessage(file, line, column, message, SEVERITY_WARNING, cause);
        }

        @Override
        public void addError(File file, int line, int column, String message, @Nullable Throwable cause) {
            addMessage(file, line, column, message, SEVERITY_ERROR, cause);
        }

        @Override
        public void addMessage(
                File file, int line, int column, String message, int severity, @Nullable Throwable cause) {
            markers.add(new Marker(file, line, column, message, severity));
        }

        @Override
        public void removeMessages(File file) {
            markers.removeIf(marker -> marker.file().equals(file));
        }

        @Override
        public boolean isUptodate(File target, File source) {
            return false;
        }
    }
}
