package dev.mailflow.compiler.targets.postfix.importing;

import static dev.mailflow.compiler.targets.postfix.importing.Reading.model;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.read;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.told;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.verdict;
import static dev.mailflow.compiler.targets.postfix.importing.Reading.way;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways in which administrators write the same, and whether anything of it is lost in silence. */
class PostfixFormsTest {
    private static final String DOMAINS = "myhostname = mx.contoso.com\nmydestination = contoso.com\n";

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
        Reading imported = read("compatibility_level = 3.6\nmyhostname = mx.contoso.com\nmine = contoso.com\nempty =\n"
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

    /** What decides is told by itself; of what is not read nothing is claimed. */
    @ParameterizedTest
    @ValueSource(
            strings = {"postscreen_dnsbl_action", "postscreen_access_list", "soft_bounce", "smtp_dns_support_level"})
    void aSettingThatDecidesIsToldByItself(String setting) {
        assertThat(told(read(DOMAINS + setting + " = x\nrelay_domain = b.example\n"))
                        .lines())
                .contains(
                        "`" + setting + "` has no counterpart in a policy",
                        "left out; the import does not read these: relay_domain");
    }

    @Test
    void linesGoOnAndCommentsStandBetween() {
        Reading imported = read("mydestination = contoso.com,\r\n# of old\r\n  # and this\r\n\r\n  fabrikam.com\r\n"
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

    @Test
    void hostsOfOneLabelAreWrittenWithADot() {
        Reading imported = read("myhostname = mx\nmydestination = contoso.com\nrelayhost = [smart]\n");
        assertThat(imported.imported().policy())
                .containsPattern("hosts +mx[.]\\s")
                .contains("via smart.");
        assertThat(way(imported, "a@contoso.com", "x@partner.example")).contains("smart");
    }

    /** Both stand in tables for the clients that say one or the other (RFC 6531), as the emitted ones have it. */
    @Test
    void bothSpellingsOfADomainAreOne() {
        Reading imported =
                read("myhostname = mx.contoso.com\nmydestination =\nrelay_domains = inline:{ {bücher.example=x},"
                        + " {xn--bcher-kva.example=x}, {läden.example=x}, {xn--lden-loa.example=x}, {.läden.example=x} }\n"
                        + "parent_domain_matches_subdomains =\ntransport_maps = inline:{ {bücher.example=:},"
                        + " {xn--bcher-kva.example=:}, {läden.example=smtp:[s.example]},"
                        + " {xn--lden-loa.example=smtp:[s.example]}, {.läden.example=smtp:[s.example]} }\n");
        assertThat(model(imported).organization().authoritative())
                .extracting(pattern -> pattern.text())
                .containsExactly("xn--bcher-kva.example");
        assertThat(model(imported).organization().relayed())
                .extracting(pattern -> pattern.text())
                .containsExactly("xn--lden-loa.example", "*.xn--lden-loa.example");
        assertThat(verdict(imported, "192.0.2.1", "a@xn--bcher-kva.example")).isEqualTo("deliver");
        assertThat(verdict(imported, "192.0.2.1", "a@xn--lden-loa.example")).startsWith("send via to-s-example");
    }

    @Test
    void aNextHopOfManyRowsIsToldOnce() {
        Reading imported = read(DOMAINS + "transport_maps = inline:{ {a@contoso.com=smtp:cloud.example},"
                + " {b@contoso.com=smtp:cloud.example}, {c@contoso.com=smtp:other.example} }\n");
        assertThat(told(imported).lines().filter(line -> line.contains("means the mail exchangers")))
                .hasSize(2);
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
        Reading imported = read(DOMAINS + "transport_maps = " + reference + "\n", Map.of("transport", """
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
        Reading imported =
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
        Reading imported = read("myhostname = mx.contoso.com\nmydestination =\nvirtual_mailbox_domains = contoso.com\n"
                + "virtual_transport = lmtp:inet:store:24\n");
        assertThat(way(imported, "a@contoso.com", "bob@contoso.com")).contains("Deliver");
    }

    /** Whoever is handed mail of a domain that nobody declared is told of, and so is a store on another host. */
    @Test
    void whatAStoreIsHandedIsToldWhereThePolicySaysOtherwise() {
        String main = DOMAINS + "transport_maps = hash:/etc/transport\n";
        for (String store : List.of("lmtp:inet:10.0.0.9:24", "lmtp:unix:private/store", "local:", "virtual:")) {
            String told = told(read(main, Map.of("transport", "archive.example " + store + "\n")));
            assertThat(told).as(store).contains("`archive.example` goes to the store behind `" + store + "`");
        }
        String remote = "the store of `sub.contoso.com` at `inet:10.0.0.9:24` is not what a policy says";
        String own = "mydestination = contoso.com, sub.contoso.com\ntransport_maps = hash:/etc/transport\n";
        assertThat(told(read(own, Map.of("transport", "sub.contoso.com lmtp:inet:10.0.0.9:24\n"))))
                .contains(remote);
        for (String here :
                List.of("lmtp:inet:localhost:24", "lmtp:[127.0.0.1]:24", "lmtp:unix:private/store", "local:")) {
            assertThat(told(read(own, Map.of("transport", "sub.contoso.com " + here + "\n"))))
                    .as(here)
                    .doesNotContain("the store");
        }
        assertThat(
                        told(
                                read(
                                        "mydestination =\nvirtual_mailbox_domains = contoso.com\nvirtual_transport = lmtp:inet:store:24\n")))
                .contains("the store of `contoso.com` at `inet:store:24` is not what a policy says");
    }

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
        Reading imported = read(
                "myhostname = mx.contoso.com\nmydestination =\nvirtual_mailbox_domains = contoso.com\nvirtual_transport = smtp:[store.contoso.com]\n");
        assertThat(way(imported, "a@contoso.com", "bob@contoso.com")).contains("store.contoso.com");
        assertThat(told(read("virtual_mailbox_domains = contoso.com\nvirtual_transport = odd:there\n")))
                .contains("`odd:there`");
    }

    /** A policy for a domain that goes to the relay host is never looked at: the next hop is another. */
    @Test
    void policiesOfDomainsThatGoElsewhere() {
        Reading imported = read(
                DOMAINS + "relayhost = [smart.example]\nsmtp_tls_policy_maps = hash:/etc/p\n",
                Map.of("p", "partner.example encrypt\n"));
        assertThat(way(imported, "a@contoso.com", "x@partner.example")).contains("smart.example");
        assertThat(told(imported)).contains("nothing is sent to `partner.example`");
    }

    /** transport(5) overrules what is sent by sender, and {@code default_transport} with a host the relay hosts. */
    @Test
    void nothingGoesByItsSenderBesideARowForEverything() {
        Map<String, String> tables = Map.of("t", "* smtp:\n");
        for (String maps : List.of("sender_dependent_relayhost_maps", "sender_dependent_default_transport_maps")) {
            String main = DOMAINS + maps + " = inline:{ {@k1.example=smtp:[smart.k1.example]} }\n";
            Reading imported = read(main + "transport_maps = hash:/etc/postfix/t\n", tables);
            assertThat(way(imported, "a@k1.example", "x@other.example"))
                    .as(maps)
                    .doesNotContain("smart");
            assertThat(told(imported)).contains("nothing goes to `" + maps + "`");
            assertThat(way(read(main), "a@k1.example", "x@other.example")).contains("smart.k1.example");
        }
        Reading imported = read(
                DOMAINS
                        + "sender_dependent_relayhost_maps = inline:{ {@k1.example=[smart.k1.example]} }\ndefault_transport = smtp:[up.example]\n");
        assertThat(way(imported, "a@k1.example", "x@other.example")).contains("up.example");
    }

    /** Hosts in order of preference, each with the same policy. */
    @Test
    void severalHostsBySender() {
        Reading imported = read(
                DOMAINS
                        + "sender_dependent_default_transport_maps = inline:{ {@k1.example = smtp:[a.k1.example], [b.k1.example]:26} }\nsmtp_tls_policy_maps = hash:/etc/p\n",
                Map.of("p", "[a.k1.example] encrypt\n[b.k1.example]:26 encrypt\n"));
        assertThat(way(imported, "a@k1.example", "x@other.example"))
                .contains("a.k1.example", "b.k1.example:26", "REQUIRED");
        assertThat(told(imported)).doesNotContain("TLS policy", "not understood");
    }

    /** The transport table goes before local delivery. */
    @Test
    void domainsOfOursOnAnotherHost() {
        Reading one = read(DOMAINS + "transport_maps = inline:{contoso.com=smtp:[store.contoso.com]}\n");
        assertThat(way(one, "a@contoso.com", "bob@contoso.com")).contains("store.contoso.com");
        Reading all = read(DOMAINS + "transport_maps = inline:{*=smtp:[filter.example], contoso.com=:}\n");
        assertThat(way(all, "a@contoso.com", "bob@contoso.com")).contains("Deliver");
        assertThat(way(all, "a@contoso.com", "x@other.example")).contains("filter.example");
        Reading every = read(DOMAINS + "transport_maps = inline:{*=smtp:[filter.example]}\n");
        assertThat(way(every, "a@contoso.com", "bob@contoso.com")).contains("filter.example");
        Reading smart = read(DOMAINS + "relayhost = [smart.example]\n");
        assertThat(way(smart, "a@contoso.com", "bob@contoso.com")).contains("Deliver");
    }

    @Test
    void senderDependentRelayHosts() {
        Reading imported = read(
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

    /** What a table of recipients would find; Postfix asks a table by sender for the address and for `@` with its domain alone. */
    @ParameterizedTest
    @ValueSource(strings = {"sender_dependent_relayhost_maps", "sender_dependent_default_transport_maps"})
    void domainsWithoutAnAtSignFindNoSender(String maps) {
        Reading imported = read(
                DOMAINS + maps + " = hash:/etc/s\nrelayhost = [smart.example]\n",
                Map.of(
                        "s",
                        "k1.example smtp:[k1.example]\n.k2.example smtp:[k2.example]\n@.k3.example smtp:[k3.example]\n"
                                + "* smtp:[all.example]\n@k4.example smtp:[four.example]\nboss@k1.example smtp:[boss.example]\n"
                                + "<> smtp:[bounces.example]\n"));
        for (String key : List.of("k1.example", ".k2.example", "@.k3.example", "*")) {
            assertThat(told(imported)).contains("no sender is found by `" + key + "`: ");
        }
        assertThat(told(imported)).doesNotContain("found by `@k4", "found by `boss", "found by `<>", "`<>` is not");
        for (String sender : List.of("a@k1.example", "a@sub.k2.example", "a@sub.k3.example", "a@k5.example")) {
            assertThat(way(imported, sender, "x@other.example")).as(sender).contains("smart.example");
        }
        assertThat(way(imported, "a@k4.example", "x@other.example")).contains("four.example");
        assertThat(way(imported, "boss@k1.example", "x@other.example")).contains("boss.example");
        assertThat(imported.imported().policy()).contains("bounces.example");
    }

    /** An expression is tried on the whole address. */
    @Test
    void expressionsFindSenders() {
        Reading imported = read(
                DOMAINS + "sender_dependent_relayhost_maps = regexp:/etc/s\nrelayhost = [smart.example]\n",
                Map.of("s", "/\\.k2\\.example$/ [two.example]\n"));
        assertThat(way(imported, "a@sub.k2.example", "x@other.example")).contains("two.example");
        assertThat(told(imported)).doesNotContain("no sender is found");
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
        Reading imported = read(
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
        Reading imported = read(
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
        Reading imported = read(
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
}
