package dev.mailflow.cli;

import dev.mailflow.compiler.resolve.Suggestions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in the words that diagnostics use. */
final class Misuse {
    /** What picocli says of a word that is none of a list; {@code '--format'}, or {@code (SHELL)} behind a number. */
    private static final Pattern CHOICE =
            Pattern.compile("Invalid value for (?:option '([^']+)'|[^(:]*\\(([^)]+)\\)).*:"
                    + " expected one of \\[([^]]*)].* but was '(.*)'");

    /** What picocli says of an option that is the last word, and of one before another option. */
    private static final Pattern WITHOUT_VALUE =
            Pattern.compile("(?:Missing required|Expected) parameter for option.*", Pattern.DOTALL);

    /** What picocli says of a value behind {@code =} where an option takes none. */
    private static final Pattern SWITCH =
            Pattern.compile("Invalid value for option '([^']+)': '(.*)' is not a boolean", Pattern.DOTALL);

    /** What picocli's own {@code help} says of what is no command. */
    private static final Pattern SUBCOMMAND = Pattern.compile("Unknown subcommand '(.*)'\\.", Pattern.DOTALL);

    private Misuse() {}

    /** Where to write; what a variable that was never set leaves behind is no folder. */
    static Path outputFolder(CommandLine line, Path current, String named) {
        if (named.isBlank()) {
            throw new ParameterException(line, "`--output` is empty: name a folder; `.` is this one");
        }
        return current.resolve(named);
    }

    static String words(ParameterException exception) {
        if (exception instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(unmatched);
        }
        String message = String.valueOf(exception.getMessage());
        if (exception instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing(missing.getMissing().get(0), message);
        }
        if (exception instanceof OverwrittenOptionException twice) {
            return "`" + name(twice.getOverwritten()) + "` stands there twice";
        }
        Matcher option = SWITCH.matcher(message);
        if (option.matches()) {
            return "`" + option.group(1) + "` takes no value: it is there or not, and `=" + option.group(2)
                    + "` is too much";
        }
        Matcher subcommand = SUBCOMMAND.matcher(message);
        if (subcommand.matches()) {
            return near(
                    "there is no command `" + subcommand.group(1) + "`",
                    subcommand.group(1),
                    exception.getCommandLine().getSubcommands().keySet());
        }
        Matcher choice = CHOICE.matcher(message);
        return choice.matches() ? choice(choice) : message;
    }

    /** {@code `--format` takes pretty or json, not `xml`}. */
    private static String choice(Matcher choice) {
        String what = choice.group(1) == null ? choice.group(2) : "`" + choice.group(1) + "`";
        // Picocli lists the names of constants; users write the words in small letters.
        List<String> words =
                Arrays.asList(choice.group(3).toLowerCase(Locale.ROOT).split(", "));
        String last = words.get(words.size() - 1);
        String others = String.join(", ", words.subList(0, words.size() - 1));
        return what + " takes " + (others.isEmpty() ? last : others + " or " + last) + ", not `" + choice.group(4)
                + "`";
    }

    /** {@code FILE is missing: the policy; - is standard input}. */
    private static String missing(ArgSpec argument, String message) {
        String what = Arrays.stream(argument.description()).limit(1).collect(Collectors.joining());
        String about = what.isEmpty()
                ? ""
                : ": " + what.substring(0, 1).toLowerCase(Locale.ROOT)
                        + what.substring(1).replaceFirst("\\.$", "");
        if (!argument.isOption()) {
            return argument.paramLabel() + " is missing" + about;
        }
        boolean isNamed = WITHOUT_VALUE.matcher(message).matches();
        return (isNamed
                        ? "`" + name(argument) + "` needs " + argument.paramLabel() + " behind it"
                        : "`" + name(argument) + " " + argument.paramLabel() + "` is missing")
                + about;
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    /** Picocli counts arguments; people know them by their text. */
    private static String unmatched(UnmatchedArgumentException unmatched) {
        if (unmatched.getCommandLine().getCommand() instanceof PasswordCommand) {
            // It may be the password, and what is said here is kept in logs.
            return "there is more than USER: a password is never an argument, which others on the machine could see;"
                    + " it is asked for, or is the first line of standard input";
        }
        String text = unmatched.getUnmatched().get(0);
        boolean wantsCommand = !unmatched.getCommandLine().getSubcommands().isEmpty() && !unmatched.isUnknownOption();
        String what = unmatched.isUnknownOption() ? "option" : wantsCommand ? "command" : "argument";
        String found = "there is no " + what + " `" + text + "`";
        if (what.equals("argument")) {
            return "`" + text + "` is one argument too many";
        }
        Collection<String> known = wantsCommand
                ? unmatched.getCommandLine().getSubcommands().keySet()
                : unmatched.getCommandLine().getCommandSpec().optionsMap().keySet();
        return near(found, text, known);
    }

    private static String near(String found, String text, Collection<String> known) {
        return Suggestions.nearest(text, known)
                .map(near -> found + "; did you mean `" + near + "`?")
                .orElse(found);
    }
}
