package dev.mailflow.cli.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The policies below a folder that the user named in place of files. */
public final class PolicyFolder {
    static final String ENDING = ".mailflow";

    private PolicyFolder() {}

    /**
     * The name itself if it is no folder; else the files below it, hidden folders left out, in the order of their names.
     *
     * @param start that relative names start from
     */
    public static List<String> files(Path start, String name) {
        Path folder;
        try {
            folder = start.resolve(name);
        } catch (InvalidPathException e) {
            return List.of(name);
        }
        if (name.equals(PolicyFiles.STANDARD_INPUT) || !Files.isDirectory(folder)) {
            return List.of(name);
        }
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(path -> path.toString().endsWith(ENDING) && !hidden(path))
                    .map(path -> join(name, path.toString().replace('\\', '/')))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // Reading the folder's name as a file tells the user why it cannot be read.
            return List.of(name);
        }
    }

    private static boolean hidden(Path path) {
        for (Path part : path) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    static String join(String folder, String path) {
        if (folder.equals(".")) {
            return path;
        }
        return folder.endsWith("/") ? folder + path : folder + "/" + path;
    }
}
