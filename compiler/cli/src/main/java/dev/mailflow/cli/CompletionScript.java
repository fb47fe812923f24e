package dev.mailflow.cli;

import dev.mailflow.cli.CompletionCommand.ShellName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The script by which a shell completes command lines: the commands, their options, and the values that are one of a
 * list. For every other word it offers nothing, so that {@code complete -o default} lets the shell offer files.
 */
final class CompletionScript {
    /** A word that the script may hold between quotes as it stands. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+");

    private static final String BASH_HEAD = """
            # What bash completes for mailflow: commands, options, their values, files. Printed by `mailflow completion bash`.
            # For one session:  source <(mailflow completion bash)
            # For every one:    mailflow completion bash > ~/.local/share/bash-completion/completions/mailflow
            """;

    private static final String ZSH_HEAD = """
            # What zsh completes for mailflow: commands, options, their values, files. Printed by `mailflow completion zsh`.
            # For one session:  source <(mailflow completion zsh)
            # For every one:    that line in ~/.zshrc, behind `compinit` if it is there
            (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
            autoload -Uz bashcompinit && bashcompinit
            """;

    /** Both shells have the words of the line in an array; bash makes three words of {@code --format=json}. */
    private static final String COMPLETION = """

            # Which of the words of $1 begin with $2; each is offered with $3 before it.
            _mailflow_offer() {
              local word
              COMPREPLY=()
              for word in $1; do
                if [[ "$word" == "$2"* ]]; then COMPREPLY+=("$3$word"); fi
              done
            }

            _mailflow() {
              local current="${COMP_WORDS[COMP_CWORD]}" before="" command="" option="" prefix="" list=""
              local word next i
              local -i position=0 skip=0 ended=0
              COMPREPLY=()
              if (( COMP_CWORD > 0 )); then before="${COMP_WORDS[COMP_CWORD-1]}"; fi

              for (( i = 1; i < COMP_CWORD; i++ )); do
                word="${COMP_WORDS[i]}"
                if (( skip )); then skip=0; continue; fi
                if [[ "$word" == "=" ]]; then skip=1; continue; fi
                if (( ! ended )) && [[ "$word" == "--" ]]; then ended=1; continue; fi
                if (( ! ended )) && [[ "$word" == -?* ]]; then
                  if [[ " $(_mailflow_valued "$command") " == *" $word "* ]]; then
                    next="${COMP_WORDS[i+1]}"
                    if [[ "$next" != "=" ]]; then skip=1; fi
                  fi
                  continue
                fi
                if (( position == 0 )) && [[ " $(_mailflow_commands "$command") " == *" $word "* ]]; then
                  command="${command:+$command }$word"
                  continue
                fi
                position=$(( position + 1 ))
              done

              if (( ! ended )); then
                if [[ "$current" == "=" ]]; then
                  option="$before"; current=""
                elif [[ "$before" == "=" ]] && (( COMP_CWORD > 1 )); then
                  option="${COMP_WORDS[COMP_CWORD-2]}"
                elif [[ "$current" == --*=* ]]; then
                  option="${current%%=*}"; prefix="$option="; current="${current#*=}"
                elif [[ " $(_mailflow_valued "$command") " == *" $before "* ]]; then
                  option="$before"
                elif [[ "$current" == -* ]]; then
                  _mailflow_offer "$(_mailflow_options "$command")" "$current" ""
                  return 0
                fi
              fi
              if [[ -n "$option" ]]; then
                if [[ "$current" == *,* && " $(_mailflow_split "$command") " == *" $option "* ]]; then
                  prefix="$prefix${current%,*},"; current="${current##*,}"
                fi
                list="$(_mailflow_values "$command $option")"
              else
                if (( position == 0 )); then list="$(_mailflow_commands "$command")"; fi
                list="$list $(_mailflow_values "$command $position")"
              fi
              _mailflow_offer "$list" "$current" "$prefix"
            }

            complete -o default -F _mailflow mailflow
            """;

    private final List<Described> commands = new ArrayList<>();

    private CompletionScript(CommandLine root) {
        collect("", root);
    }

    /** @param path the commands before a word, as {@code queue list}; nothing for {@code mailflow} itself */
    private record Described(String path, CommandSpec spec) {
        Set<String> subcommands() {
            if (spec.userObject() instanceof CommandLine.HelpCommand && spec.parent() != null) {
                Set<String> others =
                        new LinkedHashSet<>(spec.parent().subcommands().keySet());
                others.remove(spec.name());
                return others;
            }
            return spec.subcommands().keySet();
        }

        List<OptionSpec> options() {
            return spec.options().stream().filter(option -> !option.hidden()).toList();
        }

        List<OptionSpec> valued() {
            return options().stream().filter(option -> option.arity().max() > 0).toList();
        }
    }

    static String of(ShellName shell, CommandLine root) {
        return new CompletionScript(root).text(shell);
    }

    private void collect(String path, CommandLine line) {
        commands.add(new Described(path, line.getCommandSpec()));
        for (Map.Entry<String, CommandLine> below : line.getSubcommands().entrySet()) {
            collect(path.isEmpty() ? below.getKey() : path + " " + below.getKey(), below.getValue());
        }
    }

    private String text(ShellName shell) {
        StringBuilder script = new StringBuilder(
                switch (shell) {
                    case BASH -> BASH_HEAD;
                    case ZSH -> ZSH_HEAD;
                });
        List<Choice> subcommands = new ArrayList<>();
        List<Choice> options = new ArrayList<>();
        List<Choice> valued = new ArrayList<>();
        List<Choice> split = new ArrayList<>();
        List<Choice> values = new ArrayList<>();
        for (Described command : commands) {
            subcommands.add(new Choice(List.of(command.path()), List.copyOf(command.subcommands())));
            options.add(new Choice(List.of(command.path()), names(command.options())));
            valued.add(new Choice(List.of(command.path()), names(command.valued())));
            split.add(new Choice(
                    List.of(command.path()),
                    names(command.valued().stream()
                            .filter(option -> !option.splitRegex().isEmpty())
                            .toList())));
            for (OptionSpec option : command.valued()) {
                List<String> keys = names(List.of(option)).stream()
                        .map(name -> command.path() + " " + name)
                        .toList();
                values.add(new Choice(keys, candidates(option)));
            }
            for (PositionalParamSpec positional : command.spec().positionalParameters()) {
                values.add(new Choice(
                        List.of(command.path() + " " + positional.index().min()), candidates(positional)));
            }
        }
        function(script, "commands", "The commands behind those of $1.", subcommands);
        function(script, "options", "The options of the command $1.", options);
        function(script, "valued", "Those with a value behind them.", valued);
        function(script, "split", "Those whose value may be several, with commas between them.", split);
        function(script, "values", "What may stand behind an option, or as the argument of that number.", values);
        return script.append(COMPLETION).toString();
    }

    /** @param keys what {@code $1} may be */
    private record Choice(List<String> keys, List<String> words) {}

    private static void function(StringBuilder script, String name, String comment, List<Choice> choices) {
        script.append("\n# ")
                .append(comment)
                .append("\n_mailflow_")
                .append(name)
                .append("() {\n  case \"$1\" in\n");
        for (Choice choice : choices) {
            if (!choice.words().isEmpty()) {
                script.append(choice.keys().stream()
                                .map(key -> '"' + key + '"')
                                .collect(Collectors.joining("|", "    ", ")")))
                        .append(" echo \"")
                        .append(String.join(" ", choice.words()))
                        .append("\" ;;\n");
            }
        }
        script.append("  esac\n}\n");
    }

    private static List<String> names(List<OptionSpec> options) {
        return options.stream()
                .flatMap(option -> List.of(option.names()).stream())
                .toList();
    }

    private static List<String> candidates(ArgSpec argument) {
        Iterable<String> all = argument.completionCandidates();
        return all == null
                ? List.of()
                : StreamSupport.stream(all.spliterator(), false)
                        .filter(word -> PLAIN.matcher(word).matches())
                        .toList();
    }
}
