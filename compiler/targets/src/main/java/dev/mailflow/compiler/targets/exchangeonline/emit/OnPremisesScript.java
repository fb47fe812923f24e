package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Connector.Extra;
import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.DestinationPolicy;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.NextHop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The own server's half of the same edges: Send and Receive connectors of an Exchange server. What one end asks for the other
 * shows, because both are read from one connector.
 */
final class OnPremisesScript {
    /** Whether what a source loses is told of with the right that it would get. */
    private enum Told {
        ALREADY,
        NOT_YET
    }

    private final Losses losses;
    private final StringBuilder script = new StringBuilder();
    /** What takes each step back, in the order of the steps. */
    private final List<String> back = new ArrayList<>();

    private OnPremisesScript(Losses losses) {
        this.losses = losses;
    }

    /** {@code connectors.ps1} and {@code rollback.ps1} of the server. */
    static List<Artifact> of(Site site, String origin, Losses losses) {
        OnPremisesScript made = new OnPremisesScript(losses);
        made.script
                .append(Scripts.header(List.of(
                        "Send and Receive connectors of Exchange Server.",
                        origin,
                        "Run it in the Exchange Management Shell. Try it first: ./connectors.ps1 -WhatIf")))
                .append(Scripts.part("server-connectors-head.ps1"));
        site.inbound().forEach(made::receive);
        site.outbound().forEach(made::send);
        return List.of(
                new Artifact(site.name() + "/connectors.ps1", made.script.toString()),
                new Artifact(site.name() + "/rollback.ps1", made.rollback(origin)));
    }

    /** In the reverse order. */
    private String rollback(String origin) {
        StringBuilder text = new StringBuilder(Scripts.header(List.of(
                "Takes back what connectors.ps1 did.",
                origin,
                "Run it in the Exchange Management Shell. Objects that were there get their old settings, the others are removed.",
                "Try it first: ./rollback.ps1 -WhatIf")));
        text.append(Scripts.part("server-rollback-head.ps1")).append('\n');
        for (int i = back.size() - 1; i >= 0; i--) {
            text.append(back.get(i)).append('\n');
        }
        return text.toString();
    }

    private void receive(InboundRule rule) {
        Connector connector = rule.connector();
        List<Network> networks = networks(rule);
        List<String> unasked = networks.isEmpty() ? List.of() : RelayGrowth.onServer(rule);
        boolean grows = !unasked.isEmpty();
        if (grows) {
            losses.report(Diagnostic.of(
                            DiagnosticCode.RELAY_WOULD_GROW,
                            connector.origin(),
                            "by `" + connector.name() + "` Exchange Server would let all in the networks of `"
                                    + connector.peer() + "` relay, without asking for "
                                    + String.join(" and ", unasked))
                    .withHelp("let the source of that right have networks of its own, and its connector ask for nothing"
                            + " else: a Receive connector knows its source by the address alone"));
        }
        boolean chosen = !rule.criteria().headers().isEmpty()
                || (rule.criteria().senders().isPresent()
                        && connector.peerKind().isTrusted())
                || rule.criteria().recipients().isPresent();
        if (chosen && !grows) {
            nearly(
                    connector,
                    "what selects at the receiving end of `" + connector.name() + "`",
                    "expect it for all mail of the source: a Receive connector is chosen by the client's address alone");
        }
        asked(rule, grows ? Told.ALREADY : Told.NOT_YET);
        if (networks.isEmpty()) {
            frontend(rule);
            return;
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("Enabled", PowerShell.flag(connector.isEnabled()));
        settings.put("Comment", PowerShell.quoted(Marks.comment(connector)));
        settings.put("Bindings", PowerShell.list(List.of("0.0.0.0:25", "[::]:25")));
        settings.put(
                "RemoteIPRanges",
                PowerShell.list(networks.stream().map(Network::toString).toList()));
        settings.put(
                "AuthMechanism",
                PowerShell.quoted(
                        rule.requirements().auth().isPresent() ? "Tls, BasicAuth, BasicAuthRequireTLS" : "Tls"));
        settings.put(
                "PermissionGroups",
                PowerShell.quoted(rule.requirements().auth().isPresent() ? "ExchangeUsers" : "AnonymousUsers"));
        settings.put(
                "RequireTLS",
                PowerShell.flag(rule.requirements().tls().isPresent()
                        || rule.requirements().clientCertificate().isPresent()));
        List<CertificatePattern> shown = certificates(rule);
        boolean capable = connector.extras().has(Extra.KEEP_HEADERS) && !shown.isEmpty();
        settings.put(
                "TlsDomainCapabilities",
                capable
                        ? PowerShell.list(shown.stream()
                                .map(pattern -> pattern.text() + ":AcceptCloudServicesMail")
                                .toList())
                        : "$null");
        rule.requirements()
                .size()
                .ifPresent(size -> settings.put("MaxMessageSize", PowerShell.quoted(size.octets() + "B")));
        if (!shown.isEmpty() && !grows) {
            nearly(
                    connector,
                    "the client certificate that `" + connector.name() + "` asks for",
                    "name no wider networks than the source has: a Receive connector knows it by its address alone");
        }
        command("Receive", connector.name(), settings);
        script.append("Set-Relay -Name ")
                .append(PowerShell.quoted(connector.name()))
                .append(" -Allowed ")
                .append(PowerShell.flag(rule.relayRight() == RelayRight.GRANTED && !grows))
                .append('\n');
    }

    /** What a Receive connector asks of its source in other words, or not at all. */
    private void asked(InboundRule rule, Told limits) {
        String name = rule.connector().name();
        if (rule.requirements().tls().flatMap(InboundRule.Tls::minimum).isPresent()) {
            nearly(
                    rule.connector(),
                    "the version of TLS that `" + name + "` asks for",
                    "set the lowest version for the whole server: a Receive connector asks for TLS alone");
        }
        if (rule.otherwise().isPresent()) {
            nearly(rule.connector(), "`otherwise` of `" + name + "`", "expect the replies of Exchange in its place");
        }
        if (rule.connector().extras().has(Extra.TREAT_AS_INTERNAL)) {
            cannot(
                    rule.connector(),
                    "`treat as internal` of `" + name + "`",
                    "remove it: only Exchange Online treats what comes in so");
        }
        boolean limited = rule.requirements().sender().isPresent()
                || rule.requirements().recipient().isPresent();
        if (limited && limits == Told.NOT_YET) {
            cannot(
                    rule.connector(),
                    "`require sender` or `recipient` of `" + name + "`",
                    "remove it: a Receive connector does not ask for it");
        }
    }

    /** Where the source must be: in a network of each group, those of the requirement included. */
    private static List<Network> networks(InboundRule rule) {
        List<List<Network>> groups = new ArrayList<>();
        rule.criteria().networks().forEach(group -> groups.add(group.networks()));
        rule.requirements().network().ifPresent(demand -> groups.add(demand.alternatives()));
        return groups.stream().reduce(Networks::both).orElse(List.of());
    }

    /**
     * A connector for every address would collide with the one that Exchange has for every address. What can be said is said
     * there, as the Hybrid Configuration Wizard does.
     */
    private void frontend(InboundRule rule) {
        List<CertificatePattern> shown = certificates(rule);
        String name = rule.connector().name();
        script.append("\n# ").append(PowerShell.comment(name)).append(": by the connector that takes every address\n");
        if (rule.connector().extras().has(Extra.KEEP_HEADERS) && !shown.isEmpty()) {
            String capability = PowerShell.quoted(shown.get(0).text() + ":AcceptCloudServicesMail");
            script.append("Update-Frontend -Capability ").append(capability).append('\n');
            back.add("Restore-Frontend -Capability " + capability);
        }
        if (rule.requirements().tls().isPresent()
                || rule.requirements().size().isPresent()
                || rule.requirements().auth().isPresent()
                || rule.requirements().clientCertificate().isPresent()) {
            nearly(
                    rule.connector(),
                    "the requirements of `" + name + "`",
                    "name the networks of the source: the connector for every address asks nothing of all");
        }
    }

    private static List<CertificatePattern> certificates(InboundRule rule) {
        return Stream.concat(
                        rule.criteria().certificates().stream().flatMap(group -> group.patterns().stream()),
                        rule.requirements().clientCertificate().stream()
                                .flatMap(demand -> demand.alternatives().stream()))
                .distinct()
                .toList();
    }

    private void send(OutboundRule rule) {
        Connector connector = rule.connector();
        if (rule.criteria().senders().isPresent() || !rule.criteria().headers().isEmpty()) {
            cannot(
                    connector,
                    "`when sender` or `header` of `" + connector.name() + "`",
                    "tell the ways apart by `when recipient`, here or at the other one: a Send connector is chosen by the"
                            + " recipient's domain alone");
            return;
        }
        List<AddressPattern> recipients =
                rule.criteria().recipients().map(AddressGroup::patterns).orElse(List.of());
        List<AddressPattern> wide = recipients.stream()
                .filter(pattern -> !(pattern instanceof AddressPattern.Address))
                .toList();
        if (wide.size() < recipients.size()) {
            cannot(
                    connector,
                    "single recipients of `" + connector.name() + "`",
                    "name whole domains: a Send connector is chosen by the recipient's domain alone");
        }
        List<String> domains = DomainWords.of(wide, connector.origin(), losses);
        Optional<List<String>> hosts = hosts(rule);
        if (hosts.isEmpty()) {
            cannot(
                    connector,
                    "where `" + connector.name() + "` leads",
                    "name hosts with one port, or a tenant: a Send connector has one port for all of them");
        }
        if (domains.isEmpty() || hosts.isEmpty()) {
            return;
        }
        outgoing(rule);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("Enabled", PowerShell.flag(connector.isEnabled()));
        settings.put("Comment", PowerShell.quoted(Marks.comment(connector)));
        settings.put(
                "AddressSpaces",
                PowerShell.list(
                        domains.stream().map(domain -> "SMTP:" + domain + ";1").toList()));
        settings.put("DNSRoutingEnabled", PowerShell.flag(hosts.get().isEmpty()));
        settings.put("SmartHosts", hosts.get().isEmpty() ? "$null" : PowerShell.list(hosts.get()));
        settings.put("Port", String.valueOf(port(rule)));
        settings.put("SourceTransportServers", "$SourceTransportServers");
        boolean required = rule.tls().level() == Level.REQUIRED;
        List<CertificatePattern> names = rule.tls().serverNames();
        settings.put("RequireTLS", PowerShell.flag(required));
        settings.put("IgnoreSTARTTLS", PowerShell.flag(rule.tls().level() == Level.NEVER));
        settings.put(
                "TlsAuthLevel",
                !required ? "$null" : PowerShell.quoted(names.isEmpty() ? "EncryptionOnly" : "DomainValidation"));
        settings.put(
                "TlsDomain",
                names.isEmpty() ? "$null" : PowerShell.quoted(names.get(0).text()));
        settings.put(
                "TlsCertificateName",
                rule.tls().presented().isEmpty()
                        ? "$null"
                        : "(Find-Certificate -Pattern "
                                + PowerShell.quoted(
                                        rule.tls().presented().get(0).text()) + ")");
        settings.put(
                "CloudServicesMailEnabled", PowerShell.flag(connector.extras().has(Extra.KEEP_HEADERS)));
        command("Send", connector.name(), settings);
    }

    /** What a Send connector demands of the next hop in other words, or not at all. */
    private void outgoing(OutboundRule rule) {
        String name = rule.connector().name();
        if (rule.tls().minimum().isPresent()) {
            nearly(
                    rule.connector(),
                    "the version of TLS that `" + name + "` demands",
                    "set the lowest version for the whole server: a Send connector demands TLS alone");
        }
        if (rule.tls().serverNames().size() > 1) {
            nearly(rule.connector(), "several server certificates of `" + name + "`", "name one of them");
        }
        if (rule.tls().mtaSts() == DestinationPolicy.REQUIRED || rule.tls().dane() == DestinationPolicy.REQUIRED) {
            cannot(
                    rule.connector(),
                    "`mta-sts enforce` or `dane require` of `" + name + "`",
                    "remove it, or send by a site that looks them up: Exchange Server knows neither");
        }
    }

    /** Empty list: by DNS. Empty: cannot be said. */
    private static Optional<List<String>> hosts(OutboundRule rule) {
        if (rule.route() instanceof Route.Hosts hosts) {
            boolean onePort =
                    hosts.hosts().stream().map(NextHop::port).distinct().count() == 1;
            return onePort
                    ? Optional.of(hosts.hosts().stream().map(NextHop::host).toList())
                    : Optional.empty();
        }
        if (rule.route() instanceof Route.MxOf mx) {
            return Optional.of(List.of(mx.domain().text()));
        }
        return rule.route() instanceof Route.RecipientMx ? Optional.of(List.of()) : Optional.empty();
    }

    private static int port(OutboundRule rule) {
        return rule.route() instanceof Route.Hosts hosts ? hosts.hosts().get(0).port() : NextHop.SMTP_PORT;
    }

    private void cannot(Connector connector, String what, String help) {
        losses.report(
                Diagnostic.of(DiagnosticCode.CANNOT_BE_SAID, connector.origin(), "Exchange Server cannot say " + what)
                        .withHelp(help));
    }

    private void nearly(Connector connector, String what, String help) {
        losses.report(Diagnostic.of(
                        DiagnosticCode.SAID_NEARLY, connector.origin(), "Exchange Server says " + what + " only nearly")
                .withHelp(help));
    }

    /** @param noun of the cmdlets, before {@code Connector} */
    private void command(String noun, String name, Map<String, String> settings) {
        script.append("\nUpdate-")
                .append(noun)
                .append(" -Name ")
                .append(PowerShell.quoted(name))
                .append(" -Settings @{\n");
        settings.forEach((key, value) ->
                script.append("    ").append(key).append(" = ").append(value).append('\n'));
        script.append("}\n");
        back.add("Restore-" + noun + " -Name " + PowerShell.quoted(name) + " -Properties "
                + PowerShell.list(List.copyOf(settings.keySet())));
    }
}
