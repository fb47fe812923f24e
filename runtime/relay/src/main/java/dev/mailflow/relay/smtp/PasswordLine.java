package dev.mailflow.relay.smtp;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes a line of the password file that {@code submission.users} names. The password is asked for on the terminal, where it is not
 * shown, or read from standard input; never from an argument, which other users of the machine and the shell's history would see.
 */
public final class PasswordLine {
    /** For people. */
    static final String COMMAND = "`java -cp mailflow.jar " + PasswordLine.class.getName() + " USER`";

    /** A guess costs as much as a login: some tenths of a second of CPU. */
    static final int ITERATIONS = 600_000;

    private static final int GOOD = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    /** Octets of a password; more is a file that was meant for something else. */
    private static final int LONGEST = 1000;

    private PasswordLine() {}

    /**
     * The line of a user, without its end.
     *
     * @throws IllegalArgumentException if there can be no such user, or the password is empty or holds NUL, which AUTH cannot say
     *     (RFC 4616 2)
     */
    public static String of(String user, char[] password) {
        if (!Users.isName(user)) {
            throw new IllegalArgumentException("`" + user + "` cannot be a user's name: it is not empty, has no colon"
                    + " and no blank in it, and does not begin with #");
        }
        if (password.length == 0 || new String(password).indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a password is not empty and has no NUL in it");
        }
        return user + ":" + PasswordHash.of(password, ITERATIONS);
    }

    /**
     * Asks for a password on the terminal, where the given stream is the process's own input and that is one; else the stream's first
     * line is it.
     */
    public static char[] ask(InputStream in) throws IOException {
        Optional<Prompt> terminal = in == System.in ? console() : Optional.empty();
        return terminal.isPresent() ? terminal.get().ask() : firstLine(in);
    }

    /** The user's name. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), console(), System.in, System.out, System.err));
    }

    /** @param terminal where the password is asked for; empty: it comes from {@code in} */
    static int run(
            List<String> arguments, Optional<Prompt> terminal, InputStream in, PrintStream out, PrintStream err) {
        if (arguments.size() != 1 || arguments.get(0).startsWith("-")) {
            err.println(
                    arguments.size() > 1
                            ? "error: one user's name is wanted; a password is never an argument"
                            : "error: name a user");
            err.println(
                    "usage: " + COMMAND + " prints a line for the file that `submission.users` names; the password is"
                            + " asked for, or is the first line of standard input");
            return USAGE;
        }
        try {
            char[] password = terminal.isPresent() ? terminal.get().ask() : firstLine(in);
            out.println(of(arguments.get(0), password));
            Arrays.fill(password, ' ');
            return GOOD;
        } catch (IOException | IllegalArgumentException e) {
            err.println("error: " + e.getMessage());
            return FAILED;
        }
    }

    /** Who asks for a password. */
    interface Prompt {
        char[] ask() throws IOException;
    }

    private static char[] firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            if (line.size() == LONGEST) {
                throw new IOException("the first line of standard input is too long for a password");
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return (text.endsWith("\r") ? text.substring(0, text.length() - 1) : text).toCharArray();
    }

    /** Java's console where there is one: not where the line goes into a file, though the keyboard is there all the same. */
    private static Optional<Prompt> console() {
        Console console = System.console();
        if (console != null && isTerminal(console)) {
            return Optional.of(() -> twice(console::readPassword));
        }
        return isKeyboard() ? Optional.of(() -> twice(PasswordLine::readUnseen)) : Optional.empty();
    }

    /** One way to read a password. */
    interface Reading {
        char[] read(String prompt) throws IOException;
    }

    static char[] twice(Reading reading) throws IOException {
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

    private static boolean isKeyboard() {
        try {
            String input = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
            return input.startsWith("/dev/pts/") || input.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static char[] readUnseen(String prompt) throws IOException {
        Thread restore = new Thread(() -> stty("echo"));
        Runtime.getRuntime().addShutdownHook(restore);
        if (!stty("-echo")) {
            throw new IOException("the password would be seen; pass it by a pipe");
        }
        try {
            System.err.print(prompt);
            System.err.flush();
            return firstLine(System.in);
        } finally {
            stty("echo");
            Runtime.getRuntime().removeShutdownHook(restore);
            System.err.println();
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
