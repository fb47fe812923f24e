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
        int code = run(terminal, arguments);
        terminal.out().flush();
        Optional<String> trouble = out.trouble();
        if (trouble.isPresent()) {
            terminal.err().println("error: standard output cannot be written to: " + trouble.get());
        }
        terminal.err().flush();
        System.exit(code);
    }

    /**
     * As {@link Mailflow#run}, but what is typed most is understood without picocli, whose reading of its annotations takes
     * longer than the check of a policy.
     */
    static int run(Terminal terminal, String... arguments) {
        Optional<CheckCommand> check = CheckCommand.ofFiles(terminal, arguments);
        return check.isPresent()
                ? Mishap.guard(terminal, check.get()::call, arguments)
                : Mailflow.run(terminal, arguments);
    }
}
