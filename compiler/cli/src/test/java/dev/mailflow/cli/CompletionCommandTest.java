package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script for shells, read by a real bash. */
@DisabledOnOs(OS.WINDOWS)
final class CompletionCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeScript() throws Exception {
        Shell.Run run = new Shell(folder).run("completion", "bash");
        assertThat(run.code()).isZero();
        Files.writeString(folder.resolve("mailflow-completion"), run.out());
    }

    private List<String> bash(String... arguments) throws Exception {
        Path out = folder.resolve("out.txt");
        List<String> command = new java.util.ArrayList<>(List.of("bash", "--norc", "--noprofile"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(out);
        assertThat(process.exitValue()).as("%s", lines).isZero();
        return lines;
    }

    /** What bash offers for the last of these words. */
    private List<String> offered(String... words) throws Exception {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            line.append(" '").append(word).append('\'');
        }
        // compopt speaks to the line editor, which is not there: what it would be told is shown.
        String script = "source ./mailflow-completion; compopt() { echo \"compopt $*\"; }; COMP_WORDS=(mailflow" + line
                + "); COMP_CWORD="
                + words.length
                + "; COMP_LINE=\"${COMP_WORDS[*]}\"; COMP_POINT=${#COMP_LINE}; function=$(complete -p mailflow"
                + " | sed 's/.*-F \\([^ ]*\\).*/\\1/'); $function mailflow '" + words[words.length - 1]
                + "' || true; printf '%s\\n' \"${COMPREPLY[@]}\"";
        return bash("-c", script).stream().map(String::strip).toList();
    }

    @Test
    void bashAcceptsIt() throws Exception {
        assertThat(bash("-n", "mailflow-completion")).isEmpty();
        assertThat(bash("-c", "source ./mailflow-completion")).isEmpty();
    }

    @Test
    void commandsAreOffered() throws Exception {
        assertThat(offered("")).contains("check", "compile", "completion", "explain", "test", "relay");
        assertThat(offered("com")).containsExactlyInAnyOrder("compile", "completion");
    }

    @Test
    void optionsAndTheirValuesAreOffered() throws Exception {
        assertThat(offered("check", "--f")).contains("--format");
        assertThat(offered("check", "--format", "")).containsExactlyInAnyOrder("pretty", "json", "sarif", "github");
        assertThat(offered("check", "--format", "s")).containsExactly("sarif");
        assertThat(offered("explain", "--code", "MF200")).hasSize(9).contains("MF2001");
        assertThat(offered("compile", "--target", "j")).containsExactly("java");
        assertThat(offered("completion", "")).contains("bash", "zsh");
    }

    @Test
    void aCommandBehindWhichASystemStandsOffersTheSystems() throws Exception {
        assertThat(offered("emit", "")).containsExactlyInAnyOrder("exchange-online", "postfix");
        assertThat(offered("import", "")).containsExactlyInAnyOrder("exchange-online", "postfix");
        assertThat(offered("plan", "")).containsExactly("exchange-online");
        assertThat(offered("plan", "--site", "cloud", "e")).containsExactly("exchange-online");
        assertThat(offered("queue", "re")).containsExactlyInAnyOrder("retry", "reroute");
        assertThat(offered("help", "pro")).containsExactlyInAnyOrder("prove", "probe");
    }

    /** Bash makes three words of it, zsh one. */
    @Test
    void aValueBehindAnEqualsSignIsOffered() throws Exception {
        assertThat(offered("check", "--format", "=", "s")).containsExactly("sarif");
        assertThat(offered("check", "--format", "=")).contains("sarif", "json");
        assertThat(offered("check", "--format=s")).containsExactly("--format=sarif");
        assertThat(offered("emit", "--format", "=", "json", "p")).containsExactly("postfix");
    }

    @Test
    void theNextOfSeveralValuesIsOffered() throws Exception {
        assertThat(offered("compile", "--target", "java,r")).containsExactly("java,relay");
        assertThat(offered("compile", "--target=java,r")).containsExactly("--target=java,relay");
    }

    /** Nothing offered is what the shell's own files stand behind, by {@code complete -o default}. */
    @Test
    void filesAreLeftToTheShell() throws Exception {
        assertThat(bash("-c", "source ./mailflow-completion; complete -p mailflow")
                        .get(0))
                .contains("-o default");
        for (List<String> words : List.of(
                List.of("check", "con"),
                List.of("fmt", ""),
                List.of("relay", "p.mailflow", "--overlay", "o"),
                List.of("compile", "p.mailflow", "-o", "o"),
                List.of("compile", "p.mailflow", "--output", "=", "o"),
                List.of("emit", "postfix", "con"),
                List.of("check", "--", "em"),
                List.of("test", "--coverage", "con"))) {
            assertThat(offered(words.toArray(String[]::new))).as("%s", words).containsOnly("");
        }
    }

    @Test
    void theScriptSaysWhoseItIsAndHowEachShellReadsIt() {
        String bash = new Shell(folder).run("completion", "bash").out();
        String zsh = new Shell(folder).run("completion", "zsh").out();
        assertThat(bash)
                .startsWith("# What bash completes for mailflow")
                .contains("source <(mailflow completion bash)")
                .doesNotContain("completion zsh", "bashcompinit", "picocli", "YOUR_APP_HOME");
        assertThat(zsh)
                .startsWith("# What zsh completes for mailflow")
                .contains("bashcompinit", "source <(mailflow completion zsh)")
                .doesNotContain("#!/usr/bin/env bash", "picocli");
    }

    @Test
    void anUnknownShellIsNamed() {
        Shell.Run run = new Shell(folder).run("completion", "tcsh");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("tcsh").contains("bash or zsh");
    }
}
