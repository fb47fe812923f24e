package dev.mailflow.cli;

import dev.mailflow.cli.files.Release;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} answers. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"mailflow " + Release.number()};
    }
}
