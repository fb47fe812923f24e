package dev.mailflow.cli;

import dev.mailflow.cli.files.FirstPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What runs while the JVM takes down which classes a short run needs: policies without mistakes and one with a mistake are
 * checked, and nothing is printed or written.
 */
public final class Rehearsal {
    private static final String WITH_A_MISTAKE = "language 1\nfrom onprm to office365 require tls\n";

    private Rehearsal() {}

    /** @param arguments policies without mistakes, beside the one of {@code mailflow init} */
    public static void main(String[] arguments) {
        expect(ExitCode.GOOD, FirstPolicy.text(), "-");
        for (String policy : arguments) {
            expect(ExitCode.GOOD, "", policy);
        }
        expect(ExitCode.FINDINGS, WITH_A_MISTAKE, "-");
    }

    private static void expect(int code, String input, String file) {
        Terminal process = Terminal.ofProcess();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Terminal quiet = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                out,
                out,
                Path.of("").toAbsolutePath(),
                Map.of(),
                process.outDisplay(),
                process.errDisplay(),
                action -> {});
        int found = Main.run(quiet, "check", file);
        if (found != code) {
            throw new IllegalStateException(file + ": " + found + "\n" + said.toString(StandardCharsets.UTF_8));
        }
    }
}
