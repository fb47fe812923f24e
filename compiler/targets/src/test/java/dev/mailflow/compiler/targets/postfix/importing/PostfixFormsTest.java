package dev.mailflow.compiler.targets.postfix.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.IpAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways in which administrators write the same, and whether anything of it is lost in silence. */
class PostfixFormsTest {
    private static final String DOMAINS = "myhostname = mx.contoso.com\nmydestination = contoso.com\n";

    private static Imported read(String main, Map<String, String> tables) {
        Map<String, SourceFile> files = new LinkedHashMap<>();
        tables.forEach((name, text) -> files.put(name, new SourceFile(name, text)));
        return PostfixImport.read(new SourceFile("main.cf", main), files);
    }

    private static Imported read(String main) {
        return read(main, Map.of());
    }

    private static DecisionModel model(Imported imported) {
        CompileResult result = Policies.compile(imported.policy());
        assertThat(result.model())
                .as(imported.policy() + Policies.listing(result))
                .isPresent();
        return result.model().orElseThrow();
    }

    private static String told(Imported imported) {
        return String.join(
                "\n", imported.notUnderstood().stream().map(Diagnostic::message).toList());
    }

    /** What becomes of a message from that client, from a stranger to somebody. */
    private static String verdict(Imported imported, String client, String recipient) {
        Message message = new Message(
                new Connection(IpAddress.parse(client).orElseThrow(), Optional.empty(), List.of(), Optional.empty()),
                Optional.of(Values.address("a@stranger.example")),
                Values.address(recipient),
                1,
                0,
                List.of());
        return Interpreter.decide(model(imported), "mail", message).outcome().words();
    }

    private static String way(Imported imported, String sender, String recipient) {
        Message message = new Message(
                new Message.Submitted(),
                Optional.of(Values.address(sender)),
                Values.address(recipient),
                1,
                0,
                List.of());
        return Interpreter.decide(model(imported), "mail", message).outcome().toString();
    }

    // Settings.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$mine|contoso.com",
                "${mine}|contoso.com",
                "$(mine)|contoso.com",
                "${empty:contoso.com}|contoso.com",
                "${mine?contoso.com}|contoso.com",
                "${mine?{contoso.com}:{other.example}}|contoso.com",
                "${empty?{other.example}:{contoso.com}}|contoso.com",
                "${{$compatibility_level} < {1} ? {other.example} : {contoso.com}}|contoso.com",
                "${{$mine} == {contoso.com} ? {$mine} : {other.example}}|contoso.com",
                "${{10} > {9} ? {contoso.com}}|contoso.com",
                "$mydomain|contoso.com",
            })
    void referencesAreFilledIn(String written, String domain) {
        Imported imported = read("compatibility_level = 3.6\nmyhostname = mx.contoso.com\nmine = contoso.com\nempty =\n"
                + "mydestination = " + written + "\n");
        assertThat(model(imported).organization().authoritative())
                .extracting(pattern -> pattern.text())
                .as(written)
                .containsExactly(domain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$unknown_to_us", "${unknown_to_us?contoso.com}", "${{$unknown_to_us} == {a} ? {b} : {c}}"})
    void aReferenceToWhatIsNotThereIsTold(String written) {
        assertThat(told(read("relayhost = [" + written + "]\n"))).contains("`relayhost` refers to a setting");
    }

    @Test
    void linesGoOnAndCommentsStandBetween() {
        Imported imported = read("mydestination = contoso.com,\r\n# of old\r\n  # and this\r\n\r\n  fabrikam.com\r\n"
                + "\tlegacy.example\r\nnot a setting\r\n");
        assertThat(model(imported).organization().authoritative())
                .extracting(pattern -> pattern.text())
                .containsExactly("contoso.com", "fabrikam.com", "legacy.example");
        assertThat(told(imported)).contains("`not a setting` is no setting");
    }

    @Test
    void withoutADestinationTheHostItselfIsOne() {
        assertThat(model(read("myhostname = mx.contoso.com\n")).organization().authoritative())
                .extracting(pattern -> pattern.text())
                .containsExactly("mx.contoso.com");
    }

    // Tables.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hash:/etc/postfix/transport",
                "texthash:/etc/postfix/transport",
                "lmdb:${config_directory}/transport",
                "proxy:hash:$config_directory/transport",
                "inline:{ partner.example=smtp:[mx.partner.example], { other.example = smtp:[o.example] } }",
                "inline:{{partner.example = smtp:[mx.partner.example]}}",
            })
    void tablesInAnyDressAreRead(String reference) {
        Imported imported = read(DOMAINS + "transport_maps = " + reference + "\n", Map.of("transport", """
                        # comment
                        partner.example
                            smtp:[mx.partner.example]
                        """));
        assertThat(way(imported, "a@contoso.com", "x@partner.example")).contains("mx.partner.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql:/etc/postfix/t.cf",
                "proxy:pgsql:/etc/postfix/t.cf",
                "ldap:t",
                "pcre:/etc/postfix/t",
                "regexp:/etc/postfix/t",
                "socketmap:inet:host:1:t",
                "tcp:host:1",
                "memcache:/etc/postfix/t.cf",
                "unionmap:{hash:/etc/postfix/t}",
                "pipemap:{hash:/etc/postfix/t}",
                "randmap:{smtp:[a.example]}",
                "hash:/etc/postfix/missing",
            })
    void tablesThatSayMoreThanTheirTextAreTold(String reference) {
        for (String setting : List.of(
                "transport_maps",
                "relay_domains",
                "virtual_mailbox_domains",
                "smtp_tls_policy_maps",
                "sender_dependent_relayhost_maps",
                "mynetworks")) {
            assertThat(told(read(DOMAINS + setting + " = " + reference + "\n", Map.of("t", "x y\n"))))
                    .as(setting)
                    .contains("the table `" + reference + "` of `" + setting + "` was not read");
        }
    }

    /** A path in a list stands for what the file lists. */
    @Test
    void filesInPlaceOfMembers() {
        String main =
                "myhostname = mx.contoso.com\nmydestination =\nvirtual_mailbox_domains = /etc/postfix/vhost\nmynetworks = /etc/postfix/nets\n";
        Imported imported =
                read(main, Map.of("vhost", "# ours\ncontoso.com\nfabrikam.com, a.example\n", "nets", "192.0.2.0/24\n"));
        assertThat(model(imported).organization().authoritative())
                .extracting(pattern -> pattern.text())
                .containsExactly("contoso.com", "fabrikam.com", "a.example");
        assertThat(verdict(imported, "192.0.2.7", "x@other.example")).isEqualTo("send to internet");
        assertThat(told(read(main))).contains("the file `/etc/postfix/vhost`", "the file `/etc/postfix/nets`");
    }

    /** LMTP brings mail to a store, over whatever socket. */
    @Test
    void aStoreOverLmtpIsHere() {
        Imported imported = read("myhostname = mx.contoso.com\nmydestination =\nvirtual_mailbox_domains = contoso.com\n"
                + "virtual_transport = lmtp:inet:store:24\n");
        assertThat(way(imported, "a@contoso.com", "bob@contoso.com")).contains("Deliver");
    }

    /** With {@code smtpd_delay_reject} the lists of clients and senders are looked at for each recipient too. */
    @Test
    void everyListThatRefusesOthersDomainsCounts() {
        Imported imported =
                read(OWN + "smtpd_client_restrictions = permit_sasl_authenticated, reject_unauth_destination\n"
                        + "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n");
        assertThat(verdict(imported, "192.0.2.7", "x@other.example")).isEqualTo("reject relay-denied");
        assertThat(told(imported)).contains("`192.0.2.0/24` may not relay");
    }

    // Who may relay.

    private static final String OWN = DOMAINS + "mynetworks = 192.0.2.0/24\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|send to internet",
                "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination|send to internet",
                "smtpd_relay_restrictions = reject_unauth_destination, permit_mynetworks|reject relay-denied",
                "smtpd_relay_restrictions = permit_sasl_authenticated defer_unauth_destination|reject relay-denied",
                "smtpd_relay_restrictions = permit_mynetworks, reject|send to internet",
            })
    void ownNetworksRelayWhereAListPermitsThem(String line, String verdict) {
        Imported imported = read(OWN + (line == null ? "" : line) + "\n");
        assertThat(verdict(imported, "192.0.2.7", "x@other.example")).as(line).isEqualTo(verdict);
        assertThat(verdict(imported, "198.51.100.7", "x@other.example")).startsWith("reject");
    }

    @Test
    void bothListsMustPermit() {
        String client = "check_client_access cidr:/etc/postfix/clients";
        Map<String, String> table = Map.of("clients", "198.51.100.0/24 OK\n");
        Imported one = read(
                OWN + "smtpd_relay_restrictions = permit_mynetworks, " + client + ", reject_unauth_destination\n"
                        + "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n",
                table);
        assertThat(verdict(one, "198.51.100.7", "x@other.example")).isEqualTo("reject relay-denied");
        assertThat(told(one)).contains("`198.51.100.0/24` may not relay");
        Imported both = read(
                OWN + "smtpd_relay_restrictions = permit_mynetworks, " + client + ", reject_unauth_destination\n"
                        + "smtpd_recipient_restrictions = permit_mynetworks, " + client
                        + ", reject_unauth_destination\n",
                table);
        assertThat(verdict(both, "198.51.100.7", "x@other.example")).isEqualTo("send to internet");
        Imported after = read(
                OWN + "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination, " + client + "\n",
                table);
        assertThat(verdict(after, "198.51.100.7", "x@other.example")).isEqualTo("reject relay-denied");
        assertThat(told(after)).contains("the row of `198.51.100.0/24` is not understood");
    }

    @Test
    void anOpenRelayIsTold() {
        Imported imported =
                read(OWN + "smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, permit\n");
        assertThat(told(imported)).contains("everybody may relay");
    }

    @Test
    void onlyOwnNetworksComeIn() {
        Imported imported = read(OWN + "smtpd_client_restrictions = permit_mynetworks, reject\n");
        assertThat(verdict(imported, "198.51.100.7", "bob@contoso.com")).isEqualTo("reject network-not-allowed");
        assertThat(verdict(imported, "192.0.2.7", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(told(read(OWN + "smtpd_client_restrictions = permit_sasl_authenticated, reject\n")))
                .contains("`reject` of `smtpd_client_restrictions` is not understood");
    }

    @Test
    void usersThatMayNotRelayAreTold() {
        assertThat(
                        told(
                                read(
                                        OWN
                                                + "smtpd_sasl_auth_enable = yes\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n")))
                .contains("users who authenticate may not relay");
    }

    /** Whatever stands in whatever list: it is understood or told. */
    @Test
    void noRestrictionIsLostInSilence() {
        List<String> lists = List.of(
                "smtpd_client_restrictions",
                "smtpd_helo_restrictions",
                "smtpd_sender_restrictions",
                "smtpd_relay_restrictions",
                "smtpd_recipient_restrictions",
                "smtpd_data_restrictions",
                "smtpd_end_of_data_restrictions",
                "smtpd_etrn_restrictions");
        List<String> members = List.of(
                "check_helo_access hash:/t",
                "check_sender_access hash:/t",
                "check_recipient_access hash:/t",
                "check_ccert_access hash:/t",
                "check_sasl_access hash:/t",
                "check_etrn_access hash:/t",
                "check_client_mx_access cidr:/t",
                "check_reverse_client_hostname_access hash:/t",
                "check_sender_ns_access hash:/t",
                "check_recipient_a_access cidr:/t",
                "check_policy_service unix:private/x",
                "reject_rbl_client zen.example.org",
                "reject_rhsbl_sender dbl.example.org",
                "permit_dnswl_client list.example.org",
                "permit_tls_clientcerts",
                "permit_tls_all_clientcerts",
                "permit_mx_backup",
                "reject_plaintext_session",
                "reject_unverified_recipient",
                "reject_sender_login_mismatch",
                "our_class",
                "warn_if_reject reject_unknown_client_hostname");
        for (String list : lists) {
            for (String member : members) {
                Imported imported = read(
                        OWN + "smtpd_restriction_classes = our_class\nour_class = reject_unknown_client_hostname\n"
                                + list + " = permit_mynetworks, " + member + ", reject_unauth_destination\n",
                        Map.of("t", "192.0.2.9 REJECT\nx.example OK\n"));
                assertThat(told(imported)).as(list).contains("`" + member + "` of `" + list + "` is not understood");
            }
        }
    }

    @Test
    void classesAreToldByTheirNames() {
        Imported imported = read(
                OWN
                        + "smtpd_restriction_classes = trusted, strict\ntrusted = permit\nstrict = reject_unknown_client_hostname\n"
                        + "smtpd_relay_restrictions = permit_mynetworks, check_client_access cidr:/etc/c, reject_unauth_destination\n",
                Map.of("c", "198.51.100.0/24 trusted\n203.0.113.0/24 strict\n"));
        assertThat(verdict(imported, "198.51.100.7", "x@other.example")).isEqualTo("send to internet");
        assertThat(told(imported))
                .contains("the row of `203.0.113.0/24` is not understood", "the class `strict`")
                .doesNotContain("the class `trusted`");
    }

    @Test
    void networksInEveryForm() {
        Imported imported = read(
                DOMAINS
                        + "mynetworks = 127.0.0.0/8, [::1]/128, [2001:db8:5::]/48, cidr:/etc/n, hash:/etc/h, !192.0.2.9\n",
                Map.of("n", "198.51.100.0/24 OK\n", "h", "203.0.113 OK\n"));
        assertThat(verdict(imported, "2001:db8:5::9", "x@other.example")).isEqualTo("send to internet");
        assertThat(verdict(imported, "198.51.100.9", "x@other.example")).isEqualTo("send to internet");
        assertThat(verdict(imported, "203.0.113.9", "x@other.example")).isEqualTo("send to internet");
        assertThat(told(imported)).contains("the exception `!192.0.2.9`");
    }

    // Where it goes.

    @Test
    void relayDomainsGoByTheirTransportOrByMx() {
        String relay = DOMAINS + "relay_domains = old.example\nparent_domain_matches_subdomains =\n";
        assertThat(way(read(relay), "a@contoso.com", "x@old.example")).contains("RecipientMx");
        assertThat(way(read(relay + "relayhost = [smart.example]\n"), "a@contoso.com", "x@old.example"))
                .contains("smart.example");
        assertThat(way(read(relay + "relay_transport = relay:[in.old.example]\n"), "a@contoso.com", "x@old.example"))
                .contains("in.old.example");
        assertThat(way(read(relay + "relay_transport = lmtp:unix:private/store\n"), "a@contoso.com", "x@old.example"))
                .contains("Deliver");
    }

    @Test
    void mailboxesOnAnotherHost() {
        Imported imported = read(
                "myhostname = mx.contoso.com\nmydestination =\nvirtual_mailbox_domains = contoso.com\nvirtual_transport = smtp:[store.contoso.com]\n");
        assertThat(way(imported, "a@contoso.com", "bob@contoso.com")).contains("store.contoso.com");
        assertThat(told(read("virtual_mailbox_domains = contoso.com\nvirtual_transport = odd:there\n")))
                .contains("`odd:there`");
    }

    /** A policy for a domain that goes to the relay host is never looked at: the next hop is another. */
    @Test
    void policiesOfDomainsThatGoElsewhere() {
        Imported imported = read(
                DOMAINS + "relayhost = [smart.example]\nsmtp_tls_policy_maps = hash:/etc/p\n",
                Map.of("p", "partner.example encrypt\n"));
        assertThat(way(imported, "a@contoso.com", "x@partner.example")).contains("smart.example");
        assertThat(told(imported)).contains("nothing is sent to `partner.example`");
    }

    /** The transport table goes before local delivery. */
    @Test
    void domainsOfOursOnAnotherHost() {
        Imported one = read(DOMAINS + "transport_maps = inline:{contoso.com=smtp:[store.contoso.com]}\n");
        assertThat(way(one, "a@contoso.com", "bob@contoso.com")).contains("store.contoso.com");
        Imported all = read(DOMAINS + "transport_maps = inline:{*=smtp:[filter.example], contoso.com=:}\n");
        assertThat(way(all, "a@contoso.com", "bob@contoso.com")).contains("Deliver");
        assertThat(way(all, "a@contoso.com", "x@other.example")).contains("filter.example");
        Imported every = read(DOMAINS + "transport_maps = inline:{*=smtp:[filter.example]}\n");
        assertThat(way(every, "a@contoso.com", "bob@contoso.com")).contains("filter.example");
        Imported smart = read(DOMAINS + "relayhost = [smart.example]\n");
        assertThat(way(smart, "a@contoso.com", "bob@contoso.com")).contains("Deliver");
    }

    @Test
    void senderDependentRelayHosts() {
        Imported imported = read(
                DOMAINS + "sender_dependent_relayhost_maps = hash:/etc/by_sender\nrelayhost = [smart.example]\n",
                Map.of(
                        "by_sender",
                        "@contoso.com [own.example]:587\nboss@fabrikam.com smtp:[boss.example]\nodd DUNNO\n"
                                + "chief@contoso.com [chief.example]\n"));
        assertThat(way(imported, "a@contoso.com", "x@other.example")).contains("own.example", "587");
        assertThat(way(imported, "boss@fabrikam.com", "x@other.example")).contains("boss.example");
        assertThat(way(imported, "a@elsewhere.example", "x@other.example")).contains("smart.example");
        assertThat(told(imported)).contains("the row of `odd`", "`chief@contoso.com` has another way");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none|NEVER",
                "may|OPPORTUNISTIC",
                "encrypt|REQUIRED",
                "encrypt protocols=>=TLSv1.3|TLS_1_3",
                "dane|OPPORTUNISTIC",
                "dane-only|dane=REQUIRED",
                "verify match=mx.partner.example|mx.partner.example",
                "secure match=nexthop|serverNames=[mx.partner.example]",
                "secure match=.partner.example:other.example|*.partner.example",
            })
    void tlsPolicies(String policy, String expected) {
        Imported imported = read(
                DOMAINS + "transport_maps = hash:/etc/t\nsmtp_tls_policy_maps = hash:/etc/p\n",
                Map.of(
                        "t",
                        "partner.example smtp:[mx.partner.example]\n",
                        "p",
                        "[mx.partner.example] " + policy + "\n"));
        assertThat(way(imported, "a@contoso.com", "x@partner.example").replace("'", ""))
                .contains(expected);
        assertThat(told(imported)).doesNotContain("TLS policy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fingerprint match=3D:95", "half-dane", "secure match=hostname connection_reuse=yes"})
    void tlsPoliciesWithoutCounterpartAreTold(String policy) {
        Imported imported = read(
                DOMAINS + "transport_maps = hash:/etc/t\nsmtp_tls_policy_maps = hash:/etc/p\n",
                Map.of(
                        "t",
                        "partner.example smtp:[mx.partner.example]\n",
                        "p",
                        "[mx.partner.example] " + policy + "\n"));
        assertThat(told(imported)).containsPattern("the TLS level|of the TLS policy of");
    }

    @Test
    void servicesOfMasterCfWithTheirTls() {
        Imported imported = read(
                DOMAINS + "transport_maps = hash:/etc/t\n",
                Map.of(
                        "t", "partner.example strict:[mx.partner.example]\nother.example odd:[o.example]\n",
                        "master.cf", """
                        smtp inet n - n - - smtpd
                        strict unix - - n - - smtp
                            -o smtp_tls_policy_maps=
                            -o smtp_tls_security_level=encrypt
                        odd unix - - n - - smtp
                            -o smtp_bind_address=192.0.2.1
                        """));
        assertThat(way(imported, "a@contoso.com", "x@partner.example")).contains("level=REQUIRED");
        assertThat(told(imported)).contains("the delivery service `odd`").doesNotContain("`strict`");
    }

    // As they are found: in the shapes of installations that many people run, in our own words.

    private static void compiles(Imported imported, String... told) {
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
        Imported imported = read("""
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
        compiles(
                imported,
                "`smtp_sasl_password_maps`",
                "`reject` of `smtpd_relay_restrictions`",
                "`web1` is not understood");
        assertThat(way(imported, "a@web1.example.com", "x@other.example"))
                .contains("smtp.provider.example", "587", "level=REQUIRED");
    }

    @Test
    void oneSenderOverTheCloud() {
        Imported imported = read(
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
        Imported imported = read(
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
                "`mynetworks_style`",
                "the file `/etc/postfix/user/relay_domains`",
                "`reject_rbl_client zen.example.org`",
                "`check_recipient_access regexp:/etc/postfix/user/recipient_access.regexp`");
    }
}
