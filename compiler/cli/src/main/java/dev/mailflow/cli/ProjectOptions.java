package dev.mailflow.cli;

import dev.mailflow.compiler.resolve.SourceLoader.Reach;
import picocli.CommandLine.Option;

/** How far a policy may reach; a picocli mixin of the commands that compile one. */
final class ProjectOptions {
    @Option(names = "--allow-outside", description = "Let imports and tables lie outside of the policy's folder.")
    private boolean allowOutside;

    Reach reach() {
        return allowOutside ? Reach.ANYWHERE : Reach.PROJECT;
    }
}
