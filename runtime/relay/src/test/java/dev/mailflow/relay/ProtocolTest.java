package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands, word by word: syntax, sequences, addresses. */
final class ProtocolTest extends OneRelay {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RCPT TO:<u@denied.test>|550",
                "RCPT TO:<\"u@denied.test\"@local.test>|250",
                "RCPT TO:<u%denied.test@local.test>|250",
                "RCPT TO:<@local.test:u@denied.test>|550",
                "RCPT TO:<@a.test,@b.test:u@local.test>|250",
                "RCPT TO:<@a.test,u@local.test>|501",
                "RCPT TO:<u@denied.test@local.test>|501",
                "RCPT TO:<u@denied.test.>|501",
                "RCPT TO:<u@ local.test>|501",
                "RCPT TO:<u\t@local.test>|500",
                "RCPT TO:<u%0d%0aRCPT@denied.test>|550",
                "RCPT TO:<u!denied.test@local.test>|250",
                "RCPT TO:<denied.test!u>|501",
                "RCPT TO:<denied.test!u@denied.test>|550",
                "RCPT TO:<\"u@denied.test\">|501",
                "RCPT TO:<\"u%denied.test\">|501",
                "RCPT TO:<\"u@denied.test\"@[127.0.0.1]>|550",
                "RCPT TO:<@[127.0.0.1]:u@denied.test>|550",
                "RCPT TO:<u%denied.test@[127.0.0.1]>|550",
                "RCPT TO:<u%denied.test@mx.relay.test>|550",
                "RCPT TO:u@local.test|501",
                "RCPT TO:<u@local.test,u@denied.test>|501",
                "RCPT TO:<u@local.test> <u@denied.test>|555",
                "RCPT TO:<u@local.test>ORCPT=x|501",
                "RCPT TO:<u..v@local.test>|501",
                "RCPT TO:<.u@local.test>|501",
                "RCPT TO:<u@-local.test>|501",
                "RCPT TO:<u@lo_cal.test>|501",
                "RCPT TO:<u@[127.0.0.1]>|550",
                "RCPT TO:<u@[127.0.0.1>|501",
                "RCPT TO:<u@[256.0.0.1]>|501",
                "RCPT TO:<u@[IPv6:::1]>|550",
                "RCPT TO:<u@[::1]>|501",
                "RCPT TO:<u@[x400:abc]>|501",
                "RCPT TO:<>|501",
                "RCPT TO:<postmaster>|250",
                "RCPT TO:<PostMaster>|250",
                "RCPT TO:<postmaster@mx.relay.test>|250",
                "RCPT TO:<PostMaster@MX.Relay.test>|250",
                "RCPT TO:<abuse@mx.relay.test>|550",
                "RCPT TO:<postmaster@denied.test>|550",
                "RCPT TO:<someone>|501",
                "rcpt to: <u@local.test>|250",
                "RCPT TO:<u@local.test> NOTIFY=NEVER|250",
                "RCPT TO:<u@local.test> NOTIFY=success,FAILURE,delay ORCPT=rfc822;u+2Bx@else.test|250",
                "RCPT TO:<u@local.test> NOTIFY=NEVER,SUCCESS|501",
                "RCPT TO:<u@local.test> NOTIFY=|501",
                "RCPT TO:<u@local.test> NOTIFY=SOMETIMES|501",
                "RCPT TO:<u@local.test> NOTIFY=NEVER NOTIFY=NEVER|501",
                "RCPT TO:<u@local.test> ORCPT=u@local.test|501",
                "RCPT TO:<u@local.test> ORCPT=rfc822;u+0D+0AX@local.test|501",
                "RCPT TO:<u@local.test> ORCPT=rfc822;u+2x|501",
                "RCPT TO:<u@local.test> ORCPT=rfc822;u=x|501",
                "RCPT TO:<u@local.test> ORCPT=rfc822;|250",
                "RCPT TO:<u@local.test> ORCPT=rfc822;u+2bx@else.test|501",
                "RCPT TO:<u@local.test> ORCPT=;u|501",
                "RCPT TO:<u@local.test> RET=HDRS|555",
                "RCPT TO:<u\u00e9@local.test>|501",
                "RCPT TO:<\"u\\\"v w\"@local.test>|250",
                "MAIL FROM:<b@sender.test>|503",
                "EXPN x|502",
                "VRFY x|252",
                "NOOP x y|250",
                "XYZZY|500",
                "DATA x|501",
                "STARTTLS|503",
            })
    void commandsInATransaction(String command, String code) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("250");
            assertThat(client.ask(command)).startsWith(code);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL FROM:<>|250",
                "MAIL FROM:<a@sender.test> SIZE=1000 BODY=8BITMIME|250",
                "MAIL FROM:<a@sender.test> SIZE=65536|250",
                "MAIL FROM:<a@sender.test> SIZE=65537|552",
                "MAIL FROM:<a@sender.test> SIZE=-1|501",
                "MAIL FROM:<a@sender.test> SIZE=99999999999999999999|552",
                "MAIL FROM:<a@sender.test> SIZE=999999999999999999999|501",
                "MAIL FROM:<a@sender.test> SIZE=1 SIZE=2|501",
                "MAIL FROM:<a@sender.test> BODY=BINARYMIME|501",
                "MAIL FROM:<a@sender.test> RET=HDRS ENVID=QQ+2B314159|250",
                "MAIL FROM:<> ret=full|250",
                "MAIL FROM:<a@sender.test> RET=SOME|501",
                "MAIL FROM:<a@sender.test> RET=HDRS RET=FULL|501",
                "MAIL FROM:<a@sender.test> ENVID=|501",
                "MAIL FROM:<a@sender.test> ENVID=a+b|501",
                "MAIL FROM:<a@sender.test> ENVID=a+0A|501",
                "MAIL FROM:<a@sender.test> NOTIFY=NEVER|555 5.5.4 parameter not known: NOTIFY",
                "MAIL FROM:<a>|501",
                "MAIL FROM:<postmaster>|501",
                "MAIL TO:<a@sender.test>|501",
                "RCPT TO:<a@local.test>|503",
                "DATA|503",
                "HELO|501",
                "EHLO [127.0.0.1]|250",
                "EHLO [nonsense]|501",
                "EHLO a b|501",
                "EHLO host.sender.test.|250",
                "EHLO -x_y..test|250",
                "EHLO a(b|501",
                "EHLO [2001:db8::1]|250",
                "EHLO [IPv6:2001:db8::1]|250",
                "EHLO [fe80:0:0:0:0:0:0:1%eth0]|250",
                "EHLO 2001:db8::1|250",
                "EHLO [127.0.0.1|501",
                "EHLO \u00fc.test|501",
                "AUTH PLAIN AHUAcA==|503",
                "BDAT x|501",
                "BDAT -1 LAST|501",
                "BDAT 0 LAST|503",
                "HELP|214",
                "XCLIENT ADDR=10.0.0.1|550",
                "XFORWARD ADDR=10.0.0.1|550",
                "PROXY TCP4 10.0.0.1 10.0.0.2 1 25|521",
                "GET / HTTP/1.1|521",
            })
    void commandsAtTheStart(String command, String code) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.ask(command)).startsWith(code);
        }
    }

    @Test
    void loopsEndAtTheHopLimit() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            String hop = "Received: from x by y;\r\n\tsome day\r\n";
            assertThat(client.send("a@sender.test", "b@local.test", hop.repeat(10) + "\r\nx"))
                    .startsWith("250");
            assertThat(client.send("a@sender.test", "b@local.test", hop.repeat(11) + "\r\nx"))
                    .isEqualTo("554 5.4.14 too many hops (loop)");
            assertThat(client.send("a@sender.test", "b@local.test", "\r\n" + hop.repeat(11)))
                    .startsWith("250");
        }
    }

    @Test
    void unicodeAddressesNeedSmtputf8() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            byte[] rcpt = "RCPT TO:<j\u00f6rg@local.test>\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            client.ask("MAIL FROM:<a@sender.test>");
            client.raw(rcpt);
            assertThat(client.reply()).startsWith("553 5.6.7");
            client.ask("RSET");
            client.ask("MAIL FROM:<a@sender.test> SMTPUTF8");
            client.raw(rcpt);
            assertThat(client.reply()).startsWith("250");
            client.ask("DATA");
            client.raw("\r\nx\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
        await().until(() -> bench.mailbox("local.test", "j%c3%b6rg").size() == 1);
    }

    /** Under SMTPUTF8: what looks like a domain of ours but is not spelled as it is none; what is spelled otherwise is it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "u@\uff4c\uff4f\uff43\uff41\uff4c.test|501",
                "u@local\u3002test|501",
                "u@lo\u200dcal.test|501",
                "u@\u202elocal.test|501",
                "u\u202e@local.test|501",
                "u@stra\u00dfe.test|550",
                "u@STRA\u00dfE.test|550",
                "u@xn--strae-oqa.test|550",
                "u@lo\u00e7al.test|550",
                "\u7528\u6237@local.test|250",
            })
    void unicodeDomainsAreWhatTheyAreSpelled(String address, String code) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test> SMTPUTF8");
            client.raw(("RCPT TO:<" + address + ">\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(client.reply()).startsWith(code);
        }
    }
}
