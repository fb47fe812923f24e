package dev.mailflow.cli;

import dev.mailflow.cli.render.Page;
import dev.mailflow.cli.render.Style;
import java.io.FileDescriptor;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * All that a command knows of the world it runs in.
 *
 * @param out what was asked for
 * @param err what went wrong, and what is only for people
 * @param folder that relative paths start from
 * @param inDisplay what {@code in} is connected to; a screen has a keyboard
 * @param outDisplay what {@code out} is connected to
 * @param errDisplay what {@code err} is connected to
 * @param whenHungUp takes what is to be done at each SIGHUP; where the platform has none, never
 * @param whenStopped takes what is to be done when the process is asked to end (SIGTERM, SIGINT)
 * @param nanoTime as {@link System#nanoTime}, for how long something took
 */
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Path folder,
        Map<String, String> environment,
        Display inDisplay,
        Display outDisplay,
        Display errDisplay,
        Consumer<Runnable> whenStopped,
        Consumer<Runnable> whenHungUp,
        LongSupplier nanoTime) {
    private static final int DEFAULT_WIDTH = 100;

    /** Of a screen that does not say how wide it is: none is narrower, and what is cut by a wider one is little. */
    private static final int SCREEN_WIDTH = 80;

    private static final int NARROWEST = 40;
    private static final int WIDEST = 500;

    public Terminal {
        environment = Map.copyOf(environment);
    }

    /** Of a world without SIGHUP, where nobody types. */
    public Terminal(
            InputStream in,
            PrintStream out,
            PrintStream err,
            Path folder,
            Map<String, String> environment,
            Display outDisplay,
            Display errDisplay,
            Consumer<Runnable> whenStopped) {
        this(
                in,
                out,
                err,
                folder,
                environment,
                Display.FILE,
                outDisplay,
                errDisplay,
                whenStopped,
                action -> {},
                System::nanoTime);
    }

    /** What a stream is connected to. */
    public enum Display {
        SCREEN,
        FILE
    }

    /** Whether to colour, as the user says it. */
    public enum Colour {
        AUTO,
        ALWAYS,
        NEVER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The process's own streams, always in UTF-8: a policy is UTF-8, and so is what is said of it, whatever the locale.
     */
    static Terminal ofProcess(Outlet out) {
        return new Terminal(
                System.in,
                stream(out),
                stream(new Outlet(FileDescriptor.err)),
                Path.of("").toAbsolutePath(),
                System.getenv(),
                display("mailflow.stdin"),
                display("mailflow.stdout"),
                display("mailflow.stderr"),
                Terminal::onShutdown,
                HangUp::handle,
                System::nanoTime);
    }

    private static PrintStream stream(Outlet outlet) {
        return new PrintStream(outlet, true, StandardCharsets.UTF_8);
    }

    private static void onShutdown(Runnable action) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            action.run();
                            // Being asked to stop and stopping is success, not the 143 of a killed process.
                            Runtime.getRuntime().halt(ExitCode.GOOD);
                        },
                        "mailflow-stop"));
    }

    /** The launcher asks the shell about each stream; without it Java knows only of all streams together. */
    private static Display display(String property) {
        String told = System.getProperty(property, "");
        if (!told.isEmpty()) {
            return told.equals("screen") || told.equals("keyboard") ? Display.SCREEN : Display.FILE;
        }
        if (System.console() == null) {
            return Display.FILE;
        }
        try {
            // From Java 22 on there is a console without a terminal too, and this method to tell.
            Object terminal = java.io.Console.class.getMethod("isTerminal").invoke(System.console());
            return Boolean.TRUE.equals(terminal) ? Display.SCREEN : Display.FILE;
        } catch (NoSuchMethodException e) {
            return Display.SCREEN;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return Display.FILE;
        }
    }

    Style outStyle(Colour colour) {
        return style(colour, outDisplay);
    }

    Style errStyle(Colour colour) {
        return style(colour, errDisplay);
    }

    /** The user's word first; then NO_COLOR (no-color.org: set and not empty) and a terminal that can only type. */
    private Style style(Colour colour, Display display) {
        boolean coloured = switch (colour) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                display == Display.SCREEN
                        && environment.getOrDefault("NO_COLOR", "").isEmpty()
                        && !environment.getOrDefault("TERM", "").equals("dumb");
        };
        return coloured ? Style.COLOURED : Style.PLAIN;
    }

    Page outPage(Colour colour) {
        return page(outStyle(colour), outDisplay);
    }

    Page errPage(Colour colour) {
        return page(errStyle(colour), errDisplay);
    }

    /** Sentences go round on a screen, and stay whole in a file. */
    private Page page(Style style, Display display) {
        return new Page(style, width(), display == Display.SCREEN ? Page.Prose.WRAPPED : Page.Prose.WHOLE);
    }

    private boolean isScreen() {
        return outDisplay == Display.SCREEN || errDisplay == Display.SCREEN;
    }

    /** Columns: {@code COLUMNS} where it is set, as the launcher does for a screen. */
    int width() {
        String columns = environment.getOrDefault("COLUMNS", "");
        if (columns.isEmpty() || !columns.matches("[1-9][0-9]{0,3}")) {
            return isScreen() ? SCREEN_WIDTH : DEFAULT_WIDTH;
        }
        return Math.max(NARROWEST, Math.min(WIDEST, Integer.parseInt(columns)));
    }
}
