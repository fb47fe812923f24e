package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.relay.smtp.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mailflow password} as it is used. */
final class PasswordCommandTest {
    @TempDir
    Path folder;

    @Test
    void printsALineThatARelayReads() throws Exception {
        Shell.Run run = new Shell(folder).input("sesame\nnot this\n").run("password", "ann@contoso.com");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("ann@contoso\\.com:pbkdf2-sha256\\$[0-9]+\\$[^$]+\\$[^$]+\n");
        Users.read(Files.writeString(folder.resolve("users"), run.out()));
    }

    @Test
    void asksTwice() throws Exception {
        Deque<String> typed = new ArrayDeque<>(List.of("one", "one", "one", "two"));
        Keyboard keyboard = new Keyboard(prompt -> typed.remove().toCharArray());
        assertThat(keyboard.newPassword()).isEqualTo("one".toCharArray());
        assertThatThrownBy(keyboard::newPassword).hasMessage("the two passwords differ");
    }

    /** Ctrl-D at the prompt: {@link java.io.Console#readPassword()} has nothing to give. */
    @Test
    void theEndOfInputIsNoPassword() {
        assertThatThrownBy(new Keyboard(prompt -> null)::newPassword)
                .isInstanceOf(IOException.class)
                .hasMessage("the input ended before there was a password");
        Keyboard onlyOnce = new Keyboard(prompt -> prompt.startsWith("Again") ? null : "one".toCharArray());
        assertThatThrownBy(onlyOnce::newPassword)
                .isInstanceOf(IOException.class)
                .hasMessage("the input ended before there was a password");
    }

    @Test
    void theLauncherTellsWhatStandardInputIs() {
        assertThat(Keyboard.isStandardInput("keyboard")).isTrue();
        assertThat(Keyboard.isStandardInput("file")).isFalse();
    }

    /** What a terminal sent that its character set does not have. */
    @Test
    void whatCannotBeReadIsNotKept() {
        Keyboard keyboard = new Keyboard(prompt -> "s\ufffdsame".toCharArray());
        assertThatThrownBy(keyboard::newPassword).hasMessage("what was typed is not in the terminal's character set");
    }

    /** Standard error is kept in logs, where a secret has no place. */
    @Test
    void anArgumentTooManyIsNotRepeated() {
        for (String secret : List.of("s3cret", "-s3cret", "--s3cret")) {
            Shell.Run run = new Shell(folder).run("password", "ann", secret);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out() + run.err())
                    .contains("a password is never an argument")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void saysWhatIsWrong() {
        Shell.Run noName = new Shell(folder).input("sesame\n").run("password", "a:b");
        assertThat(noName.code()).isEqualTo(1);
        assertThat(noName.err()).contains("`a:b` cannot be a user's name");
        assertThat(new Shell(folder).input("\n").run("password", "ann").err()).contains("a password is not empty");
        assertThat(new Shell(folder).run("password", "ann", "sesame").code()).isEqualTo(2);
        assertThat(new Shell(folder).run("password").code()).isEqualTo(2);
    }
}
