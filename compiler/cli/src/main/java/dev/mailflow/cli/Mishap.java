package dev.mailflow.cli;

import dev.mailflow.cli.files.Release;
import java.util.List;
import java.util.function.IntSupplier;

/** Mistakes of our own: one line for everyone, the rest for those who ask. */
final class Mishap {
    private Mishap() {}

    /** Runs a command; never throws. */
    static int guard(Terminal terminal, IntSupplier command, String... arguments) {
        try {
            int code = command.getAsInt();
            return terminal.out().checkError() || terminal.err().checkError() ? ExitCode.FAILED : code;
        } catch (RuntimeException | Error e) {
            return tell(terminal, e, arguments);
        }
    }

    static int tell(Terminal terminal, Throwable exception, String... arguments) {
        terminal.err()
                .println("mailflow " + Release.number() + " stopped because of a mistake of its own ("
                        + exception.getClass().getSimpleName()
                        + "); run it again with --debug and report the output with the policy");
        if (List.of(arguments).contains("--debug")) {
            exception.printStackTrace(terminal.err());
        }
        return ExitCode.FAILED;
    }
}
