package dev.mailflow.compiler.targets.postfix.importing;

import static dev.mailflow.compiler.targets.postfix.importing.Reading.model;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.read;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.told;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.way;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As they are found: in the shapes of installations that many people run, in our own words. */
class FoundConfigurationsTest {
    private static final String DOMAINS = "myhostname = mx.contoso.com\nmydestination = contoso.com\n";

    private static void compiles(Reading imported, String... told) {
        model(imported);
        assertThat(told(imported)).contains(told);
    }

    @Test
    void aMailServerWithEverythingInADatabase() {
        // No domain is known, so that the policy waits for them.
        assertThat(told(read("""
                        mynetworks = 127.0.0.0/8 [::1]/128 10.0.0.0/8 [fe80::]/10 [fc00::]/7
                        relay_domains = proxy:mysql:/opt/sql/relay_domains.cf
                        virtual_mailbox_domains = proxy:mysql:/opt/sql/domains.cf
                        virtual_transport = lmtp:inet:store:24
                        mydestination = localhost.localdomain, localhost
                        transport_maps = pcre:/opt/custom.pcre, pcre:/opt/local, proxy:mysql:/opt/sql/transport.cf
                        sender_dependent_default_transport_maps = proxy:mysql:/opt/sql/sender.cf
                        smtp_tls_policy_maps=proxy:mysql:/opt/sql/tls.cf
                        smtp_tls_security_level = dane
                        smtp_tls_mandatory_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1
                        smtpd_hard_error_limit = ${stress?1}${stress:5}
                        smtpd_relay_restrictions = permit_mynetworks,
                          permit_sasl_authenticated,
                          defer_unauth_destination
                        smtpd_recipient_restrictions = permit_sasl_authenticated,
                          permit_mynetworks,
                          check_recipient_access proxy:mysql:/opt/sql/tls_in.cf,
                          reject_unknown_reverse_client_hostname,
                          reject_unauth_destination
                        smtpd_sender_restrictions = reject_authenticated_sender_login_mismatch, permit_mynetworks
                        smtpd_data_restrictions = reject_unauth_pipelining, permit
                        message_size_limit = 104857600
                        smtpd_milters = inet:filter:9900
                        compatibility_level = 2
                        """)))
                .contains(
                        "`proxy:mysql:/opt/sql/relay_domains.cf` of `relay_domains`",
                        "`proxy:mysql:/opt/sql/domains.cf` of `virtual_mailbox_domains`",
                        "`pcre:/opt/custom.pcre` of `transport_maps`",
                        "`pcre:/opt/local` of `transport_maps`",
                        "`proxy:mysql:/opt/sql/transport.cf` of `transport_maps`",
                        "`proxy:mysql:/opt/sql/sender.cf`",
                        "`proxy:mysql:/opt/sql/tls.cf`",
                        "`check_recipient_access proxy:mysql:/opt/sql/tls_in.cf`",
                        "`reject_unknown_reverse_client_hostname`",
                        "`reject_authenticated_sender_login_mismatch`",
                        "`smtpd_milters`");
    }

    @Test
    void aSatelliteOfASmartHost() {
        Reading imported = read("""
                myhostname = web1
                mydestination = $myhostname, web1.example.com, localhost
                relayhost = [smtp.provider.example]:587
                mynetworks = 127.0.0.0/8
                smtp_sasl_auth_enable = yes
                smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd
                smtp_tls_policy_maps = hash:/etc/postfix/tls_policy
                inet_interfaces = loopback-only
                smtpd_relay_restrictions = permit_sasl_authenticated, reject
                """, Map.of("tls_policy", "[smtp.provider.example]:587 encrypt\n"));
        compiles(imported, "`smtp_sasl_password_maps`", "all mail is refused", "`web1` is not understood");
        assertThat(way(imported, "a@web1.example.com", "x@other.example"))
                .contains("smtp.provider.example", "587", "level=REQUIRED");
    }

    @Test
    void oneSenderOverTheCloud() {
        Reading imported = read(
                DOMAINS + "sender_dependent_relayhost_maps = hash:/etc/postfix/relay_by_sender\n"
                        + "smtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n",
                Map.of(
                        "relay_by_sender", "@contoso.com [contoso-com.mail.protection.outlook.com]:25\n",
                        "tls_policy",
                                "[contoso-com.mail.protection.outlook.com]:25 secure match=mail.protection.outlook.com\n"));
        assertThat(way(imported, "a@contoso.com", "x@other.example"))
                .contains("contoso-com.mail.protection.outlook.com", "serverNames=[mail.protection.outlook.com]");
        assertThat(way(imported, "a@other.example", "x@third.example")).contains("SendToInternet");
    }

    @Test
    void aKeyThatStandsTwice() {
        Reading imported = read(
                DOMAINS + "transport_maps = hash:/etc/postfix/transport\n",
                Map.of(
                        "transport",
                        "big.example smtp:[192.0.2.1]\nbig.example smtp:[192.0.2.2]\nold.example smtp:mx.old.example:2525\n"));
        compiles(imported, "`big.example` stands twice", "`mx.old.example:2525` means the mail exchangers");
        assertThat(way(imported, "a@contoso.com", "x@big.example")).contains("192.0.2.1");
    }

    @Test
    void aRelayBehindAStore() {
        compiles(
                read("""
                        mydomain = inside
                        mynetworks_style = host
                        relayhost = [store]
                        relay_domains = /etc/postfix/user/relay_domains
                        smtpd_client_restrictions =
                            reject_unknown_sender_domain
                            reject_rbl_client zen.example.org
                        smtpd_recipient_restrictions =
                            check_sender_access hash:/etc/postfix/user/sender_access
                            check_recipient_access regexp:/etc/postfix/user/recipient_access.regexp
                        """),
                "the file `/etc/postfix/user/relay_domains`",
                "`reject_rbl_client zen.example.org`",
                "`check_recipient_access regexp:/etc/postfix/user/recipient_access.regexp`");
    }

    /** What master.cf says of port 25 goes before main.cf, and postscreen(8) hands clients to the service that it names. */
    @Test
    void settingsOfTheServiceOnPort25() {
        String master = """
                smtp      inet  n  -  y  -  1  postscreen
                smtpd     pass  -  -  y  -  -  smtpd
                  -o { smtpd_recipient_restrictions = permit_mynetworks,
                       reject_plaintext_session }
                  -o smtpd_sasl_auth_enable=no -omessage_size_limit=2000
                submission inet n  -  y  -  -  smtpd
                  -o smtpd_tls_security_level=encrypt
                  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
                10.0.0.1:10025 inet n - n - - smtpd
                  -o content_filter=
                """;
        Reading imported = read(
                DOMAINS
                        + "smtpd_sasl_auth_enable = yes\nmynetworks = 192.0.2.0/24\nsmtpd_recipient_restrictions = reject\n",
                Map.of("master.cf", master));
        assertThat(imported.verdict("198.51.100.7", "bob@contoso.com")).isEqualTo("reject tls-required");
        assertThat(imported.verdict("198.51.100.7 tls", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(imported.imported().policy()).contains("size 2000");
        compiles(
                imported,
                "`submission` takes mail by settings of its own, smtpd_tls_security_level, smtpd_relay_restrictions",
                "`10.0.0.1:10025` takes mail by settings of its own, content_filter");
    }

    @Test
    void aDomainOfTheMachineBesideItsSubdomains() {
        Reading imported = read("mydestination = contoso.com, mail.contoso.com\nrelay_domains = $mydestination\n");
        assertThat(way(imported, "a@x.example", "bob@contoso.com")).contains("Deliver");
        assertThat(way(imported, "a@x.example", "bob@mail.contoso.com")).contains("Deliver");
        assertThat(way(imported, "a@x.example", "bob@sub.contoso.com")).contains("RecipientMx");
    }

    /** A transport for a kind of domains of which there are none says nothing. */
    @Test
    void transportsOfKinds() {
        Reading virtual =
                read("mynetworks =\nmydestination =\nlocal_transport = error:nobody here\nrelay_transport = error:no\n"
                        + "virtual_mailbox_domains = contoso.com\nvirtual_transport = lmtp:unix:store\n");
        assertThat(told(virtual)).isEmpty();
        assertThat(way(virtual, "a@x.example", "bob@contoso.com")).contains("Deliver");
        Reading both = read("mydestination = local.example\nvirtual_mailbox_domains = contoso.com\n"
                + "virtual_transport = smtp:[store.contoso.com]\n");
        assertThat(way(both, "a@x.example", "bob@contoso.com")).contains("store.contoso.com");
        assertThat(way(both, "a@x.example", "bob@local.example")).contains("Deliver");
        assertThat(told(read("mydestination = contoso.com\nlocal_transport = error:no\n")))
                .contains("where `error:no` brings the mail of `contoso.com` is not understood");
    }

    @Test
    void placeholdersOfTemplates() {
        compiles(
                read("myhostname = {{ host }}\nmydestination = your_domain, contoso.com, $elsewhere\n"
                        + "relayhost = [%relay%]:587\nmessage_size_limit = SIZE\n"
                        + "smtpd_helo_restrictions = ${stress?reject_unknown_helo_hostname}\n"),
                "`{{ host }}` is not understood as a host",
                "`your_domain` is not understood as a domain",
                "`mydestination` refers to a setting",
                "`[%relay%]:587` is not understood as a host",
                "`SIZE` is not understood as a size");
    }

    @Test
    void addressesOfEveryDomain() {
        Reading imported = read(
                DOMAINS
                        + "smtpd_recipient_restrictions = check_recipient_access hash:/etc/rfc, reject_unauth_destination\n"
                        + "relay_domains = hash:/etc/relay\ntransport_maps = $relay_domains\n",
                Map.of(
                        "rfc", "postmaster@ OK\nabuse@ OK\n",
                        "relay", "list.example lmtp:[127.0.0.1]:24\n",
                        "empty", "# nothing yet\n"));
        compiles(
                imported,
                "the row of `postmaster@` is not understood, nor are 1 more of its table",
                "no setting that was understood names this file");
        assertThat(way(imported, "a@contoso.com", "x@list.example")).contains("Deliver");
        assertThat(way(imported, "a@contoso.com", "x@sub.list.example")).contains("RecipientMx");
    }

    /** Two files of one name are told apart by their folders. */
    @Test
    void filesOfOneName() {
        Reading imported = read(
                DOMAINS + "transport_maps = hash:/etc/postfix/out/map\nrelay_domains = hash:/etc/postfix/in/map\n",
                Map.of(
                        "copy/in/map", "legacy.example x\n",
                        "copy/out/map", "partner.example smtp:[mx.partner.example]:submission\n"));
        assertThat(way(imported, "a@contoso.com", "x@partner.example")).contains("mx.partner.example", "587");
        assertThat(imported.imported().policy()).contains("relay domains .legacy.example");
    }

    @Test
    void secureTowardsTheSmartHost() {
        Reading imported = read(DOMAINS + "relayhost = Smtp-Relay.example:587\nsmtp_tls_security_level = secure\n"
                + "smtp_tls_secure_cert_match = nexthop, .other.example\n");
        assertThat(way(imported, "a@contoso.com", "x@other.example"))
                .contains("smtp-relay.example", "*.other.example", "level=REQUIRED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "default_transport = smtp:[one.example]|relayhost = [two.example]|one.example",
                "transport_maps = inline:{*=smtp:[one.example]}|relayhost = [two.example]|one.example",
                "transport_maps = inline:{*=:}|relayhost = [two.example]|two.example",
                "default_transport = smtp|relayhost = [two.example]|two.example",
                "transport_maps = inline:{x.example=smtp:x.example}|relayhost = [two.example]|RecipientMx",
            })
    void whatGoesBeforeTheRelayHost(String one, String other, String way) {
        assertThat(way(read(DOMAINS + one + "\n" + other + "\n"), "a@contoso.com", "x@x.example"))
                .contains(way);
    }

    /** A program is a store of this machine; a service that delivers nowhere is told. */
    @Test
    void servicesByWhatDelivers() {
        Reading imported = read(
                DOMAINS
                        + "relay_domains = lists.example, drop.example, odd.example\nparent_domain_matches_subdomains =\n"
                        + "transport_maps = hash:/etc/t\n",
                Map.of(
                        "t", "lists.example mailman:\ndrop.example hole:\nodd.example slow:[o.example]\n",
                        "master.cf", """
                                mailman unix - n n - - pipe
                                  flags=FR user=list argv=/usr/bin/x ${nexthop} ${user}
                                hole unix - - n - - discard
                                slow unix - - n - 1 smtp -o smtp_bind_address=192.0.2.1
                                """));
        compiles(
                imported,
                "`lists.example` goes to the program behind `mailman`",
                "`drop.example` goes to `hole`, which delivers nowhere",
                "the delivery service `slow` has settings of its own");
        assertThat(way(imported, "a@contoso.com", "x@lists.example")).contains("Deliver");
        assertThat(way(imported, "a@contoso.com", "x@odd.example")).contains("o.example");
    }

    @Test
    void sendersByServices() {
        Reading imported = read(
                DOMAINS + "sender_dependent_default_transport_maps = hash:/etc/s\n",
                Map.of("s", "@fabrikam.com bulk:[bulk.example]:2525\n@contoso.com DUNNO\nnews@ smtp:[n.example]\n"));
        compiles(imported, "the delivery service `bulk` of the row of `@fabrikam.com`", "the row of `news@`");
        assertThat(way(imported, "a@fabrikam.com", "x@other.example")).contains("bulk.example", "2525");
        assertThat(way(imported, "a@contoso.com", "x@other.example")).contains("SendToInternet");
    }
}
