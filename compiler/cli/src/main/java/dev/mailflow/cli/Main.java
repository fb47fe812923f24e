package dev.mailflow.cli;

/** Where the process begins and ends. */
public final class Main {
    private Main() {}

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        int code = Mailflow.run(terminal, arguments);
        terminal.out().flush();
        terminal.err().flush();
        System.exit(code);
    }
}
