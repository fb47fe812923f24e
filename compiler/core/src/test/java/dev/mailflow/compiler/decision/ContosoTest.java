package dev.mailflow.compiler.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.TestRunner.Passed;
import dev.mailflow.compiler.decision.TestRunner.Result;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The contract in the language's own words: a program with its tests goes all the way from text to verdicts. */
class ContosoTest {
    private static CompileResult compile(String name, String text) {
        SourceLoader none = path -> new SourceLoader.Loaded.Unreadable("no such file");
        CompileResult result = Compiler.compile(new CompileRequest(new SourceFile(name, text), none));
        assertThat(result.model())
                .as(() -> result.diagnostics().stream().map(Objects::toString).collect(Collectors.joining("\n")))
                .isPresent();
        return result;
    }

    private static void assertAllPass(CompileResult result, int atLeast) {
        List<Result> results = TestRunner.run(result.model().orElseThrow(), result.tests());
        assertThat(results).hasSizeGreaterThanOrEqualTo(atLeast);
        assertThat(results)
                .allSatisfy(each -> assertThat(each)
                        .as(each.test().title() + ": " + each.verdict().words())
                        .isInstanceOf(Passed.class));
    }

    @Test
    void theLanguageInOneLook() {
        assertAllPass(compile("one-look.mailflow", """
                        language 1
                        organization contoso {
                          domains       contoso.com, .fabrikam.com
                          relay domains legacy.contoso.com
                          direct-send   refuse
                          hop-limit     25
                        }
                        endpoint office365 : exchange-online {
                          tenant       contoso.onmicrosoft.com
                          mailboxes    bob@contoso.com
                        }
                        endpoint onprem : server {
                          hosts     mail1.contoso.com, mail2.contoso.com:2525, [2001:db8::25]
                          networks  203.0.113.40/29
                          cert      *.contoso.com
                          mailboxes john@contoso.com, .legacy.contoso.com
                        }
                        endpoint bank     : partner { domains contosobank.com, *.contosobank.com }
                        endpoint printers : device  { networks office-lans }
                        networks office-lans = 10.20.0.0/16, 2001:db8:20::/64
                        connector hybrid-in  from onprem to office365 require tls cert *.contoso.com
                        connector hybrid-out from office365 to onprem when recipient contoso.com, legacy.contoso.com
                                             via mail1.contoso.com, mail2.contoso.com require tls cert mail1.contoso.com
                        connector bank-in  from bank to office365 require tls 1.2 cert *.contosobank.com
                                           otherwise reject 550 5.7.51 "contosobank must send over verified TLS"
                        connector bank-out from office365 to bank via mx require tls cert *.contosobank.com
                        connector printing from printers to office365 may relay
                                           require sender contoso.com size 20MiB recipient contoso.com, contosobank.com
                        connector lock-down from internet to office365 require network 192.0.2.64/27 tls 1.2

                        test "John writes to Bob" at office365 {
                          client  203.0.113.41 tls 1.3 cert mail.contoso.com
                          message john@contoso.com -> bob@contoso.com
                          expect  deliver by hybrid-in
                        }
                        test "the right network without the certificate is nobody" at office365 {
                          client  203.0.113.41 tls 1.3
                          message john@contoso.com -> bob@contoso.com
                          expect  reject network-not-allowed by lock-down
                        }
                        test "Bob writes to John" at office365 {
                          client  mailbox
                          message bob@contoso.com -> john@contoso.com
                          expect  send via hybrid-out by mailbox
                        }
                        test "Bob writes to a subsidiary" at office365 {
                          client  mailbox
                          message bob@contoso.com -> anyone@a.fabrikam.com
                          expect  deliver by mailbox
                        }
                        test "legacy is passed on" at office365 {
                          client  192.0.2.65 tls 1.2
                          message sun@internet.example -> x@legacy.contoso.com
                          expect  send via hybrid-out by lock-down
                        }
                        test "legacy does not go back" at office365 {
                          client  203.0.113.41 tls 1.3 cert mail.contoso.com
                          message sun@internet.example -> x@legacy.contoso.com
                          expect  reject loop by hybrid-in
                        }
                        test "not through the filter" at office365 {
                          client  192.0.2.96 tls 1.2
                          message sun@internet.example -> bob@contoso.com
                          expect  reject network-not-allowed by lock-down
                        }
                        test "forged" at office365 {
                          client  192.0.2.95 tls 1.2
                          message john@contoso.com -> bob@contoso.com
                          expect  reject direct-send by lock-down
                        }
                        test "the bank's subdomain over TLS" at office365 {
                          client  198.51.100.20 tls 1.3 cert mail.contosobank.com
                          message clerk@mail.contosobank.com -> bob@contoso.com
                          expect  deliver by bank-in
                        }
                        test "the bank over old TLS" at office365 {
                          client  198.51.100.20 tls 1.1 cert mail.contosobank.com
                          message clerk@contosobank.com -> bob@contoso.com
                          expect  reject tls-version by bank-in
                        }
                        test "the bank offers no TLS" at office365 {
                          client  mailbox
                          message bob@contoso.com -> clerk@contosobank.com
                          remote  no tls
                          expect  defer tls-unavailable by mailbox
                        }
                        test "twenty mebibytes and not one more" at office365 {
                          client  10.20.255.255
                          message scanner@contoso.com -> clerk@contosobank.com size 20971520
                          expect  send via bank-out by printing
                        }
                        test "one octet more" at office365 {
                          client  10.20.255.255
                          message scanner@contoso.com -> clerk@contosobank.com size 20971521
                          expect  reject size-exceeded by printing
                        }
                        test "on its way for ever" at office365 {
                          client  192.0.2.65 tls 1.2
                          message sun@internet.example -> bob@contoso.com hops 26
                          expect  reject loop
                        }
                        """), 14);
    }

    @Test
    void theOneLineProgramIsComplete() {
        DecisionModel model = compile(
                        "line.mailflow", "language 1\nfrom onprem to office365 require tls cert *.contoso.com\n")
                .model()
                .orElseThrow();
        Message message = Policy.mail("john@contoso.com", "sun@internet.example")
                .submitted()
                .message();
        assertThat(Trace.follow(model, "onprem", message).hops().stream()
                        .map(hop -> hop.site() + ": " + hop.verdict().words()))
                .containsExactly(
                        "onprem: send via onprem-to-office365 by mailbox",
                        "office365: send to internet by onprem-to-office365");
    }

    @Test
    void theExampleFolderTellsTheSameStory() throws IOException {
        Path example = Path.of("..", "..", "examples", "contoso", "src", "main", "mailflow", "contoso.mailflow");
        assertAllPass(compile("contoso.mailflow", Files.readString(example)), 1);
    }
}
