package dev.mailflow.relay.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** No stranger writes a line, or a part of one, that is not his. */
final class MailLogTest {
    @Test
    void whatCouldBeTakenForSomethingElseIsEscaped() {
        assertThat(line("a\r\nevent=b")).isEqualTo("event=test user=\"a\\u000d\\u000aevent=b\"");
        assertThat(line("a\" to=\"b")).isEqualTo("event=test user=\"a\\\" to=\\\"b\"");
        assertThat(line("a\u202e=ot\u2066 \u2028")).isEqualTo("event=test user=\"a\\u202e=ot\\u2066 \\u2028\"");
        assertThat(line("J\u00fcrgen")).isEqualTo("event=test user=\"J\u00fcrgen\"");
    }

    @Test
    void aLongClaimIsCutBetweenCharacters() {
        assertThat(line("x".repeat(120))).isEqualTo("event=test user=" + "x".repeat(120));
        assertThat(line("x".repeat(121))).isEqualTo("event=test user=" + "x".repeat(120) + "...");
        String smile = "\ud83d\ude00";
        assertThat(line("x".repeat(119) + smile)).isEqualTo("event=test user=" + "x".repeat(119) + "...");
        assertThat(line("x".repeat(118) + smile)).isEqualTo("event=test user=\"" + "x".repeat(118) + smile + "\"");
    }

    private static String line(String user) {
        return MailLog.event("test").withClaim("user", user).text();
    }
}
