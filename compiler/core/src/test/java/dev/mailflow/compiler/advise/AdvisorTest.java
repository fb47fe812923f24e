package dev.mailflow.compiler.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailflow.compiler.advise.Advice.Need;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.AdviseResult;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of situations, row by row; and that every line it gives compiles and satisfies it. */
final class AdvisorTest {
    private static final String OURS = "language 1 organization { domains contoso.com } ";
    private static final String CLOUD = "endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com ";
    private static final String SERVER =
            "endpoint onprem : server { hosts mail.contoso.com mailboxes john@contoso.com ";

    private static final String UP = "connector up from onprem to office365 require tls ";
    private static final String DOWN = "connector down from office365 to onprem require tls ";
    private static final String OVER_EDGE = "endpoint edge : server { hosts edge.contoso.com networks 192.0.2.1 } "
            + "connector a from onprem to edge connector b from edge to office365 "
            + "connector c from office365 to edge when recipient .contoso.com "
            + "connector d from edge to onprem when recipient .contoso.com ";

    private static List<Advice> advise(String text) {
        AdviseResult result =
                Compiler.advise(new CompileRequest(new SourceFile("policy.mailflow", text), Policies.loader(Map.of())));
        return result.advice().orElseThrow(() -> new AssertionError(result.diagnostics() + "\nin\n" + text));
    }

    private static Advice row(String text, Situation situation) {
        return advise(text).stream()
                .filter(advice -> advice.situation() == situation)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> missing(Advice advice) {
        return advice.needs().stream().filter(Need::isMissing).map(Need::what).toList();
    }

    @Test
    void everyRowIsAnsweredInOrder() {
        assertThat(advise(OURS + "from onprem to office365 require tls cert *.contoso.com"))
                .extracting(Advice::situation)
                .containsExactly(Situation.values());
    }

    @Test
    void devicesAreARowOfAnOrganizationWhoseMailboxesAreInTheCloud() {
        String printers = "endpoint printers : device { networks 192.0.2.0/28 } ";
        assertThat(row(OURS + CLOUD + "} " + printers, Situation.DEVICES).applies())
                .isTrue();
        assertThat(row(OURS + CLOUD + "} " + SERVER + "} " + printers, Situation.DEVICES))
                .satisfies(advice -> assertThat(advice.applies()).isFalse())
                .satisfies(advice -> assertThat(advice.because()).isEqualTo("`onprem` holds mailboxes"));
        assertThat(row(OURS + SERVER + "} " + printers, Situation.DEVICES))
                .satisfies(advice -> assertThat(advice.applies()).isFalse())
                .satisfies(advice -> assertThat(advice.because()).isEqualTo("no mail passes Exchange Online"));
    }

    @Test
    void ofManyPartnersTheFirstFewAreNamed() {
        assertThat(row(partners(8), Situation.PARTNERS).because())
                .startsWith("mail with `p1`, `p2`, `p3`, `p4`, `p5`, `p6`, `p7`, `p8` passes");
        assertThat(row(partners(9), Situation.PARTNERS))
                .satisfies(advice -> assertThat(advice.because())
                        .startsWith("mail with `p1`, `p2`, `p3`, `p4`, `p5` and 4 more passes"))
                .satisfies(advice -> assertThat(advice.places()).hasSize(9));
    }

    private static String partners(int count) {
        return OURS + CLOUD + "} "
                + IntStream.rangeClosed(1, count)
                        .mapToObj(i -> "endpoint p" + i + " : partner { domains p" + i + ".example } ")
                        .collect(Collectors.joining());
    }

    @Test
    void aLineAsksForTheNameThatThePolicyKnows() {
        String hybrid = OURS + CLOUD + "} " + SERVER + "software exchange 2019 } ";
        assertThat(lines(row(hybrid, Situation.HYBRID_POSSIBLE)))
                .allSatisfy(line -> assertThat(line).endsWith(" require tls cert mail.contoso.com"));
        String known = hybrid + "connector in from onprem to office365 require tls cert *.contoso.com";
        assertThat(lines(row(known, Situation.HYBRID_POSSIBLE)))
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith(" require tls cert *.contoso.com"));
    }

    private static List<String> lines(Advice advice) {
        return advice.needs().stream().flatMap(need -> need.line().stream()).toList();
    }

    @Test
    void subscriptionEopNeedsBothWays() {
        Advice advice = row(OURS + CLOUD + "subscription eop }" + SERVER + "}", Situation.ONLINE_PROTECTION);
        assertThat(advice.applies()).isTrue();
        assertThat(advice.isUnmet()).isTrue();
        assertThat(missing(advice)).containsExactly("onprem to office365", "office365 to onprem");
    }

    @Test
    void exchangeWithoutHybridNeedsBothWaysAndAHint() {
        String text = OURS + CLOUD + "mailboxes bob@contoso.com }" + SERVER + "software exchange 2016 }"
                + "connector in from onprem to office365 require tls cert mail.contoso.com";
        Advice advice = row(text, Situation.HYBRID_POSSIBLE);
        assertThat(advice.applies()).isTrue();
        assertThat(advice.hint().orElseThrow()).contains("hybrid deployment");
        assertThat(missing(advice)).containsExactly("office365 to onprem");
        assertThat(advice.needs().get(0).there()).extracting("name").containsExactly("in");
        assertThat(row(text, Situation.OTHER_SERVER).applies()).isFalse();
    }

    @Test
    void hybridDoneNeedsNoneAndTellsOfThoseMadeAgain() {
        String text = OURS + CLOUD + "mailboxes bob@contoso.com }" + SERVER + "software exchange 2019 hybrid done }";
        Advice advice = row(text, Situation.HYBRID_DONE);
        assertThat(advice.applies()).isTrue();
        assertThat(advice.needs()).isEmpty();
        assertThat(advice.hint()).isEmpty();
        assertThat(row(text, Situation.HYBRID_POSSIBLE).applies()).isFalse();
        Advice again = row(
                text + "connector again from onprem to office365 require tls cert a.contoso.com",
                Situation.HYBRID_DONE);
        assertThat(again.hint().orElseThrow()).contains("`again`");
    }

    @Test
    void anotherServerNeedsBothWaysWithEitherSubscription() {
        for (String subscription : List.of("", "subscription eop ", "subscription exchange-online ")) {
            for (String software : List.of("", "software exchange 2007 ", "software postfix ")) {
                String text = OURS + CLOUD + subscription + "}" + SERVER + software + "}";
                assertThat(missing(row(text, Situation.OTHER_SERVER))).as(text).hasSize(2);
            }
        }
    }

    @Test
    void devicesAndPartnersAreOptional() {
        String text = OURS + CLOUD + "mailboxes bob@contoso.com }"
                + "endpoint printers : device { networks 192.0.2.0/28 } endpoint bank : partner { domains bank.example }";
        Advice devices = row(text, Situation.DEVICES);
        assertThat(missing(devices)).containsExactly("printers to office365");
        assertThat(devices.isUnmet()).isFalse();
        Advice partners = row(text, Situation.PARTNERS);
        assertThat(missing(partners)).containsExactly("bank to office365", "office365 to bank");
        assertThat(partners.isUnmet()).isFalse();
        assertThat(row(text, Situation.NONE).applies()).isFalse();
    }

    @Test
    void noneOfTheseNeedsNone() {
        Advice none = row(OURS + CLOUD + "mailboxes bob@contoso.com }", Situation.NONE);
        assertThat(none.applies()).isTrue();
        assertThat(none.needs()).isEmpty();
    }

    @Test
    void acceptedDomainsAreAsked() {
        Advice advice = row("language 1 " + CLOUD + "}", Situation.ACCEPTED_DOMAINS);
        assertThat(advice.applies()).isTrue();
        assertThat(advice.isUnmet()).isTrue();
        assertThat(row(OURS + CLOUD + "}", Situation.ACCEPTED_DOMAINS).applies())
                .isFalse();
    }

    @Test
    void aConnectorOfAPartnerServesTheSiteThatItLeadsFrom() {
        String text = OURS + CLOUD + "mailboxes bob@contoso.com cert cloud.contoso.com } "
                + "endpoint hq : server { hosts hq.contoso.com cert hq.contoso.com } "
                + "endpoint tailspin : partner { domains tailspin.example, *.tailspin.example } "
                + "connector tail-out from hq to tailspin via mx require tls ";
        Advice alone = row(text, Situation.PARTNERS);
        assertThat(there(alone)).containsExactly("hq to tailspin by tail-out");
        assertThat(missing(alone)).containsExactly("tailspin to office365", "office365 to tailspin");
        Advice throughHq = row(
                text + "connector out from office365 to hq when recipient .tailspin.example require tls "
                        + "connector tail-in from tailspin to hq require tls",
                Situation.PARTNERS);
        assertThat(there(throughHq)).containsExactly("tailspin to hq by tail-in", "hq to tailspin by tail-out");
        assertThat(missing(throughHq)).isEmpty();
        Advice halfThroughHq = row(
                text + "connector out from office365 to hq when recipient tailspin.example require tls",
                Situation.PARTNERS);
        assertThat(missing(halfThroughHq)).containsExactly("tailspin to office365", "office365 to tailspin");
    }

    @Test
    void mailOfAServerThatPassesTheCloudLeavesFromThere() {
        String text = OURS + CLOUD + "cert cloud.contoso.com } " + SERVER + "cert mail.contoso.com } "
                + "endpoint bank : partner { domains bank.example } ";
        assertThat(missing(row(text, Situation.PARTNERS)))
                .containsExactly("bank to office365", "office365 to bank", "onprem to bank");
        assertThat(missing(row(text + "from onprem to office365 require tls", Situation.PARTNERS)))
                .containsExactly("bank to office365", "office365 to bank");
    }

    /** What `check` warns of and what is proposed here is one table. */
    @Test
    void theCheckWarnsOfWhatIsMissingAndOfNothingElse() {
        int needed = 0;
        for (String subscription : List.of("", "subscription eop ", "subscription exchange-online ")) {
            for (String software :
                    List.of("", "software exchange 2019 ", "software exchange 2007 ", "software postfix ")) {
                for (String hybrid : List.of("", "hybrid done ", "hybrid not-done ")) {
                    for (String own : List.of("", "mailboxes john@contoso.com ")) {
                        for (String remote : List.of("", "mailboxes bob@contoso.com ")) {
                            for (String connectors : List.of("", UP, DOWN, UP + DOWN, OVER_EDGE, OVER_EDGE + DOWN)) {
                                String text = OURS + CLOUD + "cert cloud.contoso.com " + subscription + remote + "} "
                                        + "endpoint onprem : server { hosts mail.contoso.com cert mail.contoso.com "
                                        + software + hybrid + own + "} " + connectors;
                                boolean isUnmet = advise(text).stream().anyMatch(Advice::isUnmet);
                                assertThat(codes(text).contains(DiagnosticCode.SITES_NOT_CONNECTED))
                                        .as(text)
                                        .isEqualTo(isUnmet);
                                needed += isUnmet ? 1 : 0;
                            }
                        }
                    }
                }
            }
        }
        assertThat(needed).isBetween(100, 700);
    }

    private static Set<DiagnosticCode> codes(String text) {
        return Policies.compile(text).diagnostics().stream()
                .map(Diagnostic::code)
                .collect(Collectors.toSet());
    }

    /** What only whoever asks can know. */
    private static String completed(String lines) {
        return lines.replace("network …", "network 198.51.100.7")
                .replace("recipient …", "recipient tailspin.example")
                .replace("sender …", "sender tailspin.example");
    }

    @Test
    void serversThatCertificatesAloneDoNotTellApartAreAskedForANetwork() {
        String text = OURS + CLOUD + "cert cloud.contoso.com } " + SERVER + "cert mail.contoso.com software postfix } "
                + "endpoint second : server { hosts b.contoso.com cert b.contoso.com mailboxes anna@contoso.com } ";
        Advice advice = row(text, Situation.OTHER_SERVER);
        assertThat(lines(advice))
                .filteredOn(line -> line.contains("…"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .isEqualTo(
                                "connector second-to-office365 from second to office365 when network … require tls cert"
                                        + " b.contoso.com"));
        assertThat(advice.hint().orElseThrow()).contains("a certificate alone does not tell it from `onprem`");
        assertThat(Policies.compile(text + "\n" + completed(String.join("\n", lines(advice))))
                        .hasErrors())
                .isFalse();
    }

    @Test
    void twoCloudsAreAskedForWhatGoesToEach() {
        String text = OURS + CLOUD + "cert cloud.contoso.com } "
                + "endpoint second : exchange-online { tenant second.onmicrosoft.com cert second.contoso.com } "
                + SERVER
                + "cert mail.contoso.com software postfix } ";
        Advice advice = row(text, Situation.OTHER_SERVER);
        assertThat(lines(advice))
                .contains("connector onprem-to-second from onprem to second when recipient … require tls cert"
                        + " mail.contoso.com");
        assertThat(Policies.compile(text + "\n" + completed(String.join("\n", lines(advice))))
                        .hasErrors())
                .isFalse();
    }

    @Test
    void aWayOverAnEdgeServerIsAWay() {
        String text = OURS + CLOUD + "mailboxes bob@contoso.com cert cloud.contoso.com } " + SERVER
                + "software exchange 2019 cert mail.contoso.com } " + OVER_EDGE;
        Advice advice = row(text, Situation.HYBRID_POSSIBLE);
        assertThat(advice.isUnmet()).isFalse();
        assertThat(there(advice))
                .containsExactly(
                        "onprem to office365 by a",
                        "onprem to office365 by b",
                        "office365 to onprem by c",
                        "office365 to onprem by d");
    }

    @Test
    void anotherServerNeedsBothWaysWhereverTheMailboxesAre() {
        String text = OURS + CLOUD + "mailboxes contoso.com cert cloud.contoso.com } "
                + "endpoint gateway : server { hosts g.contoso.com cert g.contoso.com software postfix }";
        assertThat(missing(row(text, Situation.OTHER_SERVER)))
                .containsExactly("gateway to office365", "office365 to gateway");
        assertThat(codes(text)).contains(DiagnosticCode.SITES_NOT_CONNECTED);
        String exchange = text.replace("postfix", "exchange 2019");
        assertThat(advise(exchange)).noneMatch(Advice::isUnmet);
        assertThat(codes(exchange)).doesNotContain(DiagnosticCode.SITES_NOT_CONNECTED);
    }

    /** "All mailboxes in office365, devices that must send": one connector, from the own server that takes their mail. */
    @Test
    void aServerThatOnlyPassesOnNeedsNoWayBack() {
        String relay = "endpoint relay : server { hosts r.contoso.com cert r.contoso.com software postfix } ";
        String cloud = OURS + CLOUD + "mailboxes contoso.com cert cloud.contoso.com } " + relay;
        for (String one : List.of(
                "connector scans from relay to office365 require tls cert r.contoso.com",
                "connector out from office365 to relay when recipient fax.example require tls")) {
            assertThat(advise(cloud + one)).as(one).noneMatch(Advice::isUnmet);
            assertThat(codes(cloud + one)).as(one).doesNotContain(DiagnosticCode.SITES_NOT_CONNECTED);
        }
        assertThat(there(row(cloud + "from relay to office365 require tls cert r.contoso.com", Situation.DEVICES)))
                .containsExactly("relay to office365 by relay-to-office365");
        String eop = OURS + CLOUD + "subscription eop cert cloud.contoso.com } " + SERVER + "cert mail.contoso.com } "
                + UP + DOWN + relay + "connector scans from relay to office365 require tls cert r.contoso.com";
        assertThat(codes(eop)).doesNotContain(DiagnosticCode.SITES_NOT_CONNECTED);
        // Where no mailbox is declared, the server may hold them all.
        String open = OURS + CLOUD + "cert cloud.contoso.com } " + relay + "from relay to office365 require tls";
        assertThat(codes(open)).contains(DiagnosticCode.SITES_NOT_CONNECTED);
        assertThat(advise(open)).anyMatch(Advice::isUnmet);
        // With mailboxes of its own it needs both ways, whatever stands there.
        String own = cloud.replace("software postfix", "software postfix mailboxes john@contoso.com");
        assertThat(codes(own + "from relay to office365 require tls")).contains(DiagnosticCode.SITES_NOT_CONNECTED);
    }

    private static List<String> there(Advice advice) {
        return advice.needs().stream()
                .flatMap(need -> need.there().stream().map(connector -> need.what() + " by " + connector.name()))
                .toList();
    }

    /** All lines at once, over situations that no one thought of one by one. */
    @TestFactory
    Stream<DynamicTest> aPolicyWithItsLinesCompilesAndLacksNothing() {
        List<String> texts = new ArrayList<>();
        for (String subscription : List.of("", "subscription eop ")) {
            for (String identity : List.of("", "cert mail.contoso.com ", "networks 203.0.113.0/28 ")) {
                for (String software : List.of("", "software exchange 2019 ", "software exchange 2019 hybrid done ")) {
                    for (String more : List.of(
                            "",
                            "endpoint printers : device { networks 192.0.2.0/28 }",
                            "endpoint apps : device {} endpoint bank : partner { domains bank.example, *.bank.example }",
                            "endpoint second : server { hosts b.contoso.com mailboxes anna@contoso.com }")) {
                        texts.add(OURS + CLOUD + subscription + "} " + SERVER + identity + software + "} " + more);
                    }
                }
            }
        }
        return texts.stream()
                .map(text -> dynamicTest(text.substring(OURS.length()), () -> {
                    String lines = advise(text).stream()
                            .flatMap(advice -> advice.needs().stream())
                            .map(Need::line)
                            .flatMap(Optional::stream)
                            .distinct()
                            .collect(Collectors.joining("\n"));
                    lines = completed(lines);
                    assertThat(Policies.compile(text + "\n" + lines).hasErrors())
                            .as(text + "\n" + lines)
                            .isFalse();
                    assertThat(advise(text + "\n" + lines).stream().flatMap(advice -> advice.needs().stream()))
                            .noneMatch(Need::isMissing);
                }));
    }
}
