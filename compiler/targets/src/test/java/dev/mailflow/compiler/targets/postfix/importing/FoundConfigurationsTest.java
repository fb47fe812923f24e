package dev.mailflow.compiler.targets.postfix.importing;

import static dev.mailflow.compiler.targets.postfix.importing.Reading.model;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.read;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.told;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.way;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
