package dev.mailflow.cli;

import dev.mailflow.cli.files.FirstPolicy;
import dev.mailflow.cli.files.PolicyFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What runs while the JVM takes down which classes a short run needs: policies without mistakes and one with a mistake are
 * checked. Nothing is printed, and nothing written but a file in the folder for temporary ones, which is deleted.
 */
public final class Rehearsal {
    private static final String WITH_A_MISTAKE = "language 1\nfrom onprm to office365 require tls\n";

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        expect(ExitCode.GOOD, FirstPolicy.text(), PolicyFiles.STANDARD_INPUT);
        // Most policies are files: reading one takes classes too.
        Path file = Files.createTempFile("mailflow", ".mailflow");
        try (InputStream example = Objects.requireNonNull(Rehearsal.class.getResourceAsStream("input.mailflow"))) {
            Files.write(file, example.readAllBytes());
            expect(ExitCode.GOOD, "", file.toString());
        } finally {
            Files.delete(file);
        }
        expect(ExitCode.FINDINGS, WITH_A_MISTAKE, PolicyFiles.STANDARD_INPUT);
    }

    private static void expect(int code, String input, String file) {
        Terminal process = Terminal.ofProcess(new Outlet(FileDescriptor.out));
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
            throw new IllegalStateException(found + "\n" + said.toString(StandardCharsets.UTF_8));
        }
    }
}
