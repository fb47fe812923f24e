package dev.mailflow.compiler.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailflow.compiler.advise.Advice.Need;
import dev.mailflow.compiler.driver.AdviseResult;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
                    assertThat(advise(text + "\n" + lines).stream().flatMap(advice -> advice.needs().stream()))
                            .noneMatch(Need::isMissing);
                }));
    }
}
