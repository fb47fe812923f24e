package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.target.Capability;
import dev.mailflow.compiler.target.Capability.Support;
import dev.mailflow.compiler.target.Construct;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nothing is lost in silence: each construct that is not exact is told where a policy uses it. */
class LossesTest {
    private static final String START = """
            language 1
            organization { domains contoso.com%s }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }
            endpoint onprem : server { cert mail.contoso.com  hosts mail.contoso.com }
            endpoint bank : partner { domains contosobank.com }
            endpoint printers : device { networks 203.0.113.0/24 }
            """;

    /** What keeps an own source from relaying. */
    private static final Set<Construct> LIMITS =
            Set.of(Construct.NO_RELAY, Construct.REQUIRE_AUTH, Construct.REQUIRE_SENDER, Construct.REQUIRE_RECIPIENT);

    private static final Map<Construct, String> LINES = new EnumMap<>(Construct.class);

    static {
        LINES.put(Construct.PATTERN_ADDRESS, "connector a from office365 to bank when recipient ceo@contosobank.com");
        LINES.put(Construct.PATTERN_EMPTY_SENDER, "connector a from bank to office365 when sender contosobank.com, <>");
        LINES.put(Construct.PATTERN_ONE_LABEL, "connector a from bank to office365 when sender ?.contosobank.com");
        LINES.put(
                Construct.IDENTITY_BOTH,
                "connector a from onprem to office365 when network 203.0.113.0/24 require tls");
        LINES.put(
                Construct.NETWORK_IPV6,
                "endpoint six : device { networks 2001:db8::/48 }\nconnector a from six to office365 may relay");
        LINES.put(Construct.WHEN_SENDER, "connector a from office365 to bank when sender contoso.com");
        LINES.put(Construct.WHEN_RECIPIENT, "connector a from onprem to office365 when recipient contoso.com");
        LINES.put(Construct.WHEN_HEADER, "connector a from office365 to bank when header X-Route \"bank\"");
        LINES.put(Construct.REQUIRE_TLS_VERSION, "connector a from bank to office365 require tls 1.3");
        LINES.put(Construct.REQUIRE_TLS_VERSION_OUT, "connector a from office365 to bank require tls 1.3");
        LINES.put(Construct.REQUIRE_AUTH, "connector a from printers to office365 may relay require auth");
        LINES.put(
                Construct.REQUIRE_SENDER,
                "connector a from printers to office365 may relay require sender contoso.com");
        LINES.put(
                Construct.REQUIRE_RECIPIENT,
                "connector a from printers to office365 may relay require recipient contoso.com");
        LINES.put(Construct.REQUIRE_SIZE, "connector a from printers to office365 may relay require size 20MiB");
        LINES.put(
                Construct.OTHERWISE,
                "connector a from bank to office365 require tls otherwise reject 550 5.7.1 \"use TLS\"");
        LINES.put(Construct.NO_RELAY, "connector a from onprem to office365 require tls no relay");
        LINES.put(
                Construct.VIA_HOSTS, "connector a from office365 to bank via mx1.contosobank.com, mx2.contosobank.com");
        LINES.put(Construct.VIA_PORT, "connector a from office365 to bank via mx1.contosobank.com:2525");
        LINES.put(Construct.TLS_OFF, "connector a from office365 to bank tls off");
        LINES.put(
                Construct.PRESENT_CERTIFICATE,
                "connector a from office365 to bank require tls client cert mail.contoso.com");
        LINES.put(Construct.MTA_STS, "connector a from office365 to bank mta-sts enforce");
        LINES.put(Construct.DANE, "connector a from office365 to bank via mx1.contosobank.com dane require");
        LINES.put(Construct.HOP_LIMIT, "  hop-limit 25");
        LINES.put(Construct.DIRECTORY, "  directory complete");
    }

    @Test
    void everyConstructIsAnsweredFor() {
        assertThat(new ExchangeOnlineTarget().capabilities()).containsOnlyKeys(Construct.values());
        assertThat(LINES.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Construct.values())
                        .filter(construct -> capability(construct).support() != Support.EXACT)
                        .toList());
    }

    private static Capability capability(Construct construct) {
        return Objects.requireNonNull(Capabilities.ALL.get(construct));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotExactIsTold() {
        return LINES.entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey().name(), () -> isTold(entry.getKey(), entry.getValue())));
    }

    private static void isTold(Construct construct, String line) {
        boolean inside = line.startsWith("  ");
        String policy = START.formatted(inside ? line : "") + (inside ? "" : line + "\n");
        Capability capability = capability(construct);
        boolean unsupported = capability.support() == Support.UNSUPPORTED;
        List<Diagnostic> found = told(policy, Wish.EXPLICIT);
        assertThat(found).as(policy).anySatisfy(diagnostic -> {
            assertThat(diagnostic.help().orElse("")).contains(capability.remark());
            assertThat(diagnostic.code())
                    .isEqualTo(
                            LIMITS.contains(construct)
                                    ? DiagnosticCode.RELAY_WOULD_GROW
                                    : unsupported ? DiagnosticCode.CANNOT_BE_SAID : DiagnosticCode.SAID_NEARLY);
            assertThat(diagnostic.isError()).isEqualTo(unsupported);
        });
        assertThat(told(policy, Wish.DEFAULT)).noneMatch(Diagnostic::isError).hasSameSizeAs(found);
    }

    private static List<Diagnostic> told(String policy, Wish wish) {
        List<Diagnostic> found = new ArrayList<>();
        Translation.of(Policies.model(policy), "office365", wish, found::add);
        return found;
    }

    @TestFactory
    Stream<DynamicTest> marksOfOwnServersElsewhereAreErrors() {
        return Stream.of(
                        "connector a from bank to office365 keep headers",
                        "connector a from bank to office365 treat as internal",
                        "connector a from internet to office365 require network 192.0.2.0/28 treat as internal",
                        "connector a from office365 to bank keep headers",
                        "connector a from office365 to onprem treat as internal",
                        "connector a from office365 to onprem when recipient * keep headers")
                .map(line -> dynamicTest(
                        line,
                        () -> assertThat(told(START.formatted("") + line + "\n", Wish.EXPLICIT))
                                .extracting(Diagnostic::code)
                                .contains(DiagnosticCode.CANNOT_BE_SAID)));
    }

    /** A size gives nobody a right: without it the way of own servers is made all the same. Nor does a network beside a certificate of ours. */
    @TestFactory
    Stream<DynamicTest> whatGivesNoRightLeavesTheConnector() {
        return Stream.of(
                        "connector a from onprem to office365 require tls cert mail.contoso.com size 50MiB",
                        "connector a from printers to office365 may relay require size 20MiB",
                        "connector a from onprem to office365 when network 203.0.113.0/24 require tls",
                        "endpoint svc : service { cert *.sendgrid.net }\nconnector a from svc to office365 may relay",
                        "endpoint svc : service { cert *.sendgrid.net  networks 0.0.0.0/0, ::/0 }\nconnector a from svc to office365 may relay")
                .map(line -> dynamicTest(line, () -> {
                    List<Diagnostic> found = new ArrayList<>();
                    String policy = START.formatted("") + line + "\n";
                    Translation made = Translation.of(Policies.model(policy), "office365", Wish.DEFAULT, found::add);
                    assertThat(made.tenant().of(Kind.INBOUND)).hasSize(1);
                    assertThat(found).noneMatch(one -> one.code() == DiagnosticCode.RELAY_WOULD_GROW);
                }));
    }

    /** Each cloud shows a certificate of its own. */
    @TestFactory
    Stream<DynamicTest> theCertificateIsThatOfTheTenantsCloud() {
        return Map.of(
                        "contoso.onmicrosoft.com", "mail.protection.outlook.com",
                        "contoso.onmicrosoft.us", "mail.protection.office365.us",
                        "contoso.partner.onmschina.cn", "mail.protection.partner.outlook.cn")
                .entrySet()
                .stream()
                .map(cloud -> dynamicTest(cloud.getKey(), () -> {
                    String policy = START.formatted("").replace("contoso.onmicrosoft.com", cloud.getKey())
                            + "connector a from office365 to onprem require tls client cert cloud.contoso.com\n";
                    assertThat(told(policy, Wish.DEFAULT))
                            .filteredOn(one -> one.message().contains("which certificate `a` shows"))
                            .singleElement()
                            .satisfies(one -> assertThat(one.help().orElse(""))
                                    .isEqualTo("the service shows its own certificate, `" + cloud.getValue() + "`"));
                }));
    }

    /** Nobody is sent from one refusal into the next. */
    @Test
    void theHelpIsAWayOut() {
        List<Diagnostic> found = told(START.formatted("") + """
                endpoint other : exchange-online { tenant o.onmicrosoft.com }
                connector a from other to office365 require tls
                """, Wish.EXPLICIT);
        assertThat(found)
                .filteredOn(one -> one.code() == DiagnosticCode.RELAY_WOULD_GROW)
                .singleElement()
                .satisfies(one -> assertThat(one.help().orElse(""))
                        .isEqualTo("mail for recipients of ours needs no connector: leave it out of this site"));
    }

    /** What would relay more than the policy says is not made; a connector of strangers gives no right. */
    @TestFactory
    Stream<DynamicTest> noRightGrows() {
        return Stream.of(
                        "connector a from printers to office365",
                        "connector a from printers to office365 require sender contoso.com",
                        "connector a from printers to office365 may relay require sender contoso.com",
                        "connector a from printers to office365 may relay require recipient contoso.com",
                        "connector a from onprem to office365 require tls no relay",
                        "endpoint svc : service { cert mail.protection.outlook.com  networks 203.0.113.0/28 }\nconnector a from svc to office365 may relay",
                        "endpoint svc : service { cert *.sendgrid.net  networks 149.72.0.0/24 }\nconnector a from svc to office365 may relay",
                        "endpoint svc : service { cert *.sendgrid.net }\nconnector a from svc to office365 may relay require network 149.72.0.0/24",
                        "endpoint svc : service { cert *.sendgrid.net }\nconnector a from svc to office365 may relay require tls cert o1.sendgrid.net",
                        "connector a from onprem to office365 require sender contoso.com",
                        "endpoint mailer : service { networks 198.51.100.0/25 }\nconnector a from mailer to office365 require sender news@contoso.com",
                        "endpoint other : exchange-online { tenant o.onmicrosoft.com }\nconnector a from other to office365 require tls")
                .map(line -> dynamicTest(line, () -> {
                    List<Diagnostic> found = new ArrayList<>();
                    String policy = START.formatted("") + line + "\n";
                    Translation made = Translation.of(Policies.model(policy), "office365", Wish.DEFAULT, found::add);
                    assertThat(made.tenant().of(Kind.INBOUND)).isEmpty();
                    assertThat(found)
                            .filteredOn(one -> one.code() == DiagnosticCode.RELAY_WOULD_GROW)
                            .singleElement()
                            .satisfies(one -> assertThat(one.message()).endsWith("; left out"));
                    assertThat(told(policy, Wish.EXPLICIT)).anyMatch(Diagnostic::isError);
                }));
    }
}
