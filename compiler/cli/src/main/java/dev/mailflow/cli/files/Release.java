package dev.mailflow.cli.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which mailflow this is; the build writes it down. */
public final class Release {
    private Release() {}

    /** As in {@code 0.1.0}. */
    public static String number() {
        return property("version");
    }

    /** Where the pages of the codes are published; the name of the page follows. */
    public static String documentation() {
        return property("documentation");
    }

    private static String property(String name) {
        Properties properties = new Properties();
        try (InputStream in = Release.class.getResourceAsStream("/dev/mailflow/cli/version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty(name, "unknown");
    }
}
