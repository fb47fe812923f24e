package dev.mailflow.cli;

import java.io.FileDescriptor;
import java.util.Optional;

/** Where the process begins and ends. */
public final class Main {
    private Main() {}

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) {
        Outlet out = new Outlet(FileDescriptor.out);
        Terminal terminal = Terminal.ofProcess(out);
        Optional<CheckCommand> check = CheckCommand.ofFiles(terminal, arguments);
        int code = run(terminal, check, arguments);
        terminal.out().flush();
        Optional<String> trouble = out.trouble();
        if (trouble.isPresent()) {
            terminal.err().println("error: standard output cannot be written to: " + trouble.get());
        }
        terminal.err().flush();
        // A check leaves no thread behind. To exit, from JDK 21 on, looks into the jar for somebody who logs it: a
        // tenth of a run.
        if (check.isEmpty() || code != ExitCode.GOOD) {
            System.exit(code);
        }
    }

    /**
     * As {@link Mailflow#run}, but what is typed most is understood without picocli, whose reading of its annotations takes
     * longer than the check of a policy.
     */
    static int run(Terminal terminal, String... arguments) {
        return run(terminal, CheckCommand.ofFiles(terminal, arguments), arguments);
    }

    private static int run(Terminal terminal, Optional<CheckCommand> check, String... arguments) {
        return check.isPresent()
                ? Mishap.guard(terminal, check.get()::call, arguments)
                : Mailflow.run(terminal, arguments);
    }
}
