package dev.mailflow.compiler.targets.postfix.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes of restrictions and the right-hand sides of access tables (RESTRICTION_CLASS_README, access(5)). */
class RestrictionClassesTest {
    private static final String OWN =
            "compatibility_level = 3.6\nmyhostname = mx.contoso.com\nmydestination = contoso.com\n"
                    + "relay_domains =\nmynetworks = 192.0.2.0/24\nparent_domain_matches_subdomains =\n";
    private static final String INSIDE = "192.0.2.7";
    private static final String OUTSIDE = "198.51.100.7";

    /** A list that only members may write to. */
    @Test
    void insidersOnly() {
        Reading read = Reading.read(
                OWN + "smtpd_restriction_classes = insiders_only\n"
                        + "insiders_only = check_sender_access hash:/etc/insiders, reject\n"
                        + "smtpd_recipient_restrictions = check_recipient_access hash:/etc/protected, permit_mynetworks, reject_unauth_destination\n",
                Map.of(
                        "protected",
                        "all@contoso.com insiders_only\n",
                        "insiders",
                        "contoso.com OK\nboard@fabrikam.com OK\n"));
        assertThat(read.told()).isEmpty();
        assertThat(read.verdict(OUTSIDE, "x@contoso.com", "all@contoso.com")).isEqualTo("deliver");
        assertThat(read.verdict(OUTSIDE, "board@fabrikam.com", "all@contoso.com"))
                .isEqualTo("deliver");
        assertThat(read.verdict(OUTSIDE, "x@fabrikam.com", "all@contoso.com")).isEqualTo("reject sender-not-allowed");
        assertThat(read.verdict(OUTSIDE, "<>", "all@contoso.com")).isEqualTo("reject sender-not-allowed");
        assertThat(read.verdict(OUTSIDE, "x@fabrikam.com", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(read.verdict(INSIDE, "x@fabrikam.com", "bob@other.example")).isEqualTo("send to internet");
    }

    /** A domain whose mail passes a filter in front, whose networks alone may bring it. */
    @Test
    void aDomainBehindAFilter() {
        Reading read = Reading.read(
                OWN + "smtpd_restriction_classes = filtered\n"
                        + "filtered = check_client_access cidr:/etc/filter, reject\n"
                        + "smtpd_recipient_restrictions = check_recipient_access hash:/etc/protected, permit_mynetworks, reject_unauth_destination\n",
                Map.of("protected", "contoso.com filtered\n", "filter", "203.0.113.0/24 OK\n"));
        assertThat(read.told()).contains("mail from `192.0.2.0/24`, such as that of");
        Reading outside = Reading.read(
                OWN.replace("mynetworks = 192.0.2.0/24", "mynetworks =") + "smtpd_restriction_classes = filtered\n"
                        + "filtered = check_client_access cidr:/etc/filter, reject\n"
                        + "smtpd_recipient_restrictions = check_recipient_access hash:/etc/protected, permit_mynetworks, reject_unauth_destination\n",
                Map.of("protected", "contoso.com filtered\n", "filter", "203.0.113.0/24 OK\n"));
        assertThat(outside.told()).isEmpty();
        assertThat(outside.verdict("203.0.113.9", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(outside.verdict(OUTSIDE, "bob@contoso.com")).isEqualTo("reject network-not-allowed");
    }

    /** Users who may write to nobody outside. */
    @Test
    void localOnly() {
        Reading read = Reading.read(
                OWN + "smtpd_restriction_classes = local_only\n"
                        + "local_only = check_recipient_access hash:/etc/local, reject\n"
                        + "smtpd_recipient_restrictions = check_sender_access hash:/etc/restricted, permit_mynetworks, reject_unauth_destination\n",
                Map.of("restricted", "temp@contoso.com local_only\n", "local", "contoso.com OK\n"));
        assertThat(read.told()).isEmpty();
        assertThat(read.verdict(INSIDE, "temp@contoso.com", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(read.verdict(INSIDE, "temp@contoso.com", "sun@other.example"))
                .startsWith("reject ");
        assertThat(read.verdict(INSIDE, "bob@contoso.com", "sun@other.example")).isEqualTo("send to internet");
    }

    @Test
    void networksWithClassesOfTheirOwn() {
        Reading read = Reading.read(
                OWN + "smtpd_restriction_classes = printers, plant, strict\n"
                        + "printers = check_sender_access inline:{scan@contoso.com=OK}, reject\n"
                        + "plant = reject_plaintext_session, strict\n"
                        + "strict = permit\n"
                        + "smtpd_relay_restrictions =\n"
                        + "smtpd_recipient_restrictions = check_client_access cidr:/etc/clients, permit_mynetworks, reject_unauth_destination\n",
                Map.of(
                        "clients",
                        "198.51.100.128/26 printers\n203.0.113.0/25 plant\n203.0.113.128/25 plant\n2001:db8::/32 strict\n"));
        assertThat(read.told()).isEmpty();
        assertThat(read.verdict("198.51.100.130", "scan@contoso.com", "sun@other.example"))
                .isEqualTo("send to internet");
        assertThat(read.verdict("198.51.100.130", "bob@contoso.com", "sun@other.example"))
                .isEqualTo("reject sender-not-allowed");
        assertThat(read.verdict("203.0.113.9", "sun@other.example")).isEqualTo("reject tls-required");
        assertThat(read.verdict("203.0.113.200 tls", "sun@other.example")).isEqualTo("send to internet");
        assertThat(read.verdict("2001:db8::9", "sun@other.example")).isEqualTo("send to internet");
        assertThat(read.verdict(OUTSIDE, "sun@other.example")).isEqualTo("reject relay-denied");
        assertThat(read.imported().policy()).contains("203.0.113.0/25, 203.0.113.128/25");
    }

    @Test
    void sendersThatMustEncrypt() {
        Reading read = Reading.read(
                OWN + "smtpd_restriction_classes = encrypted\nencrypted = reject_plaintext_session\n"
                        + "smtpd_sender_restrictions = check_sender_access hash:/etc/partners\n",
                Map.of("partners", "bank.example encrypted\n.bank.example reject_plaintext_session\n"));
        assertThat(read.told()).isEmpty();
        for (String sender : new String[] {"a@bank.example", "a@sub.bank.example"}) {
            assertThat(read.verdict(OUTSIDE, sender, "bob@contoso.com")).isEqualTo("reject tls-required");
            assertThat(read.verdict(OUTSIDE + " tls", sender, "bob@contoso.com"))
                    .isEqualTo("deliver");
            assertThat(read.verdict(INSIDE, sender, "bob@contoso.com")).isEqualTo("reject tls-required");
        }
        assertThat(read.verdict(OUTSIDE, "a@other.example", "bob@contoso.com")).isEqualTo("deliver");
    }

    @Test
    void nobodyOutsideInOurName() {
        Reading read = Reading.read(
                OWN + "smtpd_sender_restrictions = permit_mynetworks, check_sender_access hash:/etc/own\n",
                Map.of("own", "contoso.com 550 5.7.1 not from outside\n"));
        assertThat(read.told()).isEmpty();
        assertThat(read.imported().policy()).contains("direct-send refuse");
        assertThat(read.verdict(OUTSIDE, "a@contoso.com", "bob@contoso.com")).isEqualTo("reject direct-send");
        assertThat(read.verdict(INSIDE, "a@contoso.com", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(read.verdict(OUTSIDE, "a@other.example", "bob@contoso.com")).isEqualTo("deliver");
    }

    /** A sender whose mail only comes from own networks. */
    @Test
    void aSenderThatIsOnlyTakenFromInside() {
        Reading read = Reading.read(
                OWN + "smtpd_sender_restrictions = permit_mynetworks, check_sender_access hash:/etc/own\n",
                Map.of("own", "billing.example REJECT ours alone\n"));
        assertThat(read.told()).isEmpty();
        assertThat(read.verdict(OUTSIDE, "a@billing.example", "bob@contoso.com"))
                .isEqualTo("reject network-not-allowed");
        assertThat(read.verdict(INSIDE, "a@billing.example", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(read.imported().policy()).contains("otherwise reject 554 5.7.1 \"ours alone\"");
    }

    @Test
    void usersMayWhatOthersMayNot() {
        String main =
                OWN + "smtpd_sasl_auth_enable = yes\nsmtpd_client_restrictions = permit_sasl_authenticated, reject\n";
        Reading read = Reading.read(main);
        assertThat(read.told()).isEmpty();
        assertThat(read.verdict(OUTSIDE, "bob@contoso.com")).isEqualTo("reject auth-required");
        assertThat(read.verdict(OUTSIDE + " auth", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(read.verdict(OUTSIDE + " auth", "sun@other.example")).isEqualTo("send to internet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OK|send to internet",
                "ok|send to internet",
                "RELAY|send to internet",
                "1234567|send to internet",
                "permit|send to internet",
                "permit_mynetworks, permit|send to internet",
                "DUNNO|reject relay-denied",
                "dunno|reject relay-denied",
                "permit_mynetworks|reject relay-denied",
                "permit_auth_destination|reject relay-denied",
            })
    void rightHandSides(String value, String verdict) {
        Reading read = Reading.read(
                OWN
                        + "smtpd_recipient_restrictions = permit_mynetworks, check_client_access cidr:/etc/c, reject_unauth_destination\n"
                        + "smtpd_relay_restrictions =\n",
                Map.of("c", "198.51.100.0/24 " + value + "\n"));
        assertThat(read.told()).isEmpty();
        assertThat(read.verdict(OUTSIDE, "sun@other.example")).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REJECT go away|reject 554 5.7.1 \"go away\"",
                "550 5.7.99 go away|reject 550 5.7.99 \"go away\"",
                "DEFER later|defer 450 4.7.1 \"later\"",
                "451 4.3.0 later|defer 451 4.3.0 \"later\"",
            })
    void repliesInTheirWords(String value, String otherwise) {
        Reading read = Reading.read(
                OWN + "smtpd_sender_restrictions = permit_mynetworks, check_sender_access inline:{{other.example = "
                        + value + "}}\n");
        assertThat(read.told()).isEmpty();
        assertThat(read.imported().policy()).contains("otherwise " + otherwise);
        assertThat(read.verdict(OUTSIDE, "a@other.example", "bob@contoso.com"))
                .isEqualTo(otherwise.replaceFirst(" .*", "") + " network-not-allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FILTER smtp:[scan.example]",
                "REDIRECT boss@contoso.com",
                "HOLD",
                "DISCARD",
                "BCC archive@contoso.com",
                "PREPEND X-A: b",
                "WARN look",
                "INFO look",
                "DEFER_IF_PERMIT later",
                "DEFER_IF_REJECT later"
            })
    void actionsWithoutWordsAreTold(String value) {
        Reading read = Reading.read(
                OWN + "smtpd_recipient_restrictions = check_client_access cidr:/etc/c, reject_unauth_destination\n",
                Map.of("c", "198.51.100.0/24 " + value + "\n203.0.113.0/24 " + value + "\n"));
        assertThat(read.told())
                .containsOnlyOnce(
                        "the row of `198.51.100.0/24` is not understood: a policy has no word for `" + value + "`");
    }

    @Test
    void whatIsRefusedAltogether() {
        Reading read = Reading.read(
                OWN + "smtpd_client_restrictions = check_client_access cidr:/etc/c\n"
                        + "smtpd_sender_restrictions = check_sender_access hash:/etc/s\n",
                Map.of("c", "198.51.100.0/24 REJECT\n", "s", "spam.example REJECT\n"));
        assertThat(read.told())
                .isEqualTo(
                        "all mail from `192.0.2.0/24` of senders `spam.example` is refused, and a policy has no words for that");
        assertThat(read.verdict("198.51.100.7", "bob@contoso.com")).isEqualTo("reject network-not-allowed");
        assertThat(read.verdict("203.0.113.7", "a@spam.example", "bob@contoso.com"))
                .isEqualTo("reject network-not-allowed");
        assertThat(read.verdict("203.0.113.7", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(read.verdict(INSIDE, "bob@contoso.com")).isEqualTo("deliver");
    }

    /** Whoever says that he is somebody would relay: no policy says that, and none is made that does. */
    @Test
    void relayingBySenderIsTold() {
        Reading read = Reading.read(
                OWN + "smtpd_relay_restrictions =\n"
                        + "smtpd_recipient_restrictions = permit_mynetworks, check_sender_access hash:/etc/s, reject_unauth_destination\n",
                Map.of("s", "partner.example OK\n"));
        assertThat(read.told()).contains("mail of `partner.example` is passed on for whoever says so");
        assertThat(read.verdict(OUTSIDE, "a@partner.example", "x@other.example"))
                .isEqualTo("reject relay-denied");
    }

    @Test
    void classesInClasses() {
        Reading read = Reading.read(
                OWN + "smtpd_restriction_classes = one, two.example, three-x\n"
                        + "one = two.example\ntwo.example = check_sender_access hash:/etc/s\nthree-x = reject_unknown_client_hostname, one\n"
                        + "smtpd_recipient_restrictions = one, three-x, permit_mynetworks, reject_unauth_destination\n",
                Map.of("s", "bank.example three-x\nother.example reject_plaintext_session\n"));
        assertThat(read.told())
                .contains("the class `one` leads back to itself", "`three-x` also asks others")
                .contains(": `reject_unknown_client_hostname`");
        assertThat(read.verdict(OUTSIDE + " tls", "a@bank.example", "bob@contoso.com"))
                .isNotEqualTo("deliver");
        assertThat(read.verdict(OUTSIDE + " tls", "a@wood.example", "bob@contoso.com"))
                .isEqualTo("deliver");
        assertThat(read.verdict(OUTSIDE, "a@other.example", "bob@contoso.com")).isEqualTo("reject tls-required");
    }

    @Test
    void expressionsThatSayNoMoreThanAPattern() {
        Reading read = Reading.read(
                OWN + "smtpd_sender_restrictions = permit_mynetworks, check_sender_access regexp:/etc/s\n"
                        + "transport_maps = pcre:/etc/t, hash:/etc/h\n",
                Map.of(
                        "s",
                        "/^boss@bank\\.example$/ DUNNO\n/@bank\\.example$/ reject_plaintext_session\n/(a|b)@odd\\.example$/ REJECT\n",
                        "t",
                        "/@partner\\.example$/ smtp:[mx.partner.example]\n/[.@]wood\\.example$/ smtp:[wood.example]\n",
                        "h",
                        "partner.example smtp:[never.example]\nboss@partner.example smtp:[never.example]\nother.example smtp:[o.example]\n"));
        assertThat(read.verdict(OUTSIDE, "a@bank.example", "bob@contoso.com")).isEqualTo("reject tls-required");
        assertThat(read.verdict(OUTSIDE, "boss@bank.example", "bob@contoso.com"))
                .isEqualTo("deliver");
        assertThat(read.told()).contains("the row of `/(a|b)@odd\\.example$/` is not understood");
        assertThat(read.way("a@contoso.com", "x@partner.example")).contains("mx.partner.example");
        assertThat(read.way("a@contoso.com", "boss@partner.example")).contains("mx.partner.example");
        assertThat(read.way("a@contoso.com", "x@sub.wood.example")).contains("wood.example");
        assertThat(read.way("a@contoso.com", "x@other.example")).contains("o.example");
    }

    /** Of IPv4 and IPv6, in any order: the first row of a cidr table that holds the client. */
    @Test
    void exceptionsWithinNetworks() {
        Reading read = Reading.read(
                OWN.replace("mynetworks = 192.0.2.0/24", "mynetworks = !192.0.2.9, 192.0.2.0/24, [2001:db8:5::]/48")
                        + "smtpd_relay_restrictions = permit_mynetworks, check_client_access cidr:{{10.1.0.0/16 DUNNO}, {10.0.0.0/8 OK}}, reject_unauth_destination\n");
        assertThat(read.told()).isEmpty();
        assertThat(read.verdict("192.0.2.8", "sun@other.example")).isEqualTo("send to internet");
        assertThat(read.verdict("192.0.2.9", "sun@other.example")).isEqualTo("reject relay-denied");
        assertThat(read.verdict("10.2.0.1", "sun@other.example")).isEqualTo("send to internet");
        assertThat(read.verdict("10.1.0.1", "sun@other.example")).isEqualTo("reject relay-denied");
        assertThat(read.verdict("2001:db8:5::1", "sun@other.example")).isEqualTo("send to internet");
    }

    /** smtpd(8) finds the same row again and again, gives up and defers. */
    @Test
    void aTableThatNamesItself() {
        Reading read = Reading.read(
                OWN + "smtpd_client_restrictions = check_client_access hash:/etc/c\n",
                Map.of("c", OUTSIDE + " check_client_access hash:/etc/c\n203.0.113.7 REJECT\n"));
        assertThat(read.told())
                .containsOnlyOnce("`check_client_access hash:/etc/c` leads back to itself: Postfix gives up there");
        assertThat(read.verdict(OUTSIDE, "bob@contoso.com")).isNotEqualTo("deliver");
        assertThat(read.verdict("203.0.113.8", "bob@contoso.com")).isEqualTo("deliver");
    }

    @Test
    void tablesThatNameEachOther() {
        Reading read = Reading.read(
                OWN + "smtpd_restriction_classes = again\nagain = check_sender_access hash:/etc/s\n"
                        + "smtpd_sender_restrictions = check_sender_access hash:/etc/s\n",
                Map.of(
                        "s", "bank.example check_recipient_access hash:/etc/r\nwood.example again\n",
                        "r", "bob@contoso.com check_sender_access hash:/etc/s\nann@contoso.com again\n"));
        assertThat(read.told()).containsOnlyOnce("`check_sender_access hash:/etc/s` leads back to itself");
        assertThat(read.verdict(OUTSIDE, "a@other.example", "bob@contoso.com")).isEqualTo("deliver");
    }

    @Test
    void aClassThatNamesItself() {
        Reading read = Reading.read(OWN + "smtpd_restriction_classes = one, two\none = two\ntwo = one\n"
                + "smtpd_sender_restrictions = permit_mynetworks, one\n");
        assertThat(read.told()).containsOnlyOnce("the class `one` leads back to itself");
        assertThat(read.verdict(INSIDE, "bob@contoso.com")).isEqualTo("deliver");
        assertThat(read.verdict(OUTSIDE, "bob@contoso.com")).isNotEqualTo("deliver");
    }

    @Test
    void tableAfterTableAfterTable() {
        Map<String, String> tables = new LinkedHashMap<>();
        for (int number = 0; number < 150; number++) {
            tables.put("t" + number, "contoso.com check_recipient_access hash:/etc/t" + (number + 1) + "\n");
        }
        tables.put("t150", "contoso.com OK\n");
        Reading read =
                Reading.read(OWN + "smtpd_recipient_restrictions = check_recipient_access hash:/etc/t0\n", tables);
        assertThat(read.told()).contains("is reached by too many tables in a row: Postfix gives up there");
    }
}
