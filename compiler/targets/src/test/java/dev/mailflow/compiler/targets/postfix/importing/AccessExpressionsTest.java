package dev.mailflow.compiler.targets.postfix.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions and conditions in tables (pcre_table(5), regexp_table(5), cidr_table(5)). */
class AccessExpressionsTest {
    private static final String OWN =
            "compatibility_level = 3.6\nmyhostname = mx.contoso.com\nmydestination = contoso.com\n"
                    + "relay_domains =\nmynetworks = 192.0.2.0/24\nparent_domain_matches_subdomains =\n";
    private static final String OUTSIDE = "198.51.100.7";

    @ParameterizedTest
    @ValueSource(strings = {"", "^", "$", ".", "^.", ".$", ".*", "^.*", ".*$", "^.*$", ".+", "^.+$"})
    void expressionsForEverybody(String expression) {
        Reading read = Reading.read(
                OWN
                        + "smtpd_recipient_restrictions = check_recipient_access pcre:/etc/r, permit_mynetworks, reject_unauth_destination\n",
                Map.of("r", "/" + expression + "/ reject_plaintext_session\n"));
        assertThat(read.told()).isEmpty();
        assertThat(read.verdict(OUTSIDE, "bob@contoso.com")).isEqualTo("reject tls-required");
    }

    /** Nothing at all, and a single sign: no address is so. */
    @ParameterizedTest
    @ValueSource(strings = {"^$", "^.$", "^..$", "^.?$"})
    void expressionsForNoAddress(String expression) {
        Reading read = Reading.read(
                OWN
                        + "smtpd_recipient_restrictions = check_recipient_access pcre:/etc/r, permit_mynetworks, reject_unauth_destination\n",
                Map.of("r", "/" + expression + "/ REJECT\n"));
        assertThat(read.told()).startsWith("the row of `/" + expression + "/` is not understood");
        assertThat(read.verdict(OUTSIDE, "bob@contoso.com")).isEqualTo("deliver");
    }

    /** The empty sender has no {@code @}. */
    @Test
    void anExpressionForEverybodyWithAnAddress() {
        Reading read = Reading.read(
                OWN + "smtpd_sender_restrictions = check_sender_access pcre:/etc/s\n",
                Map.of("s", "/^.*@.*$/ reject_plaintext_session\n"));
        assertThat(read.verdict(OUTSIDE, "<>", "bob@contoso.com")).isEqualTo("deliver");
        assertThat(read.told()).startsWith("the row of `/^.*@.*$/` is not understood");
    }

    /** What stands between {@code if} and {@code endif} holds for some look-ups alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check_sender_access pcre|if /@bank\\.example$/|/./ REJECT",
                "check_sender_access regexp|IF !/@bank\\.example$/|/^/ OK",
                "check_client_access cidr|if nowhere|0.0.0.0/0 OK",
            })
    void rowsWithAConditionAreTold(String table, String condition, String row) {
        Reading read = Reading.read(
                OWN + "smtpd_relay_restrictions = permit_mynetworks, " + table + ":/etc/t, reject_unauth_destination\n",
                Map.of("t", condition + "\n" + condition + "\n" + row + "\nendif\n" + row + "\nEndIf\n"));
        assertThat(read.told())
                .isEqualTo("`" + condition + "` of a table is not understood, nor are the rows up to its `endif`");
        assertThat(read.verdict(OUTSIDE, "bob@contoso.com")).isEqualTo("deliver");
        assertThat(read.verdict(OUTSIDE, "x@other.example")).isEqualTo("reject relay-denied");
    }

    @Test
    void domainsWithAConditionAreTold() {
        Reading read = Reading.read(
                OWN + "virtual_mailbox_domains = pcre:/etc/d\ntransport_maps = pcre:/etc/t\n",
                Map.of(
                        "d", "if /example$/\n/^a\\.example$/ x\nendif\n/^fabrikam\\.com$/ x\nendif\n",
                        "t", "if /example$/\n/^/ smtp:[never.example]\nendif\n/@b\\.example$/ smtp:[b.example]\n"));
        assertThat(read.told().lines())
                .containsExactly(
                        "`if /example$/` of a table is not understood, nor are the rows up to its `endif`",
                        "`endif` of a table ends no `if`",
                        "`if /example$/` of a table is not understood, nor are the rows up to its `endif`");
        assertThat(read.model().organization().authoritative())
                .extracting(pattern -> pattern.text())
                .containsExactly("contoso.com", "fabrikam.com");
        assertThat(read.way("a@contoso.com", "x@b.example")).contains("b.example");
        assertThat(read.imported().policy()).doesNotContain("never.example");
    }

    private static Reading relay(String table, String rows) {
        return Reading.read(
                OWN + "smtpd_relay_restrictions = " + table + ":/etc/t, reject_unauth_destination\n",
                Map.of("t", rows));
    }

    /** What could not be read might have refused what a row behind it lets in; what that refuses is refused. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check_client_access cidr|if nowhere;198.51.100.0/25 REJECT;endif;198.51.100.0/24 OK",
                "check_sender_access pcre|if /^spam/;/./ REJECT;endif;/@bank\\.example$/ OK",
                "check_sender_access regexp|/^a[0-9]*@bank\\.example$/ REJECT;/@bank\\.example$/ OK",
                "check_recipient_access pcre|/^a[0-9]*@other\\.example$/ DUNNO;/@other\\.example$/ RELAY",
            })
    void noRowBehindWhatIsNotReadLetsAnybodyIn(String table, String rows) {
        Reading read = relay(table, rows.replace(';', '\n') + "\n");
        assertThat(read.told()).contains("is not understood");
        assertThat(read.verdict(OUTSIDE, "a1@bank.example", "x@other.example")).isEqualTo("reject relay-denied");
    }

    @Test
    void aRowBehindWhatIsNotReadStillRefuses() {
        Reading read = relay(
                "check_sender_access pcre", "if /^spam/\n/./ OK\nendif\n/@bank\\.example$/ reject_plaintext_session\n");
        assertThat(read.verdict(OUTSIDE, "a1@bank.example", "bob@contoso.com")).isEqualTo("reject tls-required");
    }

    /** One that lets in is passed over without harm: what is behind it lets in no more. */
    @Test
    void aRowThatLetsInDoesNotOpenWhatIsBehindIt() {
        Reading read = relay("check_client_access cidr", "198.51.100.0/24 OK\n");
        assertThat(read.verdict(OUTSIDE, "x@other.example")).isEqualTo("send to internet");
    }

    /** cidr_table(5): a client outside the network of an {@code if} skips its rows; an {@code if} without an end reaches to the end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "if 198.51.100.0/25;198.51.100.0/24 OK;endif|198.51.100.7|send to internet",
                "if 198.51.100.0/25;198.51.100.0/24 OK;endif|198.51.100.200|reject relay-denied",
                "if !198.51.100.0/25;198.51.100.0/24 OK;endif|198.51.100.7|reject relay-denied",
                "if !198.51.100.0/25;198.51.100.0/24 OK;endif|198.51.100.200|send to internet",
                "if 198.51.100.0/24;if !198.51.100.0/25;0.0.0.0/0 OK;endif;endif|198.51.100.200|send to internet",
                "if 198.51.100.0/24;if !198.51.100.0/25;0.0.0.0/0 OK;endif;endif|192.0.2.200|reject relay-denied",
                "if 198.51.100.0/25;0.0.0.0/0 REJECT;endif;198.51.100.0/24 OK|198.51.100.200|send to internet",
                "if 198.51.100.0/25;0.0.0.0/0 DUNNO;endif;198.51.100.0/24 OK|198.51.100.7|reject relay-denied",
                "IF 198.51.100.0/25;0.0.0.0/0 OK|198.51.100.200|reject relay-denied",
                "IF 198.51.100.0/25;0.0.0.0/0 OK|198.51.100.7|send to internet",
            })
    void conditionsOfNetworksAreRead(String rows, String client, String verdict) {
        Reading read = relay("check_client_access cidr", rows.replace(';', '\n') + "\n");
        assertThat(read.told()).doesNotContain("not understood", "differently");
        assertThat(read.verdict(client, "x@other.example")).isEqualTo(verdict);
    }

    /** cidr_table(5): a row within an {@code if} is not the first of its key for a client that skips the {@code if}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cidr:/etc/a|198.51.100.7|send to internet",
                "cidr:/etc/a|203.0.113.9|reject network-not-allowed",
                "cidr:{{if 198.51.100.0/24},{0.0.0.0/0 OK},{endif},{0.0.0.0/0 REJECT}}|203.0.113.9|reject network-not-allowed",
                "cidr:/etc/two|198.51.100.7|send to internet",
                "cidr:/etc/two|203.0.113.9|send to internet",
                "cidr:/etc/two|192.0.2.9|reject network-not-allowed",
                "cidr:/etc/again|198.51.100.7|send to internet",
            })
    void oneKeyWithinAConditionAndOutsideOfIt(String table, String client, String verdict) {
        Reading read = Reading.read(
                OWN + "smtpd_relay_restrictions = check_client_access " + table + ", permit\n",
                Map.of(
                        "a", "if 198.51.100.0/24\n0.0.0.0/0 OK\nendif\n0.0.0.0/0 REJECT\n",
                        "two",
                                "if 198.51.100.0/24\n0.0.0.0/0 OK\nendif\nif 203.0.113.0/24\n0.0.0.0/0 OK\nendif\n"
                                        + "0.0.0.0/0 REJECT\n",
                        "again", "if 198.51.100.0/24\n0.0.0.0/0 OK\n0.0.0.0/0 REJECT\nendif\n0.0.0.0/0 REJECT\n"));
        assertThat(read.told().contains("stands twice")).isEqualTo(table.endsWith("again"));
        assertThat(read.verdict(client, "x@other.example")).isEqualTo(verdict);
    }

    /** Of two tables the first that finds the client; of expressions nothing within an {@code if} is a key of its table. */
    @Test
    void oneKeyInSeveralTablesAndOneOfAnExpression() {
        Reading networks = Reading.read(
                OWN.replace("mynetworks = 192.0.2.0/24", "mynetworks = cidr:/etc/a cidr:/etc/b")
                        + "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n",
                Map.of("a", "if 203.0.113.0/25\n203.0.113.0/24 x\nendif\n", "b", "203.0.113.0/24 x\n"));
        assertThat(networks.verdict("203.0.113.200", "x@other.example")).isEqualTo("send to internet");
        Reading expressions = relay(
                "check_sender_access pcre",
                "if /^spam/\n/@bank\\.example$/ OK\nendif\n/@bank\\.example$/ reject_plaintext_session\n");
        assertThat(expressions.told()).doesNotContain("stands twice");
        assertThat(expressions.verdict(OUTSIDE, "a1@bank.example", "bob@contoso.com"))
                .isEqualTo("reject tls-required");
    }

    /** In {@code mynetworks} a row of a table lists its clients whatever it says, and its sign is that of cidr_table(5). */
    @Test
    void conditionsInAListOfOwnNetworks() {
        Reading read = Reading.read(
                OWN.replace("mynetworks = 192.0.2.0/24", "mynetworks = cidr:/etc/n")
                        + "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n",
                Map.of("n", "if 198.51.100.0/24\n!198.51.100.0/25 x\nendif\n"));
        assertThat(read.verdict("198.51.100.200", "x@other.example")).isEqualTo("send to internet");
        assertThat(read.verdict("198.51.100.7", "x@other.example")).isEqualTo("reject relay-denied");
        assertThat(read.verdict("192.0.2.7", "x@other.example")).isEqualTo("reject relay-denied");
    }
}
