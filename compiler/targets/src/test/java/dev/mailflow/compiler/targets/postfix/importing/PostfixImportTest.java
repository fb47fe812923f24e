package dev.mailflow.compiler.targets.postfix.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.MailAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PostfixImportTest {
    private static final String MAIN = """
            # a gateway
            compatibility_level = 3.6
            myhostname = mx1.contoso.com
            mydestination = $myhostname, localhost.$mydomain, localhost
            virtual_mailbox_domains = contoso.com fabrikam.com
            relay_domains = hash:/etc/postfix/relay_domains,
                .branch.contoso.com
            parent_domain_matches_subdomains =
            mynetworks = 127.0.0.0/8 [::1]/128 192.0.2.0/24 [2001:db8:5::]/48
            transport_maps = hash:/etc/postfix/transport, pcre:/etc/postfix/odd.pcre
            smtp_tls_policy_maps = hash:${config_directory}/tls_policy
            smtp_tls_security_level = may
            relayhost = [smart.example.net]:587
            smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination,
                check_policy_service unix:private/policy
            smtpd_relay_restrictions = permit_mynetworks, check_client_access cidr:/etc/postfix/clients.cidr, reject_unauth_destination
            message_size_limit = 20480000
            hopcount_limit = 52
            content_filter = scan:[127.0.0.1]:10025
            smtpd_banner = $myhostname ESMTP
            """;

    private static final Map<String, String> TABLES = Map.of(
            "relay_domains", "legacy.contoso.com OK\nacquired.example OK\n",
            "transport", """
                    legacy.contoso.com   smtp:[mail2.contoso.com]
                    acquired.example     smtp:[2001:db8::25]:2525, [mail3.contoso.com]
                    .branch.contoso.com  relay:[branch.contoso.com]
                    contosobank.com      smtp:
                    .contosobank.com     smtp:
                    woodgrove.com        smtp:[in.woodgrove.com]
                    odd.example          error:no mail for you
                    boss@contoso.com     smtp:[mail2.contoso.com]
                    """,
            "tls_policy", """
                    contosobank.com         secure match=mx.contosobank.com:.contosobank.com
                    .contosobank.com        secure match=mx.contosobank.com:.contosobank.com
                    [in.woodgrove.com]      encrypt protocols=>=TLSv1.3 ciphers=high
                    [mail2.contoso.com]     verify
                    lonely.example          dane-only
                    [smart.example.net]:587 encrypt
                    """,
            "clients.cidr", "198.51.100.7/32 OK\n203.0.113.0/24 REJECT no\n");

    private static Imported imported() {
        Map<String, SourceFile> tables = new LinkedHashMap<>();
        TABLES.forEach((name, text) -> tables.put(name, new SourceFile(name, text)));
        return PostfixImport.read(new SourceFile("main.cf", MAIN), tables);
    }

    private static OutboundRule way(DecisionModel model, String sender, String recipient) {
        Message message =
                new Message(new Message.Submitted(), Optional.of(address(sender)), address(recipient), 0, 0, List.of());
        Outcome outcome = Interpreter.decide(model, "mail", message).outcome();
        assertThat(outcome).as(recipient).isInstanceOf(Outcome.Send.class);
        return ((Outcome.Send) outcome).via();
    }

    private static MailAddress address(String text) {
        return Values.address(text);
    }

    @Test
    void thePolicyCompilesAndSendsWherePostfixSends() {
        Imported imported = imported();
        CompileResult result = Policies.compile(imported.policy());
        assertThat(result.model())
                .as(imported.policy() + Policies.listing(result))
                .isPresent();
        DecisionModel model = result.model().orElseThrow();
        assertThat(way(model, "a@contoso.com", "x@legacy.contoso.com").route().toString())
                .contains("mail2.contoso.com");
        assertThat(way(model, "a@contoso.com", "boss@contoso.com").route().toString())
                .contains("mail2.contoso.com");
        assertThat(way(model, "a@contoso.com", "x@acquired.example").route().toString())
                .contains("2001:db8::25", "2525", "mail3.contoso.com");
        assertThat(way(model, "a@contoso.com", "x@deep.branch.contoso.com")
                        .route()
                        .toString())
                .contains("branch.contoso.com");
        OutboundRule bank = way(model, "a@contoso.com", "x@sub.contosobank.com");
        assertThat(bank.route()).isInstanceOf(OutboundRule.Route.RecipientMx.class);
        assertThat(bank.tls().serverNames())
                .containsExactly(
                        new CertificatePattern("mx.contosobank.com"), new CertificatePattern("*.contosobank.com"));
        assertThat(way(model, "a@contoso.com", "x@woodgrove.com")
                        .tls()
                        .minimum()
                        .orElseThrow()
                        .text())
                .isEqualTo("1.3");
        // Its own policy is never looked at: its mail goes to the relay host.
        assertThat(way(model, "a@contoso.com", "x@lonely.example").route().toString())
                .contains("smart.example.net");
        OutboundRule smart = way(model, "a@contoso.com", "x@anywhere.example");
        assertThat(smart.route().toString()).contains("smart.example.net", "587");
        assertThat(smart.tls().level()).isEqualTo(OutboundRule.Level.REQUIRED);
        assertThat(model.organization().hopLimit()).isEqualTo(50);
    }

    @Test
    void whatIsNotUnderstoodIsToldAtItsPlace() {
        List<Diagnostic> told = imported().notUnderstood();
        assertThat(told.stream().map(Diagnostic::message))
                .anyMatch(message -> message.contains("pcre:/etc/postfix/odd.pcre"))
                .anyMatch(message -> message.contains("`check_policy_service unix:private/policy`"))
                .anyMatch(message -> message.contains("`content_filter`"))
                .anyMatch(message -> message.contains("`odd.example` goes to `error:no mail for you`"))
                .anyMatch(message -> message.contains("nothing is sent to `lonely.example`"))
                .anyMatch(message -> message.contains("`ciphers=high` of the TLS policy of `[in.woodgrove.com]`"))
                .anyMatch(message ->
                        message.contains("the import does not read these") && message.contains("smtpd_banner"));
        assertThat(told.stream()
                        .filter(diagnostic -> diagnostic.message().contains("odd.example"))
                        .findFirst()
                        .orElseThrow()
                        .primary()
                        .span()
                        .text())
                .isEqualTo("odd.example          error:no mail for you");
    }

    @Test
    void everySettingIsUnderstoodOrTold() {
        String named = "default_transport = smtp:[x.example]\n";
        for (String line : MAIN.split("\n")) {
            String name = line.replaceFirst("\\s*=.*", "");
            if (line.matches("[a-z_]+ =.*")) {
                Imported with = PostfixImport.read(new SourceFile("main.cf", named + line + "\n"), Map.of());
                Imported without = PostfixImport.read(new SourceFile("main.cf", named), Map.of());
                boolean told = with.notUnderstood().stream()
                        .anyMatch(diagnostic -> diagnostic.message().contains(name));
                boolean silent = with.policy().equals(without.policy()) && !told;
                assertThat(silent
                                && !List.of(
                                                "parent_domain_matches_subdomains",
                                                "compatibility_level",
                                                "smtp_tls_security_level",
                                                "smtpd_relay_restrictions",
                                                "smtpd_recipient_restrictions",
                                                "mydestination")
                                        .contains(name))
                        .as(name)
                        .isFalse();
            }
        }
    }

    @Test
    void carriageReturnsAndEmptyFilesAreRead() {
        Imported imported = PostfixImport.read(
                new SourceFile("main.cf", "relay_domains = a.example,\r\n  b.example\r\n"), Map.of());
        assertThat(imported.policy()).contains(".a.example, .b.example");
        assertThat(PostfixImport.read(new SourceFile("main.cf", ""), Map.of()).policy())
                .contains("software postfix");
    }
}
