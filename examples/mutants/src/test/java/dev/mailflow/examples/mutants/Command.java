package dev.mailflow.examples.mutants;

import dev.mailflow.cli.Mailflow;
import dev.mailflow.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What one run of {@code mailflow} came to.
 *
 * @param printed on either stream
 */
record Command(int code, String printed) {
    /** Runs it in a folder, in this process. */
    static Command run(Path folder, List<String> arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                stream,
                stream,
                folder,
                Map.of(),
                Terminal.Display.FILE,
                Terminal.Display.FILE,
                action -> {});
        int code = Mailflow.run(terminal, arguments.toArray(String[]::new));
        return new Command(code, printed.toString(StandardCharsets.UTF_8));
    }
}
