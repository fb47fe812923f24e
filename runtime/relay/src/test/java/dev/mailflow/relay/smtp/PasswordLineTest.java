package dev.mailflow.relay.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines for the password file, and who is believed by them. */
final class PasswordLineTest {
    @TempDir
    Path folder;

    private Users users(String text) throws IOException {
        return Users.read(Files.writeString(folder.resolve("users"), text));
    }

    private static String firstLine(String text) throws IOException {
        return new String(PasswordLine.firstLine(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void whatItMakesIsBelieved() throws Exception {
        String ann = PasswordLine.of("ann@contoso.com", "s\u00e9same 1".toCharArray());
        String bob = PasswordLine.of("bob", "other".toCharArray());
        assertThat(ann).startsWith("ann@contoso.com:pbkdf2-sha256$600000$");
        Users users = users("# who\n" + ann + "\n" + bob + "\n");
        assertThat(users.accepts("ann@contoso.com", "s\u00e9same 1")).isTrue();
        assertThat(users.accepts("ann@contoso.com", "s\u00e9same")).isFalse();
        assertThat(users.accepts("bob", "other")).isTrue();
        assertThat(users.accepts("bob", "")).isFalse();
        assertThat(users.accepts("eve", "other")).isFalse();
    }

    @Test
    void noTwoLinesAreAlike() {
        assertThat(PasswordLine.of("ann", "sesame".toCharArray()))
                .isNotEqualTo(PasswordLine.of("ann", "sesame".toCharArray()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "#ann"})
    void notEveryNameCanBeInTheFile(String user) {
        assertThatThrownBy(() -> PasswordLine.of(user, "x".toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be a user's name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b"})
    void norIsEveryPasswordOne(String password) {
        assertThatThrownBy(() -> PasswordLine.of("ann", password.toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a password is not empty and has no NUL in it");
    }

    @Test
    void thePasswordIsTheFirstLine() throws Exception {
        assertThat(firstLine("s\u00e9same 1\r\nsecond\n")).isEqualTo("s\u00e9same 1");
        assertThat(firstLine(" without end")).isEqualTo(" without end");
        assertThat(firstLine("")).isEmpty();
        assertThat(firstLine("x".repeat(1000))).hasSize(1000);
        assertThatThrownBy(() -> firstLine("x".repeat(1001)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too long for a password");
    }

    /** Two passwords that cannot be read would be one. */
    @Test
    void octetsThatAreNotUtf8AreNoPassword() throws Exception {
        byte[] latin1 = "s\u00e9same\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> PasswordLine.firstLine(new ByteArrayInputStream(latin1)))
                .isInstanceOf(IOException.class)
                .hasMessage("the password is not UTF-8");
        assertThat(firstLine("\ufffd")).isEqualTo("\ufffd");
    }

    /** Else the time of a refusal would tell who exists. */
    @Test
    void nobodyCostsAsMuchAsSomebody() throws Exception {
        assertThat(users("# empty\n").iterationsOfNobody()).isEqualTo(PasswordLine.ITERATIONS);
        assertThat(users("ann:pbkdf2-sha256$1234$AAAA$AAAA\nbob:pbkdf2-sha256$12$AAAA$AAAA\n")
                        .iterationsOfNobody())
                .isEqualTo(1234);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ann:sesame|not of the form `user:pbkdf2-sha256$ITERATIONS$SALT$HASH`",
                "ann:pbkdf2-sha256$0$AAAA$AAAA|not of the form `user:pbkdf2-sha256$ITERATIONS$SALT$HASH`",
                "no colon|not of the form `user:pbkdf2-sha256$ITERATIONS$SALT$HASH`",
                "ann:pbkdf2-sha256$1$=A$AAAA|salt or hash is not base64"
            })
    void aLineThatIsNoneIsNamed(String line, String why) {
        assertThatThrownBy(() -> users("# a\n\n" + line + "\n"))
                .hasMessageStartingWith(folder.resolve("users") + ":3: " + why);
    }
}
