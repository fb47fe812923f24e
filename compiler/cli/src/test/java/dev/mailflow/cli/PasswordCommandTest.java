package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.relay.smtp.Users;
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
