package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** All files of one site. */
final class Emission {
    private static final String NO_DELIMITER = "recipient_delimiter=\n";

    private final DecisionModel model;
    private final Site site;
    private final Routing routing;
    private final String folder;
    private final String digest;
    private final Tables tables = new Tables();
    private final Map<String, String> settings = new LinkedHashMap<>();

    Emission(DecisionModel model, Site site, Routing routing, String digest) {
        this.model = model;
        this.site = site;
        this.routing = routing;
        this.folder = site.name() + ".postfix";
        this.digest = digest;
    }

    List<Artifact> artifacts() {
        Admission admission = new Admission(model, site, routing, tables);
        List<String> restrictions = admission.recipientRestrictions();
        Transport transport = new Transport(routing);

        settings.put("mailflow_tables", "$config_directory/mailflow");
        settings.put("mailflow_table_type", "texthash");
        settings.put("compatibility_level", "3.6");
        // A key matches what is below it only where it begins with a dot, as the policy tells the two apart.
        settings.put("parent_domain_matches_subdomains", "");
        // More than the limit is refused; Postfix counts its own field and refuses from its limit on.
        settings.put("hopcount_limit", Integer.toString(model.organization().hopLimit() + 2));
        settings.put("relay_domains", acceptedDomains());
        settings.put("relay_recipient_maps", "");
        settings.put("smtpd_reject_unlisted_recipient", "no");
        sessions(admission);
        delivery(transport);
        settings.put("smtpd_relay_restrictions", "");
        admission.classes().classes().forEach((name, list) -> settings.put(name, Settings.list(list)));
        settings.put(
                "smtpd_restriction_classes",
                Settings.list(List.copyOf(admission.classes().classes().keySet())));
        settings.put("smtpd_recipient_restrictions", Settings.list(restrictions));
        sizeLimit().ifPresent(limit -> settings.put("message_size_limit", Long.toString(limit)));

        // postconf(1) warns of a setting of ours that nothing refers to.
        for (String own : List.of("mailflow_table_type", "mailflow_tables")) {
            if (settings.values().stream().noneMatch(value -> value.contains("$" + own))) {
                settings.remove(own);
            }
        }
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(new Artifact(folder + "/main.cf", Settings.text(site.name(), digest, presented(), settings)));
        artifacts.add(new Artifact(
                folder + "/master.cf", Services.text(transport.demands().services())));
        artifacts.add(new Artifact(folder + "/services.tsv", wholeAddresses(transport)));
        tables.all().forEach(table -> artifacts.add(table.artifact(folder + "/tables")));
        artifacts.add(new Artifact(folder + "/certificates.tsv", certificates()));
        artifacts.add(new Artifact(folder + "/apply", Resource.text("apply")));
        artifacts.add(
                new Artifact(folder + "/README.md", Resource.text("README.md").replace("SITE", site.name())));
        return artifacts;
    }

    private void sessions(Admission admission) {
        settings.put("smtpd_delay_reject", "yes");
        settings.put("smtpd_tls_security_level", "may");
        LeastTls.of(site).version().ifPresent(least -> settings.put("smtpd_tls_protocols", ">=TLSv" + least.text()));
        settings.put("smtpd_tls_fingerprint_digest", "sha256");
        settings.put("smtpd_tls_ask_ccert", tables.certificates().isEmpty() ? "no" : "yes");
        settings.put("plaintext_reject_code", "550");
        settings.put("relay_domains_reject_code", "550");
        if (admission.usersAuthenticate()) {
            settings.put("smtpd_sasl_auth_enable", "yes");
        }
    }

    private void delivery(Transport transport) {
        settings.put("relayhost", "");
        settings.put("default_transport", transport.rest());
        settings.put("transport_maps", transport.table().map(tables::add).orElse(""));
        settings.put(
                "sender_dependent_default_transport_maps",
                transport.bySender().map(tables::add).orElse(""));
        settings.put("smtp_tls_security_level", "dane");
        settings.put("smtp_dns_support_level", "dnssec");
        Map<String, String> policies = transport.demands().policies();
        List<Table.Row> rows = new ArrayList<>();
        policies.forEach((hop, policy) -> rows.add(new Table.Row(hop, policy)));
        settings.put(
                "smtp_tls_policy_maps",
                rows.isEmpty()
                        ? ""
                        : tables.add(new Table(
                                "tls_policy",
                                Table.Kind.INDEXED,
                                List.of("TLS by next hop, smtp_tls_policy_maps of postconf(5)."),
                                rows)));
    }

    private String acceptedDomains() {
        Set<String> keys = new LinkedHashSet<>();
        List<Table.Row> oneLabel = new ArrayList<>();
        List<AddressPattern> accepted = new ArrayList<>(model.organization().authoritative());
        accepted.addAll(model.organization().relayed());
        for (AddressPattern pattern : accepted) {
            if (pattern instanceof AddressPattern.Exact exact) {
                keys.addAll(AddressKeys.spellings(exact.domain().text()));
            } else if (pattern instanceof AddressPattern.Suffix suffix) {
                for (String spelled : AddressKeys.spellings(suffix.domain().text())) {
                    switch (suffix.depth()) {
                        case AT_OR_BELOW -> {
                            keys.add(spelled);
                            keys.add("." + spelled);
                        }
                        case BELOW -> keys.add("." + spelled);
                        case ONE_LABEL ->
                            oneLabel.add(new Table.Row("/^[^.]+\\." + AddressKeys.quoted(spelled) + "$/", "x"));
                    }
                }
            }
        }
        List<String> references = new ArrayList<>();
        if (!keys.isEmpty()) {
            references.add(tables.add(new Table(
                    "accepted_domains",
                    Table.Kind.INDEXED,
                    List.of("Accepted domains: everything else needs the right to relay."),
                    keys.stream().map(key -> new Table.Row(key, "x")).toList())));
        }
        if (!oneLabel.isEmpty()) {
            references.add(tables.add(new Table("accepted_domains_one_label", Table.Kind.REGEXP, List.of(), oneLabel)));
        }
        return Settings.list(references);
    }

    /** Postfix has one limit for all; it is set where every source has the same. */
    private OptionalLong sizeLimit() {
        return Capabilities.commonSize(site);
    }

    /** What our own certificate has to be called towards others. */
    private Set<String> presented() {
        Set<String> names = new LinkedHashSet<>();
        for (OutboundRule rule : site.outbound()) {
            if (rule.connector().isEnabled()) {
                rule.tls()
                        .presented()
                        .forEach(pattern ->
                                names.add(pattern + " to " + rule.connector().peer() + " ("
                                        + rule.connector().name() + ")"));
            }
        }
        for (Site other : model.sites()) {
            for (OutboundRule rule : other.outbound()) {
                if (rule.connector().isEnabled() && rule.connector().peer().equals(site.name())) {
                    rule.tls()
                            .serverNames()
                            .forEach(pattern -> names.add(pattern + " to clients from " + other.name() + " ("
                                    + rule.connector().name() + ")"));
                }
            }
        }
        return names;
    }

    /** For a policy {@code u+x@y} is another address than {@code u@y}, whatever agents that deliver here make of it. */
    private String wholeAddresses(Transport transport) {
        StringBuilder text = new StringBuilder("# program of master.cf, setting of all its services\n");
        Optional<Table> routes = transport.table();
        boolean access = tables.all().stream()
                .filter(table -> routes.filter(table::isSame).isEmpty())
                .anyMatch(Table::namesAddresses);
        if (access) {
            text.append("smtpd\t").append(NO_DELIMITER);
        }
        if (routes.filter(Table::namesAddresses).isPresent()) {
            text.append("trivial-rewrite\t").append(NO_DELIMITER);
        }
        return text.toString();
    }

    private String certificates() {
        StringBuilder text = new StringBuilder("# table, name of the certificate, what follows\n");
        for (Tables.Certificates each : tables.certificates()) {
            for (CertificatePattern pattern : each.patterns()) {
                text.append(each.table())
                        .append('\t')
                        .append(pattern)
                        .append('\t')
                        .append(each.then())
                        .append('\n');
            }
        }
        return text.toString();
    }
}
