package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.source.SourceFile;
import java.util.List;

/** How the compiler gets at other files; it never touches the file system itself. */
@FunctionalInterface
public interface SourceLoader {
    /** @param path as {@code importer}'s folder and the path written there give it, normalised, {@code /} between folders */
    Loaded load(String path);

    /** Names of the files beside the one of that path, for suggestions; none where they are not to be known. */
    default List<String> beside(String path) {
        return List.of();
    }

    /** What paths may be asked for. */
    default Reach reach() {
        return Reach.PROJECT;
    }

    /** How far imports and tables may lead. */
    enum Reach {
        /** The folder of the file that is compiled, and what lies beneath it. */
        PROJECT,
        /** Everything that the loader can read. */
        ANYWHERE
    }

    sealed interface Loaded {
        record Found(SourceFile file) implements Loaded {}

        /** @param why lower case, for the user: {@code no such file}, {@code not UTF-8} */
        record Unreadable(String why) implements Loaded {}

        /** The path lies within reach as it is written, but a link on it leads elsewhere. */
        record Outside() implements Loaded {}
    }
}
