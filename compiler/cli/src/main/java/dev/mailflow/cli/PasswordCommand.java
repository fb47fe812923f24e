package dev.mailflow.cli;

import dev.mailflow.relay.smtp.PasswordLine;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mailflow password}: a line for the file of those who may submit mail to a relay. */
@Command(
        name = "password",
        header = "Prints a line for a relay's password file.",
        description = {
            "Asks for the password on the terminal, where it is not shown; where standard input is no terminal its first"
                    + " line is the password. It is never an argument, which others on the machine could see. The file is"
                    + " the one that the overlay's `submission.users` names."
        },
        footer = {"", "Example: mailflow password ann@contoso.com >> users"})
final class PasswordCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final Common common;

    @Parameters(paramLabel = "USER", description = "Whom the relay shall know by it.")
    private String user = "";

    PasswordCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new Common(terminal);
    }

    @Override
    public Integer call() {
        try {
            Optional<Keyboard> keyboard = Keyboard.of(terminal);
            char[] password =
                    keyboard.isPresent() ? keyboard.get().newPassword() : PasswordLine.firstLine(terminal.in());
            terminal.out().println(PasswordLine.of(user, password));
            return ExitCode.GOOD;
        } catch (IOException | IllegalArgumentException e) {
            common.complain(String.valueOf(e.getMessage()));
            return ExitCode.FAILED;
        }
    }
}
