package dev.mailflow.cli.files;

import dev.mailflow.compiler.driver.Compiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
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

    /**
     * Tells one build of mailflow from another; empty where that cannot be told. A version that was released is one build; of
     * one in the making the jar that holds everything is, as long as nobody replaces it.
     */
    public static Optional<String> build() {
        String number = number();
        if (!number.endsWith("-SNAPSHOT") && !number.equals("unknown")) {
            return Optional.of(number);
        }
        CodeSource own = Release.class.getProtectionDomain().getCodeSource();
        CodeSource core = Compiler.class.getProtectionDomain().getCodeSource();
        if (own == null
                || core == null
                || own.getLocation() == null
                || !own.getLocation().equals(core.getLocation())) {
            return Optional.empty();
        }
        try {
            Path jar = Path.of(own.getLocation().toURI());
            return Files.isRegularFile(jar)
                    ? Optional.of(number + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar))
                    : Optional.empty();
        } catch (URISyntaxException | IOException | RuntimeException e) {
            return Optional.empty();
        }
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
