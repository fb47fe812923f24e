package dev.mailflow.compiler.targets.postfix.importing;

import static dev.mailflow.compiler.targets.postfix.importing.Reading.read;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.told;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may relay: what every list permits before it refuses other people's domains (SMTPD_ACCESS_README). */
class RelayRightsTest {
    private static final String DOMAINS = "myhostname = mx.contoso.com\nmydestination = contoso.com\n";
    private static final String OWN = DOMAINS + "mynetworks = 192.0.2.0/24\n";

    /** With {@code smtpd_delay_reject} the lists of clients and senders are looked at for each recipient too. */
    @Test
    void everyListThatRefusesOthersDomainsCounts() {
        Reading imported =
                read(OWN + "smtpd_client_restrictions = permit_sasl_authenticated, reject_unauth_destination\n"
                        + "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n");
        assertThat(verdict(imported, "192.0.2.7", "x@other.example")).isEqualTo("reject relay-denied");
        assertThat(told(imported)).isEmpty();
    }

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
        Reading imported = read(OWN + (line == null ? "" : line) + "\n");
        assertThat(verdict(imported, "192.0.2.7", "x@other.example")).as(line).isEqualTo(verdict);
        assertThat(verdict(imported, "198.51.100.7", "x@other.example")).startsWith("reject");
    }

    /** Programs on the machine that send by SMTP, such as a web mailer, are clients of {@code mynetworks}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"mynetworks = 127.0.0.0/8 [::1]/128 10.0.0.0/8", "mynetworks_style = host"})
    void theMachineItselfRelays(String line) {
        Reading imported =
                read(DOMAINS + line + "\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n");
        for (String client : List.of("127.0.0.1", "127.9.9.9", "::1")) {
            assertThat(verdict(imported, client, "x@other.example")).as(client).isEqualTo("send to internet");
        }
        assertThat(verdict(imported, "192.0.2.7", "x@other.example")).isEqualTo("reject relay-denied");
        Reading listed = read(DOMAINS
                + "mynetworks = 10.0.0.0/8\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n");
        assertThat(verdict(listed, "127.0.0.1", "x@other.example")).isEqualTo("reject relay-denied");
    }

    /** What cannot be said of a recipient of ours takes nobody's right to relay. */
    @Test
    void aRefusedRecipientOfOursLeavesTheRight() {
        Reading imported = read(
                OWN + "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n"
                        + "smtpd_recipient_restrictions = check_recipient_access inline:{ {ceo@contoso.com=REJECT} }, permit\n");
        assertThat(verdict(imported, "192.0.2.7", "x@other.example")).isEqualTo("send to internet");
        assertThat(verdict(imported, "192.0.2.7", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(verdict(imported, "198.51.100.7", "x@other.example")).startsWith("reject");
        assertThat(verdict(imported, "192.0.2.7", "ceo@contoso.com").startsWith("reject")
                        || told(imported).contains("ceo@contoso.com"))
                .isTrue();
    }

    /** A right that the policy does not give is told beside whatever else differs. */
    @Test
    void aLostRightIsTold() {
        Reading imported = read(
                OWN + "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n"
                        + "smtpd_recipient_restrictions = check_recipient_access inline:{ {ceo@contoso.com=REJECT} {bad.example=REJECT} }, permit\n");
        boolean lost = verdict(imported, "192.0.2.7", "x@other.example").startsWith("reject");
        assertThat(!lost
                        || told(imported)
                                .lines()
                                .anyMatch(line -> line.contains("is taken by Postfix, and not by the policy")))
                .as(told(imported))
                .isTrue();
    }

    @Test
    void bothListsMustPermit() {
        String client = "check_client_access cidr:/etc/postfix/clients";
        Map<String, String> table = Map.of("clients", "198.51.100.0/24 OK\n");
        Reading one = read(
                OWN + "smtpd_relay_restrictions = permit_mynetworks, " + client + ", reject_unauth_destination\n"
                        + "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n",
                table);
        assertThat(verdict(one, "198.51.100.7", "x@other.example")).isEqualTo("reject relay-denied");
        assertThat(told(one)).isEmpty();
        Reading both = read(
                OWN + "smtpd_relay_restrictions = permit_mynetworks, " + client + ", reject_unauth_destination\n"
                        + "smtpd_recipient_restrictions = permit_mynetworks, " + client
                        + ", reject_unauth_destination\n",
                table);
        assertThat(verdict(both, "198.51.100.7", "x@other.example")).isEqualTo("send to internet");
        Reading after = read(
                OWN + "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination, " + client + "\n",
                table);
        assertThat(verdict(after, "198.51.100.7", "x@other.example")).isEqualTo("reject relay-denied");
        assertThat(told(after)).isEmpty();
    }

    @Test
    void anOpenRelayIsTold() {
        Reading imported =
                read(OWN + "smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, permit\n");
        assertThat(told(imported)).contains("everybody may relay");
    }

    @Test
    void onlyOwnNetworksComeIn() {
        Reading imported = read(OWN + "smtpd_client_restrictions = permit_mynetworks, reject\n");
        assertThat(verdict(imported, "198.51.100.7", "bob@contoso.com")).isEqualTo("reject network-not-allowed");
        assertThat(verdict(imported, "192.0.2.7", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(told(read(OWN + "smtpd_client_restrictions = permit_sasl_authenticated, reject\n")))
                .contains("all mail is refused");
    }

    @Test
    void usersThatMayNotRelayAreTold() {
        assertThat(
                        told(
                                read(
                                        OWN
                                                + "smtpd_sasl_auth_enable = yes\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n")))
                .contains("mail of users who authenticate", "by the policy users may send to everybody");
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
                "reject_unverified_recipient",
                "reject_sender_login_mismatch",
                "warn_if_reject reject_unknown_client_hostname");
        for (String list : lists) {
            for (String member : members) {
                Reading imported = read(
                        OWN + "smtpd_restriction_classes = our_class\nour_class = reject_unknown_client_hostname\n"
                                + list + " = permit_mynetworks, " + member + ", reject_unauth_destination\n",
                        Map.of("t", "192.0.2.9 REJECT\nx.example OK\n"));
                assertThat(told(imported).lines())
                        .as(list)
                        .anyMatch(line -> line.contains("`" + member + "`") && line.contains("`" + list + "`"));
            }
            assertThat(told(read(
                            OWN + "smtpd_restriction_classes = our_class\nour_class = reject_unknown_client_hostname\n"
                                    + list + " = our_class\n")))
                    .as(list)
                    .containsPattern("(`our_class` also asks others|`our_class` of `smtpd_.*` is not understood)")
                    .doesNotContain("left out");
        }
        for (String list : lists.subList(lists.indexOf("smtpd_data_restrictions"), lists.size())) {
            for (String member : List.of("check_sender_access hash:/t", "reject_plaintext_session", "reject")) {
                assertThat(told(read(OWN + list + " = " + member + "\n")))
                        .contains("`" + member + "` of `" + list + "`");
            }
        }
    }

    @Test
    void classesAreToldByTheirNames() {
        Reading imported = read(
                OWN
                        + "smtpd_restriction_classes = trusted, strict\ntrusted = permit\nstrict = reject_unknown_client_hostname\n"
                        + "smtpd_relay_restrictions = permit_mynetworks, check_client_access cidr:/etc/c, reject_unauth_destination\n",
                Map.of("c", "198.51.100.0/24 trusted\n203.0.113.0/24 strict\n"));
        assertThat(verdict(imported, "198.51.100.7", "x@other.example")).isEqualTo("send to internet");
        assertThat(told(imported))
                .startsWith("`strict` also asks others")
                .endsWith(": `reject_unknown_client_hostname`");
    }

    @Test
    void networksInEveryForm() {
        Reading imported = read(
                DOMAINS
                        + "mynetworks = 127.0.0.0/8, [::1]/128, [2001:db8:5::]/48, cidr:/etc/n, hash:/etc/h, !192.0.2.9\n",
                Map.of("n", "198.51.100.0/24 OK\n", "h", "203.0.113.9 OK\n203.0.114 OK\n"));
        assertThat(verdict(imported, "2001:db8:5::9", "x@other.example")).isEqualTo("send to internet");
        assertThat(verdict(imported, "198.51.100.9", "x@other.example")).isEqualTo("send to internet");
        assertThat(verdict(imported, "203.0.113.9", "x@other.example")).isEqualTo("send to internet");
        assertThat(told(imported))
                .isEqualTo("`203.0.114` is not looked up: a table in `mynetworks` is asked for the whole address");
    }

    /** What a table is asked for depends on its type: a row that it never finds grants nothing, and is told. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hash:/etc/postfix/acc|198.51.100.0/24|reject relay-denied|are not looked up",
                "hash:/etc/postfix/acc|!203.0.113.0/24|reject relay-denied|are not looked up",
                "hash:/etc/postfix/acc|198.51.|reject relay-denied|are not looked up",
                "hash:/etc/postfix/acc|[198.51.100.7]|reject relay-denied|are not looked up",
                "hash:/etc/postfix/acc|::ffff:198.51.100.7|reject relay-denied|are not looked up",
                "hash:/etc/postfix/acc|2001:db8:1|reject relay-denied|are parts of IPv6 addresses, which are not read",
                "hash:/etc/postfix/acc|*|reject relay-denied|name a client otherwise",
                "hash:/etc/postfix/acc|mx.other.example|reject relay-denied|name a client otherwise",
                "proxy:texthash:/etc/postfix/acc|198.51.100.0/24|reject relay-denied|are not looked up",
                "hash:/etc/postfix/acc|198.51|send to internet|",
                "lmdb:/etc/postfix/acc|198.51.100.7|send to internet|",
                "cidr:/etc/postfix/acc|198.51|reject relay-denied|no client is in",
                "cidr:/etc/postfix/acc|198.51.100.7/24|reject relay-denied|no client is in",
                "cidr:/etc/postfix/acc|::ffff:198.51.100.0/120|reject relay-denied|no client is in",
                "cidr:/etc/postfix/acc|198.51.100.0/24|send to internet|",
                "cidr:/etc/postfix/acc|198.51.100.7|send to internet|",
                "pcre:/etc/postfix/acc|198.51.100.7|reject relay-denied|name a client otherwise",
            })
    void keysOfClientsByTheTypeOfTheirTable(String table, String key, String verdict, String told) {
        Reading imported = read(
                OWN.replace("myhostname", "compatibility_level = 3.6\nmyhostname")
                        + "smtpd_relay_restrictions = permit_mynetworks, check_client_access " + table
                        + ", reject_unauth_destination\n",
                Map.of("acc", key + " OK\n"));
        assertThat(verdict(imported, "198.51.100.7", "x@other.example")).isEqualTo(verdict);
        if (told != null) {
            assertThat(told(imported)).contains("the row of `" + key, told);
        }
    }

    @Test
    void networksThatAreNoneForPostfix() {
        Reading imported =
                read(DOMAINS + "mynetworks = 198.51, 203.0.113.7/24, [::ffff:127.0.0.0]/104, [::ffff:10.1.0.0]/112\n");
        assertThat(verdict(imported, "198.51.100.7", "x@other.example")).isEqualTo("reject relay-denied");
        assertThat(verdict(imported, "203.0.113.9", "x@other.example")).isEqualTo("reject relay-denied");
        assertThat(told(imported).lines())
                .containsExactly(
                        "`198.51` is not understood as a network",
                        "`203.0.113.7/24` has no client for Postfix: bits are set behind its length",
                        "`[::ffff:10.1.0.0]/112` has no client for Postfix: a client of IPv4 is never written as one of IPv6");
        assertThat(imported.imported().notUnderstood())
                .extracting(diagnostic -> diagnostic.help().orElse(""))
                .contains(
                        "write `203.0.113.0/24` in its place if that is meant; the policy does without",
                        "write `10.1.0.0/16` in its place if that is meant; the policy does without");
    }

    /** Below level 2 the machine's own subnets may relay where nothing is said of them; which ones the file does not tell. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|true",
                "compatibility_level = 1|true",
                "compatibility_level = 0.9|true",
                "compatibility_level = 2|false",
                "compatibility_level = 3.6|false",
                "mynetworks_style = host|false",
                "mynetworks =|false",
                "mynetworks = 192.0.2.0/24|false",
                "smtpd_relay_restrictions = reject_unauth_destination|false",
                "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination|true",
            })
    void ownNetworksThatAreNotWritten(String line, boolean told) {
        String message = "`mynetworks` is not set: below `compatibility_level = 2`";
        String said = told(read(DOMAINS + (line == null ? "" : line) + "\n"));
        assertThat(said.contains(message)).as(said).isEqualTo(told);
    }

    /** The door that only the machine itself finds is not the one that others bring mail to. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1:25", "127.0.0.1:smtp", "localhost:25", "[::1]:25", "::1:smtp"})
    void theDoorOfTheMachineItself(String door) {
        Reading imported = read(
                OWN,
                Map.of(
                        "master.cf",
                        door + " inet n - n - - smtpd\n  -o smtpd_relay_restrictions=permit\n"
                                + "203.0.113.5:25 inet n - n - - smtpd\n"));
        assertThat(verdict(imported, "198.51.100.7", "x@other.example")).isEqualTo("reject relay-denied");
        assertThat(told(imported))
                .isEqualTo("the policy is about port 25: `" + door
                        + "` takes mail by settings of its own, smtpd_relay_restrictions");
    }

    @Test
    void doorsOnPort25ThatDiffer() {
        Reading imported = read(OWN, Map.of("master.cf", """
                        203.0.113.5:25 inet n - n - - smtpd
                        203.0.113.6:25 inet n - n - - smtpd
                        203.0.113.7:25 inet n - n - - smtpd
                          -o smtpd_client_restrictions=reject
                        """));
        assertThat(verdict(imported, "198.51.100.7", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(told(imported))
                .isEqualTo(
                        "the policy is about `203.0.113.5:25`: `203.0.113.7:25` takes mail on port 25 by other settings");
    }

    @Test
    void listsThatAreAskedBeforeTheRecipientIsKnown() {
        assertThat(told(read(OWN + "smtpd_delay_reject = no\n")))
                .startsWith("with `smtpd_delay_reject = no` the lists for client, HELO and sender are asked before")
                .doesNotContain("left out");
        assertThat(told(read(OWN + "smtpd_delay_reject = yes\n"))).isEmpty();
    }

    /** A certificate that every tenant of a service shows names none of them; one of a tenant's own does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mail.protection.outlook.com|reject relay-denied",
                "eur01.mail.protection.outlook.com|send to internet",
                "cloud.contoso.com|send to internet"
            })
    void aCertificateThatEveryTenantShowsGivesNoRight(String certificate, String verdict) {
        Reading imported = read(
                OWN
                        + "smtpd_relay_restrictions = permit_mynetworks, check_ccert_access texthash:/etc/clients, reject_unauth_destination\n",
                Map.of("certificates.tsv", "clients\t" + certificate + "\tOK\n"));
        String client = "198.51.100.7 cert=" + certificate;
        assertThat(imported.verdict(client, "a@stranger.example", "x@other.example"))
                .isEqualTo(verdict);
        assertThat(imported.verdict(client, "a@stranger.example", "bob@contoso.com"))
                .isEqualTo("deliver");
        assertThat(told(imported).contains("every tenant of that service")).isEqualTo(verdict.startsWith("reject"));
    }

    /** Nor from where every tenant sends; the networks beside it keep theirs. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"40.107.9.9|reject relay-denied", "192.0.2.7|send to internet", "10.1.1.1|send to internet"})
    void fromWhereEveryTenantSendsThereIsNoRight(String client, String verdict) {
        Reading imported = read(DOMAINS + "mynetworks = 192.0.2.0/24 40.92.0.0/15 40.107.0.0/16 10.0.0.0/8\n"
                + "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n");
        assertThat(verdict(imported, client, "x@other.example")).isEqualTo(verdict);
        assertThat(told(imported)).contains("every tenant of Exchange Online sends from there");
    }
}
