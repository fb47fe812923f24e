package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;

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

        /**
         * @param why lower case, for the user: {@code no such file}, {@code it is not UTF-8}
         * @param flaw of a file that is there
         */
        record Unreadable(String why, Optional<Flaw> flaw) implements Loaded {
            public Unreadable(String why) {
                this(why, Optional.empty());
            }
        }

        /** The path lies within reach as it is written, but a link on it leads elsewhere. */
        record Outside() implements Loaded {}
    }

    /**
     * What is wrong in a file that is there.
     *
     * @param at the first place that cannot be read; empty where the file as a whole is meant
     * @param help the way out
     */
    record Flaw(Optional<Span> at, String help) {}
}
