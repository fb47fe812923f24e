package dev.mailflow.maven;

import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.PolicySource;
import java.util.List;

/**
 * A policy of the build and what the compiler found.
 *
 * @param path relative to the module, {@code /} between folders
 * @param folder that it lies in, relative to the source directory; empty at its top
 * @param read itself, its imports and its tables, in the order in which they were read; empty if it could not be read
 */
record CompiledPolicy(String path, String folder, List<SourceFile> read, CompileResult result) {
    CompiledPolicy {
        read = List.copyOf(read);
    }

    /** {@code contoso} of {@code src/main/mailflow/contoso.mailflow}. */
    String name() {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.endsWith(PolicySources.ENDING)
                ? name.substring(0, name.length() - PolicySources.ENDING.length())
                : name;
    }

    /** Tests ask for it by its path beneath the source directory. */
    PolicySource source() {
        return new PolicySource(Places.join(folder, path.substring(path.lastIndexOf('/') + 1)), path, result.tests());
    }
}
