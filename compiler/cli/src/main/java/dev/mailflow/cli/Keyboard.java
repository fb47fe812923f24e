package dev.mailflow.cli;

import dev.mailflow.relay.smtp.PasswordLine;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Where a person types what nobody shall see. */
final class Keyboard {
    private final Reading reading;

    Keyboard(Reading reading) {
        this.reading = reading;
    }

    /** One way to read a line that is not shown. */
    interface Reading {
        char[] read(String prompt) throws IOException;
    }

    /**
     * That of this process: Java's console, which there is only where the output is a screen too; else the terminal that is standard
     * input, as for {@code … >> users}. Empty if standard input is something else.
     */
    static Optional<Keyboard> of(Terminal terminal) {
        Console console = System.console();
        if (console != null && isTerminal(console)) {
            return Optional.of(new Keyboard(console::readPassword));
        }
        return isStandardInput() ? Optional.of(new Keyboard(prompt -> readUnseen(terminal, prompt))) : Optional.empty();
    }

    /** Asks twice, for nobody sees a slip. */
    char[] newPassword() throws IOException {
        char[] password = reading.read("Password: ");
        char[] again = reading.read("Again: ");
        if (!Arrays.equals(password, again)) {
            throw new IOException("the two passwords differ");
        }
        return password;
    }

    private static boolean isTerminal(Console console) {
        try {
            // From Java 22 on there is a console without a terminal too, and this method to tell.
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    private static boolean isStandardInput() {
        try {
            String input = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
            return input.startsWith("/dev/pts/") || input.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static char[] readUnseen(Terminal terminal, String prompt) throws IOException {
        Thread restore = new Thread(() -> stty("echo"));
        Runtime.getRuntime().addShutdownHook(restore);
        if (!stty("-echo")) {
            throw new IOException("the password would be seen; pass it by a pipe");
        }
        try {
            terminal.err().print(prompt);
            terminal.err().flush();
            return PasswordLine.firstLine(terminal.in());
        } finally {
            stty("echo");
            Runtime.getRuntime().removeShutdownHook(restore);
            terminal.err().println();
        }
    }

    private static boolean stty(String setting) {
        try {
            return new ProcessBuilder("stty", setting)
                            .redirectInput(new File("/dev/tty"))
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
