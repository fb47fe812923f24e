package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An Authoritative domain refuses whom the directory does not know (vector IN-24): mailboxes elsewhere are passed on (IN-25). */
class TenantDirectoryTest {
    private static final String START = """
            language 1
            organization { domains contoso.com, plant.contoso.com }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com  mailboxes contoso.com  cert cloud.contoso.com }
            """;
    private static final String OUT =
            "connector out from office365 to plant when recipient plant.contoso.com require tls\n";

    private final List<Diagnostic> told = new ArrayList<>();

    private Translation translation(DecisionModel model) {
        return Translation.of(model, "office365", Wish.EXPLICIT, told::add);
    }

    private String type(String domain, String policy) {
        return translation(Policies.model(START + policy))
                .tenant()
                .find(Kind.ACCEPTED_DOMAIN, domain)
                .flatMap(item -> item.text(Property.DOMAIN_TYPE))
                .orElse("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "software smtp  mailboxes plant.contoso.com | InternalRelay",
                "software exchange 2016  hybrid not-done  mailboxes plant.contoso.com | InternalRelay",
                "software exchange 2016  hybrid done  mailboxes plant.contoso.com | Authoritative",
                "software smtp  mailboxes anna@plant.contoso.com | InternalRelay",
                "software smtp  mailboxes anna@contoso.com | Authoritative"
            })
    void mailboxesElsewhereAreNotInTheDirectory(String server, String type) {
        String plant = "endpoint plant : server { hosts mail.plant.contoso.com  cert *.contoso.com  " + server + " }\n";
        assertThat(type("plant.contoso.com", plant + OUT)).isEqualTo(type);
        assertThat(told)
                .filteredOn(one -> one.code() == DiagnosticCode.PASSED_ON_BY_TENANT)
                .hasSize(type.equals("InternalRelay") ? 1 : 0);
        assertThat(type("contoso.com", plant + OUT)).isEqualTo("Authoritative");
    }

    /** Without a way there nothing is passed on, and both refuse. */
    @Test
    void withoutAWayThereTheDomainStaysAuthoritative() {
        String plant =
                "endpoint plant : server { hosts mail.plant.contoso.com  cert *.contoso.com  mailboxes plant.contoso.com }\n";
        assertThat(type("plant.contoso.com", plant + "connector in from plant to office365 require tls\n"))
                .isEqualTo("Authoritative");
    }

    /** Only a connector for the domain leads on what the directory does not know: with a rule alone that is told. */
    @Test
    void byARuleAloneTheRestOfTheDomainGoesInCircles() {
        String plant =
                "endpoint plant : server { hosts mail.plant.contoso.com  cert *.contoso.com  mailboxes john@contoso.com }\n";
        assertThat(type(
                        "contoso.com",
                        plant + "connector out from office365 to plant when recipient john@contoso.com require tls\n"))
                .isEqualTo("InternalRelay");
        assertThat(told)
                .filteredOn(one -> one.code() == DiagnosticCode.PASSED_ON_BY_TENANT)
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.severity()).isEqualTo(Severity.WARNING);
                    assertThat(one.message())
                            .isEqualTo(
                                    "`contoso.com` is made an internal relay: mailboxes of it are at `plant`, and only a rule leads there");
                    assertThat(one.help().orElse("")).contains("`when recipient contoso.com`", "goes in circles");
                });
        told.clear();
        assertThat(type(
                        "contoso.com",
                        plant + "connector out from office365 to plant when recipient contoso.com require tls\n"))
                .isEqualTo("InternalRelay");
        assertThat(told)
                .filteredOn(one -> one.code() == DiagnosticCode.PASSED_ON_BY_TENANT)
                .extracting(Diagnostic::severity)
                .containsExactly(Severity.NOTE);
    }

    /** A connector that is not made leads nowhere. */
    @Test
    void whatIsNotMadeIsNoWay() {
        String plant =
                "endpoint plant : server { hosts mail.plant.contoso.com  cert *.contoso.com  mailboxes plant.contoso.com }\n";
        assertThat(
                        type(
                                "plant.contoso.com",
                                plant
                                        + "connector out from office365 to plant via mail.plant.contoso.com:2525 when recipient plant.contoso.com require tls\n"))
                .isEqualTo("Authoritative");
        assertThat(
                        type(
                                "plant.contoso.com",
                                plant
                                        + "connector out from office365 to plant when recipient plant.contoso.com require tls disabled\n"))
                .isEqualTo("Authoritative");
        assertThat(told).noneMatch(one -> one.code() == DiagnosticCode.PASSED_ON_BY_TENANT);
    }

    /** A domain with its subdomains is sayable as a relay alone, which is what it is here. */
    @Test
    void aDomainWithItsSubdomainsIsPassedOn() {
        Item made = translation(Policies.model("""
                        language 1
                        organization { domains contoso.com, .fabrikam.com }
                        endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com  mailboxes contoso.com  cert cloud.contoso.com }
                        endpoint plant : server { hosts mail.contoso.com  cert mail.contoso.com  mailboxes .fabrikam.com }
                        connector out from office365 to plant when recipient .fabrikam.com require tls
                        """))
                .tenant()
                .find(Kind.ACCEPTED_DOMAIN, "fabrikam.com")
                .orElseThrow();
        assertThat(made.says(Property.DOMAIN_TYPE, "InternalRelay")).isTrue();
        assertThat(made.is(Property.MATCH_SUBDOMAINS)).isTrue();
        assertThat(told).noneMatch(Diagnostic::isError);
    }

    private List<Comparison.Difference> differences(String policy) {
        DecisionModel model = Policies.model(policy);
        Comparison.Result result = Comparison.of(model, "office365", translation(model));
        assertThat(result.complete()).isTrue();
        // Of recipients outside, other tests speak.
        return result.differences().stream()
                .filter(one -> model.organization().authoritative().stream()
                        .anyMatch(accepted -> accepted.matches(one.witness().recipient())))
                .toList();
    }

    @Test
    void whatIsMadeSaysTheSame() {
        String plant =
                "endpoint plant : server { hosts mail.plant.contoso.com  cert *.contoso.com  mailboxes plant.contoso.com }\n";
        assertThat(differences(START + plant + OUT)).isEmpty();
        assertThat(differences(START + plant + "connector in from plant to office365 require tls\n" + OUT))
                .isEmpty();
    }

    /** Nobody gets mail to a recipient that is not there, whoever sends it: an own server and a mailbox get it back. */
    @Test
    void aCompleteDirectoryIsAskedForEverybody() {
        String start = """
                language 1
                organization { domains c.example  directory complete }
                endpoint office365 : exchange-online { tenant c.onmicrosoft.com  mailboxes a@c.example }
                """;
        assertThat(differences(start)).isEmpty();
        assertThat(differences(start + """
                endpoint app : device { networks 203.0.113.0/29 }
                connector in from app to office365 may relay
                """)).isEmpty();
    }
}
