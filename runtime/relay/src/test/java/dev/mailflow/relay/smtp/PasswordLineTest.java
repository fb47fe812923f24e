package dev.mailflow.relay.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines for the password file, and who is believed by them. */
final class PasswordLineTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(Optional<PasswordLine.Prompt> terminal, String input, String... arguments) {
        return PasswordLine.run(
                List.of(arguments),
                terminal,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private Users users(String text) throws IOException {
        return Users.read(Files.writeString(folder.resolve("users"), text));
    }

    @Test
    void whatItPrintsIsBelieved() throws Exception {
        assertThat(run(Optional.empty(), "s\u00e9same 1\r\nsecond line\n", "ann@contoso.com"))
                .isZero();
        assertThat(run(Optional.of(() -> "other".toCharArray()), "ignored\n", "bob"))
                .isZero();
        String lines = out.toString(StandardCharsets.UTF_8);
        assertThat(lines.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("ann@contoso.com:pbkdf2-sha256$600000$"),
                        line -> assertThat(line).startsWith("bob:pbkdf2-sha256$600000$"));
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        Users users = users(lines);
        assertThat(users.accepts("ann@contoso.com", "s\u00e9same 1")).isTrue();
        assertThat(users.accepts("ann@contoso.com", "s\u00e9same")).isFalse();
        assertThat(users.accepts("bob", "other")).isTrue();
        assertThat(users.accepts("bob", "ignored")).isFalse();
        assertThat(users.accepts("eve", "other")).isFalse();
    }

    @Test
    void noTwoLinesAreAlike() {
        assertThat(PasswordLine.of("ann", "sesame".toCharArray()))
                .isNotEqualTo(PasswordLine.of("ann", "sesame".toCharArray()));
    }

    @Test
    void aPasswordIsNeverAnArgument() {
        assertThat(run(Optional.empty(), "x\n", "ann", "sesame")).isEqualTo(2);
        assertThat(run(Optional.empty(), "x\n")).isEqualTo(2);
        assertThat(run(Optional.empty(), "x\n", "--help")).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("a password is never an argument", "name a user", "usage: ")
                .doesNotContain("sesame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "#ann"})
    void notEveryNameCanBeInTheFile(String user) {
        assertThat(run(Optional.empty(), "x\n", user)).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot be a user's name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a\0b\n"})
    void norIsEveryPasswordOne(String input) {
        assertThat(run(Optional.empty(), input, "ann")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("a password is not empty and has no NUL in it");
    }

    @Test
    void whatIsNoPasswordIsNotRead() {
        assertThat(run(Optional.empty(), "x".repeat(1001), "ann")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("too long for a password");
    }

    @Test
    void isAskedForTwice() throws Exception {
        Deque<String> typed = new ArrayDeque<>(List.of("one", "one", "one", "two"));
        PasswordLine.Reading keyboard = prompt -> typed.remove().toCharArray();
        assertThat(PasswordLine.twice(keyboard)).isEqualTo("one".toCharArray());
        assertThatThrownBy(() -> PasswordLine.twice(keyboard)).hasMessage("the two passwords differ");
    }

    /** Else the time of a refusal would tell who exists. */
    @Test
    void nobodyCostsAsMuchAsSomebody() throws Exception {
        assertThat(users("# empty\n").iterationsOfNobody()).isEqualTo(PasswordLine.ITERATIONS);
        String line = "ann:pbkdf2-sha256$1234$AAAA$AAAA\n";
        assertThat(users(line).iterationsOfNobody()).isEqualTo(1234);
    }

    @Test
    void aLineThatIsNoneIsNamed() {
        assertThatThrownBy(() -> users("# a\n\nann:sesame\n"))
                .hasMessage(folder.resolve("users")
                        + ":3: not of the form `user:pbkdf2-sha256$ITERATIONS$SALT$HASH`; make it by `java -cp"
                        + " mailflow.jar dev.mailflow.relay.smtp.PasswordLine USER`");
        assertThatThrownBy(() -> users("ann:pbkdf2-sha256$1$=A$AAAA\n"))
                .hasMessageEndingWith(":1: salt or hash is not base64");
        assertThatThrownBy(() -> users("no colon\n")).hasMessageContaining(":1: not of the form");
    }
}
