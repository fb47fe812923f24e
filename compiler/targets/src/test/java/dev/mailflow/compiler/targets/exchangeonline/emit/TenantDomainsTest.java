package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A domain is an accepted domain of one tenant alone. */
class TenantDomainsTest {
    private final List<Diagnostic> told = new ArrayList<>();

    private List<String> accepted(String site, String endpoints) {
        told.clear();
        String policy =
                "language 1\norganization { domains north.example, south.example  relay domains .merged.example }\n"
                        + endpoints + "connector x from north to south when recipient south.example require tls\n";
        return Translation.of(Policies.model(policy), site, Wish.EXPLICIT, told::add)
                .tenant()
                .of(Kind.ACCEPTED_DOMAIN)
                .stream()
                .map(Item::name)
                .toList();
    }

    private List<Severity> severities() {
        return told.stream()
                .filter(diagnostic -> diagnostic.code() == DiagnosticCode.DOMAIN_OF_TENANTS)
                .map(Diagnostic::severity)
                .toList();
    }

    @Test
    void eachTenantHasTheDomainsOfItsMailboxes() {
        String endpoints = """
                endpoint north : exchange-online { tenant north.onmicrosoft.com  mailboxes north.example, .merged.example }
                endpoint south : exchange-online { tenant south.onmicrosoft.com  cert out.south.example  mailboxes south.example, boss@x.merged.example }
                """;
        assertThat(accepted("north", endpoints)).containsExactly("north.example", "merged.example");
        assertThat(severities()).containsExactly(Severity.NOTE);
        assertThat(accepted("south", endpoints)).containsExactly("south.example");
        assertThat(severities()).containsExactly(Severity.NOTE);
    }

    @Test
    void whatNoTenantHasIsTold() {
        String endpoints = """
                endpoint north : exchange-online { tenant north.onmicrosoft.com  mailboxes north.example }
                endpoint south : exchange-online { tenant south.onmicrosoft.com  cert out.south.example  mailboxes south.example }
                """;
        assertThat(accepted("north", endpoints)).containsExactly("north.example", "merged.example");
        assertThat(severities()).containsExactly(Severity.NOTE, Severity.WARNING);
        assertThat(told)
                .filteredOn(diagnostic -> diagnostic.severity() == Severity.WARNING)
                .anySatisfy(diagnostic -> assertThat(diagnostic.message())
                        .contains("`.merged.example` is made accepted in each of `north`, `south`"));
    }

    /** No tenant has the mailboxes: the tenant is the one that hands mail on to them, or that has one of the domain all the same. */
    @Test
    void mailboxesAtAServerLeaveAWayOut() {
        String endpoints = """
                endpoint own : server { hosts mail.own.example  networks 192.0.2.1  mailboxes .merged.example }
                endpoint north : exchange-online { tenant north.onmicrosoft.com  cert out.north.example  mailboxes north.example }
                endpoint south : exchange-online { tenant south.onmicrosoft.com  cert out.south.example  mailboxes south.example }
                """;
        String both = """
                connector a from north to own when sender north.example recipient .merged.example require tls
                connector b from south to own when sender south.example recipient .merged.example require tls
                """;
        assertThat(accepted("south", endpoints + both)).contains("merged.example");
        assertThat(told)
                .filteredOn(diagnostic -> diagnostic.severity() == Severity.WARNING
                        && diagnostic.code() == DiagnosticCode.DOMAIN_OF_TENANTS)
                .singleElement()
                .satisfies(diagnostic -> assertThat(diagnostic.help().orElse(""))
                        .contains("connector to that server")
                        .doesNotContain("say by `mailboxes` which tenant"));

        String one = endpoints + both.lines().findFirst().orElseThrow() + "\n";
        assertThat(accepted("north", one)).containsExactly("north.example", "merged.example");
        assertThat(severities()).containsExactly(Severity.NOTE);
        assertThat(accepted("south", one)).containsExactly("south.example");
        assertThat(severities()).containsExactly(Severity.NOTE, Severity.NOTE);

        String some =
                endpoints.replace("mailboxes south.example", "mailboxes south.example, boss@x.merged.example") + both;
        assertThat(accepted("north", some)).containsExactly("north.example");
        assertThat(accepted("south", some)).containsExactly("south.example", "merged.example");
        assertThat(severities()).containsExactly(Severity.NOTE);
    }

    @Test
    void oneTenantHasThemAll() {
        assertThat(accepted("north", """
                                endpoint north : exchange-online { tenant north.onmicrosoft.com }
                                endpoint south : server { hosts mail.south.example  networks 192.0.2.1  mailboxes south.example }
                                """)).containsExactly("north.example", "south.example", "merged.example");
        assertThat(severities()).isEmpty();
    }

    private static final String TWO_TENANTS = """
            language 1
            organization { domains u.example, stud.u.example }
            endpoint staff    : exchange-online { tenant u.onmicrosoft.com cert a.u.example mailboxes u.example }
            endpoint students : exchange-online { tenant s.onmicrosoft.com cert b.stud.u.example mailboxes stud.u.example%s }
            """;

    private Item outbound(String policy, String name) {
        Item made = Translation.of(Policies.model(policy), "staff", Wish.EXPLICIT, told::add)
                .tenant()
                .find(Kind.OUTBOUND, name)
                .orElseThrow();
        assertThat(made.is(Property.ALL_ACCEPTED_DOMAINS)).isFalse();
        return made;
    }

    /** All accepted domains are those of one tenant: what is another's goes by its own name, and ours is named beside it. */
    @Test
    void forAllDomainsTheOthersAreNamed() {
        String way = "connector s2s from staff to students require tls server cert mail.protection.outlook.com\n";
        for (String single : List.of("", ", ann@u.example")) {
            assertThat(outbound(TWO_TENANTS.formatted(single) + way, "s2s").texts(Property.RECIPIENT_DOMAINS))
                    .containsExactlyInAnyOrder("u.example", "stud.u.example");
        }
    }

    /** Without it mail to whom the directory does not know would find no way to the server, and go in circles. */
    @Test
    void aServerTakesTheDomainsOfThisTenantToo() {
        String server = TWO_TENANTS.formatted("")
                + "endpoint onprem : server { hosts mail.u.example cert mail.u.example mailboxes john@u.example }\n"
                + "connector to-onprem from staff to onprem require tls\n";
        assertThat(outbound(server, "to-onprem").texts(Property.RECIPIENT_DOMAINS))
                .containsExactlyInAnyOrder("u.example", "stud.u.example");
        String both = server
                + "connector s2s from staff to students when recipient stud.u.example require tls server cert mail.protection.outlook.com\n";
        Item own = Translation.of(Policies.model(both), "staff", Wish.EXPLICIT, told::add)
                .tenant()
                .find(Kind.OUTBOUND, "to-onprem")
                .orElseThrow();
        assertThat(own.is(Property.ALL_ACCEPTED_DOMAINS)).isTrue();
    }

    /** What cannot be made accepted is told as that, and not as made accepted in each tenant. */
    @Test
    void ofWhatCannotBeSaidNothingElseIsTold() {
        told.clear();
        Translation.of(Policies.model("""
                language 1
                organization { domains u.example, ?.lab.u.example }
                endpoint staff    : exchange-online { tenant u.onmicrosoft.com cert a.u.example mailboxes u.example }
                endpoint students : exchange-online { tenant s.onmicrosoft.com cert b.u.example }
                """), "staff", Wish.EXPLICIT, told::add);
        assertThat(told).extracting(Diagnostic::code).containsExactly(DiagnosticCode.CANNOT_BE_SAID);
    }

    /** Mail for a relay domain of ours goes by a connector of the type that such a domain needs, whoever takes it. */
    @Test
    void whoTakesADomainOfOursIsAnOwnServer() {
        List<Item> out = Translation.of(Policies.model("""
                        language 1
                        organization { domains c.example  relay domains bounce.c.example }
                        endpoint office365 : exchange-online { tenant c.onmicrosoft.com mailboxes c.example }
                        endpoint bounces : service { networks 198.51.100.200  hosts bounce.grid.example }
                        endpoint archive : service { networks 198.51.100.201  hosts in.archive.example }
                        connector own from office365 to bounces when recipient bounce.c.example require tls
                        connector other from office365 to archive when recipient journal.example require tls
                        """), "office365", Wish.EXPLICIT, told::add)
                .tenant()
                .of(Kind.OUTBOUND);
        assertThat(out).filteredOn(Item::isOnPremises).extracting(Item::name).containsExactly("own");
    }
}
