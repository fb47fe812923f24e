package dev.mailflow.examples.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.CompiledPolicy;
import dev.mailflow.testkit.Explain;
import dev.mailflow.testkit.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kit prints of a message can be copied into a shell, and the command says of it what the routing class does. */
final class ExplainTest {
    private static final int MESSAGES_A_SITE = 25;

    static List<Example> examples() {
        return Example.ALL;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theCommandDecidesAsTheClass(Example example) throws Exception {
        Path classes = example.folder().resolve("target/classes");
        try (var loader = example.loader(classes)) {
            CompiledPolicy policy = example.load(loader);
            for (String site : policy.sites()) {
                Random random = new Random(11);
                for (int i = 0; i < MESSAGES_A_SITE; i++) {
                    Message message = policy.messages(site).next(random);
                    String command = Explain.command(example.policy(), Optional.of(site), message);
                    assertThat(run(example.sources(), words(command)))
                            .as(command)
                            .startsWith(policy.at(site).decide(message.transaction()) + "\n");
                    Transaction transaction = message.transaction();
                    assertThat(Message.of(transaction).transaction().toString()).isEqualTo(transaction.toString());
                }
            }
        }
    }

    /** Quotes and back-slashes of a header survive the language and the shell. */
    @Test
    void theCommandHoldsWhateverAHeaderSays() throws Exception {
        Message message = Message.message("<> -> bob@contoso.com").header("X-Odd", "it's \"5 $\" \\ `x` !");
        String command = Explain.command("quickstart.mailflow", Optional.of("office365"), message);
        assertThat(run(Example.ALL.get(0).sources(), words(command))).startsWith("reject relay-denied by internet\n");
    }

    /** As a POSIX shell divides the command; the program's name left out. */
    private static List<String> words(String command) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no POSIX shell");
        Process shell = new ProcessBuilder(
                        "/bin/sh", "-c", "mailflow() { for word; do printf '%s\\n' \"$word\"; done; }\n" + command)
                .redirectErrorStream(true)
                .start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        return printed.lines().toList();
    }

    private static String run(Path folder, List<String> arguments) {
        return Command.run(folder, arguments).printed();
    }
}
