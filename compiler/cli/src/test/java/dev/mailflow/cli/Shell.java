package dev.mailflow.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Runs commands in a folder, with streams of its own and an environment that holds nothing but what the test says. */
final class Shell {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private Terminal.Display outDisplay = Terminal.Display.FILE;
    private Terminal.Display inDisplay = Terminal.Display.FILE;
    private Terminal.Display errDisplay = Terminal.Display.FILE;
    private Consumer<Runnable> whenStopped = action -> {};
    private Consumer<Runnable> whenHungUp = action -> {};

    Shell(Path folder) {
        this.folder = folder;
    }

    /** How a run ended. */
    record Run(int code, String out, String err) {
        /** Both streams and the exit code, as golden files keep them. */
        String transcript() {
            return (out.isEmpty() ? "" : out) + (err.isEmpty() ? "" : "-- standard error --\n" + err) + "-- exit "
                    + code + " --\n";
        }
    }

    Shell input(String text) {
        input = text;
        return this;
    }

    /** Somebody types the input. */
    Shell atKeyboard() {
        inDisplay = Terminal.Display.SCREEN;
        return this;
    }

    Shell environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Shell onScreen() {
        outDisplay = Terminal.Display.SCREEN;
        return errorsOnScreen();
    }

    /** As behind a pipe. */
    Shell errorsOnScreen() {
        errDisplay = Terminal.Display.SCREEN;
        return this;
    }

    Shell whenStopped(Consumer<Runnable> taker) {
        whenStopped = taker;
        return this;
    }

    Shell whenHungUp(Consumer<Runnable> taker) {
        whenHungUp = taker;
        return this;
    }

    Run run(String... arguments) {
        return run(Main::run, arguments);
    }

    /** As {@link #run}, without the short way for lines that are typed often. */
    Run runTheLongWay(String... arguments) {
        return run(Mailflow::run, arguments);
    }

    private interface Way {
        int run(Terminal terminal, String... arguments);
    }

    private Run run(Way way, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = way.run(terminal(out, err), arguments);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A clock by which everything takes a thousandth of a second and a half: reports are the same each time. */
    private static LongSupplier ticks() {
        AtomicLong now = new AtomicLong();
        return () -> now.addAndGet(1_500_000);
    }

    Terminal terminal(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                folder,
                environment,
                inDisplay,
                outDisplay,
                errDisplay,
                whenStopped,
                whenHungUp,
                ticks());
    }
}
