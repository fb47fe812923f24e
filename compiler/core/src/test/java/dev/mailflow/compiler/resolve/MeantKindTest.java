package dev.mailflow.compiler.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever declares an endpoint as the help proposes has no more mistakes of its kind than with any other kind. */
class MeantKindTest {
    private static final String OTHERS = "language 1\norganization { domains contoso.com }\n"
            + "endpoint hub : server { hosts hub.contoso.com networks 192.0.2.1 cert hub.contoso.com }\n"
            + "endpoint bank : partner { domains bank.example }\n"
            + "endpoint scanners : device { networks 192.0.2.64/28 }\n"
            + "endpoint filter : service { networks 192.0.2.128/28 }\n";

    private static final Map<String, String> DECLARED = Map.of(
            "partner", "endpoint x : partner { domains x.example }\n",
            "device", "endpoint x : device { networks 198.51.100.0/24 }\n",
            "service", "endpoint x : service { networks 198.51.100.0/24 hosts x.example }\n",
            "server", "endpoint x : server { networks 198.51.100.0/24 hosts x.contoso.com }\n");

    private static final List<String> CLAUSES = List.of(
            "",
            "require tls",
            "require auth",
            "require sender contoso.com",
            "require recipient contoso.com",
            "require size 1MiB",
            "require network 198.51.100.0/24",
            "require client cert x.contoso.com",
            "require server cert y.contoso.com",
            "when sender contoso.com",
            "when recipient contoso.com",
            "when cert x.contoso.com",
            "when network 198.51.100.0/24",
            "when header X-App",
            "via h.contoso.com",
            "via mx",
            "tls off",
            "may relay",
            "no relay",
            "centralized",
            "otherwise reject",
            "mta-sts off",
            "dane off",
            "keep headers",
            "treat as internal",
            "disabled");

    private static final Pattern PROPOSED = Pattern.compile("`endpoint x : (\\S+) \\{");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from x to office365",
                "from office365 to x",
                "from x to hub",
                "from hub to x",
                "from x to bank",
                "from bank to x",
                "from x to scanners",
                "from scanners to x",
                "from filter to x",
                "from x to internet",
                "from internet to x"
            })
    void whatIsProposedFitsTheClauses(String ends) {
        for (String one : CLAUSES) {
            for (String other : CLAUSES.subList(CLAUSES.indexOf(one), CLAUSES.size())) {
                fits(ends + " " + one + " " + (other.equals(one) ? "" : other));
            }
        }
    }

    @Test
    void whatIsProposedFitsAllPlaces() {
        for (String there : CLAUSES) {
            for (String back : CLAUSES) {
                fits("from hub to x " + there + "\nfrom x to hub " + back);
                fits("from x to office365 " + there + "\nfrom hub to x " + back);
            }
        }
    }

    /** Whoever declares both as it is proposed has a policy without a mistake of kind. */
    @ParameterizedTest
    @ValueSource(strings = {"", "require tls", "when recipient x.example", "via mx", "require auth", "may relay"})
    void bothEndsTogether(String clause) {
        String connector = "from x to y " + clause + "\n";
        StringBuilder policy = new StringBuilder(OTHERS);
        for (String name : List.of("x", "y")) {
            String help = Policies.compile(OTHERS + connector).diagnostics().stream()
                    .filter(found -> found.code() == DiagnosticCode.UNKNOWN_ENDPOINT
                            && found.primary().span().text().equals(name))
                    .map(found -> found.help().orElse(""))
                    .findFirst()
                    .orElseThrow();
            Matcher proposed = Pattern.compile("`endpoint . : (\\S+) \\{").matcher(help);
            assertThat(proposed.find()).as(help).isTrue();
            policy.append(DECLARED.getOrDefault(proposed.group(1), "")
                    .replace("endpoint x", "endpoint " + name)
                    .replace("198.51.100.", name.equals("x") ? "198.51.100." : "203.0.113.")
                    .replace("x.", name + "."));
        }
        assertThat(Policies.compile(policy + connector).diagnostics())
                .filteredOn(found -> found.severity() == Severity.ERROR)
                .as(policy + connector)
                .isEmpty();
    }

    private static void fits(String connectors) {
        CompileResult undeclared = Policies.compile(OTHERS + connectors);
        Matcher proposed = PROPOSED.matcher(undeclared.diagnostics().stream()
                .filter(found -> found.code() == DiagnosticCode.UNKNOWN_ENDPOINT)
                .map(found -> found.help().orElse(""))
                .findFirst()
                .orElseThrow());
        assertThat(proposed.find()).as(connectors).isTrue();
        Set<String> left = mistakes(proposed.group(1), connectors);
        for (String kind : DECLARED.keySet()) {
            Set<String> instead = mistakes(kind, connectors);
            assertThat(left.containsAll(instead) && !instead.containsAll(left))
                    .as(
                            "%s: %s is proposed, but %s has %s in place of %s",
                            connectors, proposed.group(1), kind, instead, left)
                    .isFalse();
        }
    }

    private static Set<String> mistakes(String kind, String connectors) {
        return Policies.compile(OTHERS + DECLARED.get(kind) + connectors).diagnostics().stream()
                .filter(found ->
                        found.severity() == Severity.ERROR && found.code().id().startsWith("MF3"))
                .map(found -> found.code().id() + " " + found.primary().span().text())
                .collect(Collectors.toSet());
    }
}
