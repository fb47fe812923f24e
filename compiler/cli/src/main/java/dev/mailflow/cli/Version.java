package dev.mailflow.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which mailflow this is; the build writes it down. */
final class Version implements IVersionProvider {
    static String number() {
        return property("version");
    }

    /** Where the pages of the codes are published; the name of the page follows. */
    static String documentation() {
        return property("documentation");
    }

    private static String property(String name) {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty(name, "unknown");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"mailflow " + number()};
    }
}
