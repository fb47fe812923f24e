package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.plan.Accepted;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan;
import dev.mailflow.compiler.targets.exchangeonline.plan.PlanScripts;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Generated scripts, read by a grammar of PowerShell that others wrote (src/test/powershell, .ci/run installs it). */
class ScriptsTest {
    private static final Path READER = Path.of("src/test/powershell");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String POLICY = """
            language 1
            organization { domains contoso.com  relay domains .legacy.contoso.com  direct-send refuse }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com  cert cloud.contoso.com }
            endpoint onprem : server { software exchange 2019  hosts mail1.contoso.com  networks 203.0.113.40/29 }
            endpoint bank : partner { domains .contosobank.com }
            endpoint archive : service { cert ingest.archiveco.example  hosts smtp.archiveco.example }
            connector in from onprem to office365 require tls description "it's the ‘main’ $(way) `in` #> \\"x\\""
            connector out from office365 to onprem require tls cert mail1.contoso.com keep headers
            connector bank-in from bank to office365 require tls cert *.contosobank.com network 198.51.100.0/22
            connector bank-out from office365 to bank via mx require tls cert *.contosobank.com
            connector journal from office365 to archive when sender contoso.com recipient journal@archiveco.example
            """;

    @TempDir
    Path folder;

    private record ReadScript(List<Integer> mistakes, List<String> texts) {}

    private List<ReadScript> read(List<String> scripts) throws IOException, InterruptedException {
        boolean installed = Files.isDirectory(READER.resolve("node_modules"));
        if (!installed && Boolean.getBoolean("mailflow.tools.required")) {
            fail("the grammar of PowerShell is required and not installed: see .ci/run");
        }
        assumeTrue(installed, "the grammar of PowerShell is not installed: see .ci/run");
        List<String> names = new ArrayList<>();
        for (String script : scripts) {
            Path file = folder.resolve(names.size() + ".ps1");
            Files.writeString(file, script);
            names.add(file.toString());
        }
        Process process = new ProcessBuilder("node", "read.mjs")
                .directory(READER.toFile())
                .redirectErrorStream(true)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(String.join("\n", names).getBytes(StandardCharsets.UTF_8));
        }
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(answer).isTrue();
        assertThat(process.exitValue()).as(answer).isZero();
        return answer.lines()
                .map(JSON::readTree)
                .map(node -> {
                    List<Integer> mistakes = new ArrayList<>();
                    node.get("mistakes").forEach(line -> mistakes.add(line.asInt()));
                    List<String> texts = new ArrayList<>();
                    for (JsonNode text : node.get("texts")) {
                        texts.add(PowerShellPropertyTest.Quoted.text(text.asString()));
                    }
                    return new ReadScript(mistakes, texts);
                })
                .toList();
    }

    private static List<Artifact> emit(DecisionModel model, List<String> sites) {
        List<Diagnostic> found = new ArrayList<>();
        return new ExchangeOnlineTarget()
                .emit(new TargetRequest(model, sites, "", Wish.DEFAULT).withDigest("0123abcd"), found::add);
    }

    @Test
    void aBrokenScriptIsNoticed() throws IOException, InterruptedException {
        assertThat(read(List.of("Set-X @{\n  A = 'b\n}\n")).get(0).mistakes()).isNotEmpty();
    }

    @Test
    void scriptsAreRead() throws IOException, InterruptedException {
        List<Artifact> artifacts = emit(Policies.model(POLICY), List.of("office365", "onprem"));
        assertThat(artifacts.stream().map(Artifact::path))
                .containsExactly(
                        "office365/connectors.ps1",
                        "office365/rollback.ps1",
                        "office365/assumptions.md",
                        "onprem/connectors.ps1",
                        "onprem/rollback.ps1");
        List<String> scripts = artifacts.stream()
                .filter(artifact -> artifact.path().endsWith(".ps1"))
                .map(Artifact::text)
                .toList();
        List<ReadScript> read = read(scripts);
        assertThat(read)
                .hasSize(4)
                .allSatisfy(script -> assertThat(script.mistakes()).isEmpty());
        assertThat(read.get(0).texts()).contains("it's the ‘main’ $(way) `in` #> \"x\" [mailflow]");
    }

    /** Every text of the tenant stands in the script, as the words that PowerShell reads. */
    @Test
    void scriptsOfRandomPoliciesSayWhatTheTenantHolds() throws IOException, InterruptedException {
        List<String> scripts = new ArrayList<>();
        List<Tenant> tenants = new ArrayList<>();
        for (int seed = 0; scripts.size() < 80; seed++) {
            DecisionModel model = RandomPolicies.model(new Random(seed));
            List<Diagnostic> found = new ArrayList<>();
            Translation translation = Translation.of(model, "cloud", Wish.DEFAULT, found::add);
            tenants.add(translation.tenant());
            scripts.add(Scripts.connectors(translation, "origin"));
            Plan plan = Plan.of(
                    translation.tenant(),
                    new Tenant("empty", List.of()),
                    Plan.HybridWizard.LEFT_ALONE,
                    Plan.Unknown.KEPT,
                    Accepted.NONE);
            tenants.add(translation.tenant());
            scripts.add(PlanScripts.forward(plan, "origin"));
        }
        List<ReadScript> read = read(scripts);
        for (int i = 0; i < scripts.size(); i++) {
            assertThat(read.get(i).mistakes()).as(scripts.get(i)).isEmpty();
            assertThat(read.get(i).texts()).containsAll(texts(tenants.get(i)));
        }
    }

    private static List<String> texts(Tenant tenant) {
        List<String> texts = new ArrayList<>();
        for (Item item : tenant.items()) {
            item.settings().forEach((property, value) -> {
                if (value instanceof Value.Texts several) {
                    texts.addAll(several.texts());
                }
            });
        }
        return texts;
    }

    @Test
    void theSamePolicyGivesTheSameOctets() {
        assertThat(emit(Policies.model(POLICY), List.of("office365", "onprem")))
                .isEqualTo(emit(Policies.model(POLICY), List.of("office365", "onprem")));
        emit(Policies.model(POLICY), List.of("office365")).forEach(artifact -> {
            assertThat(artifact.text())
                    .contains("SHA-256 0123abcd")
                    .doesNotContain("\r")
                    .doesNotContain("2026-");
        });
    }

    /** What a script makes or sets, the way back takes away or sets, in the reverse order and with the same settings. */
    @Test
    void theWayBackNamesEveryStep() {
        List<Artifact> artifacts = emit(Policies.model(POLICY), List.of("office365", "onprem"));
        for (int i : List.of(0, 3)) {
            List<String> forward = steps(artifacts.get(i).text(), "Update-");
            List<String> back = steps(artifacts.get(i + 1).text(), "Restore-");
            assertThat(forward).hasSizeGreaterThan(1);
            Collections.reverse(back);
            assertThat(back).isEqualTo(forward);
        }
        assertThat(artifacts.get(4).text())
                .contains("Restore-Frontend -Capability 'cloud.contoso.com:AcceptCloudServicesMail'")
                .contains("Restore-Send -Name 'in' -Properties @('Enabled', 'Comment', 'AddressSpaces'")
                .contains("before.Relay");
    }

    private static List<String> steps(String script, String verb) {
        return script.lines()
                .filter(line -> line.startsWith(verb))
                .map(line -> line.substring(verb.length()).replaceFirst(" -(Settings|Properties) .*", ""))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** A device may relay or not: the right is given and taken, so that a second policy leaves nothing of the first. */
    @Test
    void theRightToRelayIsSaidEitherWay() {
        String devices = """
                language 1
                organization { domains contoso.com }
                endpoint onprem : server { software exchange 2019  hosts mail.contoso.com  networks 203.0.113.0/24 }
                endpoint printers : device { networks 10.0.0.0/24 }
                endpoint scanners : device { networks 10.0.1.0/24 }
                connector printing from printers to onprem may relay
                connector scanning from scanners to onprem
                """;
        assertThat(emit(Policies.model(devices), List.of("onprem")).get(0).text())
                .contains("Set-Relay -Name 'printing' -Allowed $true", "Set-Relay -Name 'scanning' -Allowed $false");
    }

    /** What one end asks the other shows, because both are read from one connector. */
    @Test
    void bothEndsOfAnEdgeAgree() {
        String cloud = emit(Policies.model(POLICY), List.of("office365")).get(0).text();
        String server = emit(Policies.model(POLICY), List.of("onprem")).get(0).text();
        assertThat(cloud).contains("Update-Inbound -Name 'in'", "SenderIPAddresses = @('203.0.113.40/29')");
        assertThat(server)
                .contains("Update-Send -Name 'in'", "SmartHosts = @('contoso.onmicrosoft.com')", "RequireTLS = $true");
        assertThat(cloud).contains("TlsDomain = 'mail1.contoso.com'");
        assertThat(server)
                .contains(
                        "# out: by the connector that takes every address",
                        "cloud.contoso.com:AcceptCloudServicesMail");
    }

    /** Switched off: the rule before its connector; switched on: behind it, on the way back too. */
    @Test
    void rulesThatAreOffGoBeforeTheirConnectors() {
        String policy =
                POLICY.replace("recipient journal@archiveco.example", "recipient journal@archiveco.example disabled");
        List<Artifact> artifacts = emit(Policies.model(policy), List.of("office365"));
        assertThat(artifacts.get(0).text())
                .containsSubsequence(
                        "Suspend-Rule -Name 'journal [mailflow]'",
                        "Update-Outbound -Name 'journal'",
                        "Update-Rule -Name 'journal [mailflow]'");
        assertThat(artifacts.get(1).text())
                .containsSubsequence(
                        "Restore-Rule -Name 'journal [mailflow]'",
                        "Restore-Outbound -Name 'journal'",
                        "Resume-Rule -Name 'journal [mailflow]'");
    }

    /** A script that stops has changed nothing, and has kept no state that a later run would take for the one before it. */
    @Test
    void whatWouldStopTheScriptIsAskedBeforeTheFirstChange() {
        String script =
                emit(Policies.model(POLICY), List.of("office365")).get(0).text();
        String asked = script.substring(script.indexOf("# Before the first change"), script.indexOf("Export-Clixml"));
        assertThat(steps(asked, "Assert-").stream()
                        .filter(step -> !step.startsWith("Free "))
                        .map(step -> step.replaceFirst(" -(Route|Type|Members) .*", "")))
                .containsExactlyElementsOf(steps(script, "Update-"));
        assertThat(asked).contains("Assert-Rule -Name 'journal [mailflow]' -Route 'journal'");
        // Only the functions that ask may stop it.
        String changing = script.substring(script.indexOf("function Update-Inbound"));
        assertThat(changing).doesNotContain("throw ");
    }

    /** Who has a connector of his own, made by hand, keeps it: a shared one beside it would be the same twice. */
    @Test
    void partnersThatAreThereStayApart() {
        String policy = """
                language 1
                organization { domains contoso.com }
                endpoint a : partner { domains a.example }
                endpoint b : partner { domains b.example }
                connector Bank-A from a to office365 require tls description "ours"
                connector Bank-B from b to office365 require tls
                """;
        List<Artifact> artifacts = emit(Policies.model(policy), List.of("office365"));
        String script = artifacts.get(0).text();
        String group = script.replaceFirst("(?s).*Update-Inbound -Name '(partners-[0-9a-f]+)'.*", "$1");
        assertThat(script)
                .contains(
                        "$inboundOfPolicy = @('" + group + "', 'Bank-A', 'Bank-B')\n",
                        "Assert-Inbound -Name '" + group
                                + "' -Type 'Partner' -By 'SenderDomains' -Values @('a.example', 'b.example') -Members @('Bank-A', 'Bank-B')\n",
                        """
                        } -Members @(
                            @{ Name = 'Bank-A'; Comment = 'ours [mailflow]'; SenderDomains = @('a.example') },
                            @{ Name = 'Bank-B'; Comment = '[mailflow]'; SenderDomains = @('b.example') }
                        )
                        """);
        assertThat(artifacts.get(1).text())
                .contains(
                        "Restore-Inbound -Name '" + group + "'",
                        "Restore-Inbound -Name 'Bank-A'",
                        "Restore-Inbound -Name 'Bank-B'");
    }

    /** Each cmdlet that changes something is told of a trial run, and asks nobody anything. */
    @Test
    void everyCmdletThatChangesSomethingPassesOnWhatIf() {
        List<String> scripts = new ArrayList<>();
        emit(Policies.model(POLICY), List.of("office365", "onprem")).stream()
                .filter(artifact -> artifact.path().endsWith(".ps1"))
                .forEach(artifact -> scripts.add(artifact.text()));
        Tenant tenant = Translation.of(Policies.model(POLICY), "office365", Wish.DEFAULT, diagnostic -> {})
                .tenant();
        Plan plan = Plan.of(
                tenant, new Tenant("empty", List.of()), Plan.HybridWizard.LEFT_ALONE, Plan.Unknown.KEPT, Accepted.NONE);
        scripts.add(PlanScripts.forward(plan, "origin"));
        scripts.add(PlanScripts.back(plan, "origin"));
        int seen = 0;
        for (String script : scripts) {
            for (String line :
                    script.replace("`\n", " ").lines().map(String::strip).toList()) {
                if (line.matches("(New|Set|Remove|Enable|Disable|Add)-[A-Z][A-Za-z]+ .*")
                        && !line.matches(
                                "(Set-StrictMode|Set-Relay|Add-ADPermission @right|Remove-ADPermission @right) .*")) {
                    seen++;
                    assertThat(line).contains("-WhatIf:$WhatIfPreference");
                    if (line.matches("(Remove|Enable|Disable)-.*")) {
                        assertThat(line).contains("-Confirm:$false");
                    }
                }
            }
        }
        assertThat(seen).isGreaterThan(25);
    }

    @Test
    void aWideNetworkIsSplitAndTwoRestrictionsAreTwoConnectors() {
        String script =
                emit(Policies.model(POLICY), List.of("office365")).get(0).text();
        assertThat(script)
                .contains(
                        "SenderIPAddresses = @('198.51.100.0/24', '198.51.101.0/24', '198.51.102.0/24', '198.51.103.0/24')")
                .contains("Update-Inbound -Name 'bank-in-addresses'")
                .contains("New-TransportRule");
        assertThat(script.indexOf("# Accepted domains"))
                .isLessThan(script.indexOf("# Inbound connectors"))
                .isPositive();
        assertThat(script)
                .containsSubsequence(
                        "# Inbound connectors",
                        "# Outbound connectors for mail flow rules",
                        "# Mail flow rules",
                        "# Outbound connectors\n");
    }

    /** The service takes no connector from a rule that sends by it: a rule leaves before, and one of nobody stops the script. */
    @Test
    void aConnectorIsTakenFromRulesWhenTheyHaveLeftIt() {
        List<Artifact> artifacts = emit(Policies.model(POLICY), List.of("office365"));
        String script = artifacts.get(0).text();
        assertThat(script)
                .contains("Assert-Free -Names @('out', 'bank-out') -Rules @('journal [mailflow]')")
                .containsSubsequence(
                        "Update-Outbound -Name 'journal'",
                        "Update-Rule -Name 'journal [mailflow]'",
                        "Update-Outbound -Name 'bank-out'");
        assertThat(artifacts.get(1).text())
                .containsSubsequence(
                        "Restore-Outbound -Name 'bank-out'",
                        "Restore-Rule -Name 'journal [mailflow]'",
                        "Restore-Outbound -Name 'journal'");
    }

    /** The first rule that a message is for decides, and a new one is appended behind all others. */
    @Test
    void rulesStandInTheOrderOfThePolicy() {
        List<Artifact> artifacts = emit(
                Policies.model(
                        POLICY
                                + "connector papers from office365 to archive when sender contoso.com recipient archiveco.example\n"),
                List.of("office365"));
        assertThat(artifacts.get(0).text())
                .containsSubsequence(
                        "Update-Rule -Name 'papers [mailflow]'",
                        "Move-Rule -Order @('journal [mailflow]', 'papers [mailflow]')");
        assertThat(artifacts.get(1).text()).endsWith("Restore-Order\n");
    }

    private static final String MAILER = """
            language 1
            organization { domains contoso.com }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }
            endpoint mailer : service { networks 198.51.100.0/25 }
            endpoint faxes : service { cert a.fax.example, b.fax.example }
            connector shop from mailer to office365 require sender news@contoso.com
            connector fax from faxes to office365
            """;

    /** Without its `when` an earlier policy made a connector for all that the source sends, and that is still there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "when sender crm@contoso.com",
                "when header X-Crm",
                "when recipient contoso.com",
                "when network 2001:db8::/64"
            })
    void whatCannotBeChosenIsSaidToBeRemovedByHand(String criterion) {
        String policy = """
                language 1
                organization { domains contoso.com }
                endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }
                endpoint crm  : service { networks 198.51.100.0/25, 2001:db8::/32 }
                endpoint bank : partner { domains bank.example }
                connector bank-in from bank to office365 when header X-Bank require tls
                connector crm     from crm to office365 may relay\s""";
        assertThat(emit(Policies.model(policy + "\n"), List.of("office365"))
                        .get(0)
                        .text())
                .doesNotContain("Show-LeftOut");
        assertThat(emit(Policies.model(policy + criterion + "\n"), List.of("office365"))
                        .get(0)
                        .text())
                .contains("Show-LeftOut -Name 'crm'\n")
                .doesNotContain("Update-Inbound -Name 'crm'", "Show-LeftOut -Name 'bank-in'");
    }

    /** The second object of the first connector would have the name of the second connector, which is made. */
    @Test
    void whatIsMadeIsNotSaidToBeRemoved() throws IOException, InterruptedException {
        String script = emit(Policies.model("""
                language 1
                organization { domains contoso.com }
                endpoint office365 : exchange-online
                endpoint crm  : service { cert a.example, b.example }
                endpoint crm2 : service { cert c.example }
                connector crm   from crm  to office365 when header X-Crm may relay
                connector crm-2 from crm2 to office365 may relay
                """), List.of("office365")).get(0).text();
        assertThat(script)
                .contains("Update-Inbound -Name 'crm-2'", "Show-LeftOut -Name 'crm'\n")
                .doesNotContain("Show-LeftOut -Name 'crm-2'");
    }

    /** A script makes and sets; a connector of an earlier one keeps a right that the policy no longer gives. */
    @Test
    void whatIsLeftOutIsSaidToBeRemovedByHand() throws IOException, InterruptedException {
        String script =
                emit(Policies.model(MAILER), List.of("office365")).get(0).text();
        assertThat(script)
                .contains(
                        "# To be removed by hand, if it is there: Remove-InboundConnector -Identity 'shop'\nShow-LeftOut -Name 'shop'\n",
                        "Show-LeftOut -Name 'fax'",
                        "Show-LeftOut -Name 'fax-2'",
                        "MF6064")
                .doesNotContain("Update-Inbound -Name 'shop'");
        assertThat(read(List.of(script)).get(0).mistakes()).isEmpty();
        assertThat(emit(Policies.model(POLICY), List.of("office365")).get(0).text())
                .doesNotContain("LeftOut", "removed by hand");
    }

    /** Asked of a tenant by hand, and more than `require tls`: it stays; whatever else gets weaker is said. */
    @Test
    void noScriptMakesTlsWeakerInSilence() throws IOException, InterruptedException {
        String script =
                emit(Policies.model(POLICY), List.of("office365")).get(0).text();
        String update = script.substring(
                script.indexOf("function Update-Outbound"), script.indexOf("function Update-Accepted"));
        assertThat(update)
                .containsSubsequence(
                        "$changes = Select-Tls -Found $found -Settings $Settings",
                        "Set-OutboundConnector -Identity $found.Identity @changes");
        String select =
                script.substring(script.indexOf("function Select-Tls"), script.indexOf("function Update-Outbound"));
        assertThat(select)
                .containsSubsequence(
                        "$there -eq 'CertificateValidation' -and $asked -eq 'EncryptionOnly'",
                        "$changes.Remove('TlsSettings')",
                        "Write-Warning",
                        "Write-Warning");
        assertThat(script)
                .containsSubsequence(
                        "'RequireTls', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate'",
                        "Write-Warning",
                        "Show-Weaker -Found $found -Settings $Settings")
                .doesNotContain("Write-Warning 'RejectDirectSend was on");
        assertThat(emit(Policies.model(MAILER), List.of("office365")).get(0).text())
                .containsSubsequence(
                        "if ((Get-OrganizationConfig).RejectDirectSend) {",
                        "Write-Warning 'RejectDirectSend was on",
                        "Set-OrganizationConfig -RejectDirectSend $false -WhatIf:$WhatIfPreference");
        String inbound =
                script.substring(script.indexOf("function Select-Certificate"), script.indexOf("function Select-Tls"));
        assertThat(inbound)
                .containsSubsequence(
                        "$common = Get-CommonName -Certificate $there",
                        "$asked -eq $common",
                        "$changes.Remove('TlsSenderCertificateName')",
                        "Write-Warning",
                        "Set-InboundConnector -Identity $found.Identity @changes");
        assertThat(read(List.of(script)).get(0).mistakes()).isEmpty();
    }

    /** What was made in another spelling is the same all the same, and not made a second time. */
    @Test
    void whatIsThereIsKnownInEverySpelling() {
        String script =
                emit(Policies.model(POLICY), List.of("office365")).get(0).text();
        assertThat(function(script, "Assert-New"))
                .containsSubsequence(
                        "-replace '^smtp:', ''",
                        "-replace ';[0-9]+$', ''",
                        "-replace '/32$', ''",
                        "$By -eq 'TlsSenderCertificateName'",
                        "Get-CommonName -Certificate $plain");
        assertThat(function(script, "Get-CommonName"))
                .containsSubsequence("-replace '^.*<S>', ''", "CN", "return $Matches[1].Trim()", "return $null");
    }

    /** In a second run, what somebody made by hand for each of a group is there without a mark, so it stays apart again. */
    @Test
    void aSecondRunFindsApartWhatTheFirstLeftApart() {
        String script =
                emit(Policies.model(POLICY), List.of("office365")).get(0).text();
        assertThat(function(script, "Test-Apart")).contains("return Test-ByHand -All $All -Names $Members");
        assertThat(function(script, "Test-ByHand")).contains("-not (Test-Marked -Found $_)");
        assertThat(function(script, "Select-Member"))
                .containsSubsequence(
                        "if (Test-ByHand -All $All -Names $Member['Name']) {", "$own.Remove('Comment')", "return $own");
        for (String update : List.of("Update-Inbound", "Update-Outbound")) {
            assertThat(function(script, update))
                    .containsSubsequence("if (Test-Apart", "Select-Member", "return", "Show-Shared", "Find-Existing");
        }
    }

    /** The service refuses for rules that are on, whichever script asks. */
    @Test
    void aRuleThatIsOffHoldsNoConnector() {
        String script =
                emit(Policies.model(POLICY), List.of("office365")).get(0).text();
        assertThat(function(script, "Assert-Free")).contains("$_.State -eq 'Enabled'", "switch it off");
        assertThat(Scripts.part("rule-left.ps1")).contains("$there.State -eq 'Enabled'", "switch it off");
    }

    private static String function(String script, String name) {
        int start = script.indexOf("function " + name + " {");
        return script.substring(start, script.indexOf("\n}\n", start));
    }
}
