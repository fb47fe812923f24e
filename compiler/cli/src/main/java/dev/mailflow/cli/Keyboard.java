package dev.mailflow.cli;

import dev.mailflow.relay.smtp.PasswordLine;
import java.io.Console;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a person types what nobody shall see. */
final class Keyboard {
    /** What Java's console puts for octets that it cannot read; two passwords would be alike by it. */
    private static final char REPLACEMENT = '\uFFFD';

    private final Reading reading;

    Keyboard(Reading reading) {
        this.reading = reading;
    }

    /** One way to read a line that is not shown. */
    interface Reading {
        /** @return nothing if the input ended before a line, as by Ctrl-D */
        char @Nullable [] read(String prompt) throws IOException;
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
        return isStandardInput(System.getProperty("mailflow.stdin", ""))
                ? Optional.of(new Keyboard(prompt -> readUnseen(terminal, prompt)))
                : Optional.empty();
    }

    /** Asks twice, for nobody sees a slip. */
    char[] newPassword() throws IOException {
        char[] password = typed("Password: ");
        char[] again = typed("Again: ");
        if (!Arrays.equals(password, again)) {
            throw new IOException("the two passwords differ");
        }
        return password;
    }

    private char[] typed(String prompt) throws IOException {
        char[] typed = reading.read(prompt);
        if (typed == null) {
            throw new IOException("the input ended before there was a password");
        }
        if (new String(typed).indexOf(REPLACEMENT) >= 0) {
            throw new IOException("what was typed is not in the terminal's character set");
        }
        return typed;
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

    /**
     * Whether standard input is a terminal.
     *
     * @param told what the launcher asked the shell; without it {@code stty} is asked, which there is wherever a terminal can be kept
     *     from showing what is typed
     */
    static boolean isStandardInput(String told) {
        return told.isEmpty() ? stty("-g") : told.equals("keyboard");
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

    /** Of the terminal that is standard input; false if that is none. */
    private static boolean stty(String setting) {
        try {
            return new ProcessBuilder("stty", setting)
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
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
