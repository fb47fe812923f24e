package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.source.SourceFile;

/** How the compiler gets at other files; it never touches the file system itself. */
@FunctionalInterface
public interface SourceLoader {
    /** @param path as {@code importer}'s folder and the path written there give it, normalised, {@code /} between folders */
    Loaded load(String path);

    sealed interface Loaded {
        record Found(SourceFile file) implements Loaded {}

        /** @param why lower case, for the user: {@code no such file}, {@code not UTF-8} */
        record Unreadable(String why) implements Loaded {}
    }
}
