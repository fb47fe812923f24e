package dev.mailflow.cli;

import dev.mailflow.cli.render.Style;
import dev.mailflow.cli.render.Wrapped;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code mailflow}: what its subcommands have in common. */
@Command(
        name = "mailflow",
        header = "Checks, explains, tests and compiles mail flow policies.",
        versionProvider = Version.class,
        subcommands = HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 good, 1 the tool could not do its work, 2 wrong command line, 3 the policy has errors, or what"
                    + " was asked is not so: a test failed, a claim is refuted, something differs, a next hop will not do."
        })
public final class Mailflow implements Runnable {
    private static final int HELP_WIDTH = 90;

    /** Picocli writes no help in fewer columns. */
    private static final int NARROWEST_HELP = 55;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    private boolean versionAsked;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean helpAsked;

    private Mailflow() {}

    /** The subcommands in the order in which help shows them. */
    static List<Object> commands(Terminal terminal) {
        return List.of(
                new InitCommand(terminal),
                new CheckCommand(terminal),
                new AdviseCommand(terminal),
                new FmtCommand(terminal),
                new ExplainCommand(terminal),
                new TestCommand(terminal),
                new ProveCommand(terminal),
                new DiffCommand(terminal),
                new CompileCommand(terminal),
                new EmitCommand(terminal),
                new PlanCommand(terminal),
                new ImportCommand(terminal),
                new RelayCommand(terminal),
                new QueueCommand(terminal),
                new ProbeCommand(terminal),
                new PasswordCommand(terminal),
                new CompletionCommand(terminal));
    }

    /** Runs one command line. Never exits the process and never throws. */
    public static int run(Terminal terminal, String... arguments) {
        return Mishap.guard(
                terminal,
                () -> commandLine(terminal, asked(terminal, arguments)).execute(arguments),
                arguments);
    }

    /** The whole tree of commands, for running and for the test of its help texts. */
    static CommandLine commandLine(Terminal terminal) {
        return commandLine(terminal, commands(terminal));
    }

    /** The one command that is asked for: to describe all of them to picocli takes a good part of a short run. */
    private static List<Object> asked(Terminal terminal, String... arguments) {
        List<Object> all = commands(terminal);
        return all.stream()
                .filter(command -> arguments.length > 0 && nameOf(command).equals(arguments[0]))
                .filter(command -> !(command instanceof CompletionCommand))
                .findFirst()
                .map(List::of)
                .orElse(all);
    }

    /** What a command is called, without a look at its annotation. */
    static String nameOf(Object command) {
        return command.getClass().getSimpleName().replace("Command", "").toLowerCase(Locale.ROOT);
    }

    private static CommandLine commandLine(Terminal terminal, List<Object> commands) {
        CommandLine line = new CommandLine(new Mailflow());
        commands.forEach(
                command -> line.addSubcommand(command instanceof QueueCommand queue ? queue.withActions() : command));
        Objects.requireNonNull(line.getSubcommands().get("help"))
                .getCommandSpec()
                .usageMessage()
                .header("Shows the help of a command.")
                .description("Without a command: what there is.")
                .customSynopsis("mailflow help [COMMAND]");
        // Asked for by everyone who types `mailflow help`, but first in no list.
        line.setOut(new PrintWriter(terminal.out(), true));
        line.setErr(new PrintWriter(terminal.err(), true));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        line.setExpandAtFiles(false);
        int width = Math.max(NARROWEST_HELP, Math.min(HELP_WIDTH, terminal.width()));
        line.setUsageHelpWidth(width);
        Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> footer(help, width));
        line.setHelpSectionMap(sections);
        boolean coloured = terminal.outStyle(Terminal.Colour.AUTO) == Style.COLOURED;
        line.setColorScheme(CommandLine.Help.defaultColorScheme(coloured ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler((exception, given) -> usage(terminal, exception));
        line.setExecutionExceptionHandler((exception, command, parsed) ->
                Mishap.tell(terminal, exception, parsed.originalArgs().toArray(String[]::new)));
        return line;
    }

    /** Sentences are wrapped; examples are there to be copied and stay as they are. */
    private static String footer(CommandLine.Help help, int width) {
        return Arrays.stream(help.commandSpec().usageMessage().footer())
                .flatMap(line -> line.startsWith("Example") || line.startsWith(" ")
                        ? Stream.of(line)
                        : Wrapped.lines(line, width).stream())
                .map(line -> line + System.lineSeparator())
                .collect(Collectors.joining());
    }

    /** Without a command: what there is, as a wrong command line. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    private static int usage(Terminal terminal, ParameterException exception) {
        PrintWriter err = exception.getCommandLine().getErr();
        Style style = terminal.errStyle(Terminal.Colour.AUTO);
        err.println(style.paint(Style.Tone.ERROR, "error") + ": " + Misuse.words(exception));
        err.println("try `" + exception.getCommandLine().getCommandSpec().qualifiedName() + " --help`");
        err.flush();
        return ExitCode.USAGE;
    }
}
