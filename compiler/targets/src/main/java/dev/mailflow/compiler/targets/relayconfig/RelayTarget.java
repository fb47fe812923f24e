package dev.mailflow.compiler.targets.relayconfig;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.RoutingClassNames;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.NextHop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code SITE.relay.json}: the emitted part of the relay's configuration (runtime/relay/docs/configuration.md). */
public final class RelayTarget implements Target {
    /** Of the document; the relay refuses another. */
    private static final int FORMAT = 1;

    /** Made when a configuration is written: whoever asks for other targets does not wait for it. */
    private static final class Json {
        static final JsonMapper MAPPER = JsonMapper.builder().build();
    }

    @Override
    public String id() {
        return "relay";
    }

    @Override
    public String description() {
        return "configuration of the mailflow relay";
    }

    @Override
    public List<Artifact> emit(TargetRequest request, DiagnosticSink sink) {
        List<Artifact> artifacts = new ArrayList<>();
        for (String name : request.sites()) {
            Site site = request.model().site(name);
            if (canSend(site, request.wish(), sink)) {
                artifacts.add(new Artifact(name + ".relay.json", write(configuration(request, site))));
            }
        }
        return artifacts;
    }

    /** A relay has to know where to connect to; a file that leaves it open cannot be run. */
    private static boolean canSend(Site site, TargetRequest.Wish wish, DiagnosticSink sink) {
        boolean possible = true;
        for (OutboundRule rule : site.outbound()) {
            if (!rule.connector().isEnabled() || !(rule.route() instanceof Route.Unknown)) {
                continue;
            }
            possible = false;
            Diagnostic diagnostic = Diagnostic.of(
                            DiagnosticCode.RELAY_NEXT_HOP_UNKNOWN,
                            rule.connector().origin(),
                            "the relay of `" + site.name() + "` cannot send by `"
                                    + rule.connector().name() + "`: no host of `"
                                    + rule.connector().peer() + "` is known")
                    .withHelp("add `via HOST` to the connector, or `hosts HOST` to endpoint "
                            + rule.connector().peer());
            sink.report(
                    wish == TargetRequest.Wish.EXPLICIT
                            ? diagnostic
                            : diagnostic.withSeverity(Severity.NOTE).withAddition("; its configuration is left out"));
        }
        return possible;
    }

    private static ObjectNode configuration(TargetRequest request, Site site) {
        DecisionModel model = request.model();
        String simple = Objects.requireNonNull(RoutingClassNames.of(model).get(site.name()));
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("site", site.name());
        root.put("routingClass", request.packageName().isEmpty() ? simple : request.packageName() + "." + simple);
        root.put("hostName", hostName(model, site));
        root.put("hopLimit", model.organization().hopLimit());
        root.put("tlsRefusal", selectsByRecipient(site) ? "rcpt" : "mail");
        strings(root.putArray("tlsRequiredBy"), tlsRequiredBy(site));
        Set<String> auth = authRequiredBy(site);
        if (!auth.isEmpty()) {
            strings(root.putArray("authRequiredBy"), auth);
        }
        Map<String, Long> sizes = sizesAllowed(site);
        if (!sizes.isEmpty()) {
            sizes.forEach(root.putObject("sizesAllowed")::put);
        }
        strings(root.putArray("nextHops"), nextHops(site));
        ObjectNode presented = root.putObject("presentedNames");
        PresentedToServers toServers = PresentedToServers.of(model, site);
        obligations(presented.putArray("toServers"), toServers.obliged());
        if (!toServers.advised().isEmpty()) {
            obligations(presented.putArray("toServersAdvised"), toServers.advised());
        }
        obligations(presented.putArray("toClients"), toClients(model, site));
        return root;
    }

    /** Whose clients are all refused by a relay that has no key to offer TLS with. */
    private static Set<String> tlsRequiredBy(Site site) {
        return requiredBy(
                site,
                required -> required.tls().isPresent()
                        || required.clientCertificate().isPresent());
    }

    /** Whose clients are all refused by a relay where nobody can log in. */
    private static Set<String> authRequiredBy(Site site) {
        return requiredBy(site, required -> required.auth().isPresent());
    }

    private static Set<String> requiredBy(Site site, Predicate<InboundRule.Requirements> isRequired) {
        Set<String> names = new LinkedHashSet<>();
        for (InboundRule rule : site.inbound()) {
            if (rule.connector().isEnabled() && isRequired.test(rule.requirements())) {
                names.add(rule.connector().name());
            }
        }
        return names;
    }

    /** To be compared with what the relay takes at all, in octets. */
    private static Map<String, Long> sizesAllowed(Site site) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (InboundRule rule : site.inbound()) {
            if (rule.connector().isEnabled()) {
                rule.requirements()
                        .size()
                        .ifPresent(size -> sizes.put(rule.connector().name(), size.octets()));
            }
        }
        return sizes;
    }

    /** Where none does, R2 to R4 up to the requirement of TLS need no recipient. */
    private static boolean selectsByRecipient(Site site) {
        return site.inbound().stream()
                .anyMatch(rule -> rule.connector().isEnabled()
                        && rule.criteria().recipients().isPresent());
    }

    /** The site's first host by name; else a name in an accepted domain, that the overlay may restate. */
    private static String hostName(DecisionModel model, Site site) {
        for (NextHop hop : model.endpoint(site.name()).hosts()) {
            if (hop.host().indexOf(':') < 0 && !hop.host().matches("[0-9.]+")) {
                return hop.host();
            }
        }
        for (CertificatePattern pattern : model.endpoint(site.name()).certificates()) {
            if (!pattern.isWildcard()) {
                return pattern.text();
            }
        }
        String label = site.name()
                .toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String domain = "localdomain";
        for (AddressPattern pattern : model.organization().authoritative()) {
            if (pattern instanceof AddressPattern.Exact exact) {
                domain = exact.domain().text();
                break;
            }
        }
        return (label.isEmpty() ? "relay" : label) + "." + domain;
    }

    private static Set<String> nextHops(Site site) {
        Set<String> hops = new LinkedHashSet<>();
        for (OutboundRule rule : site.outbound()) {
            if (rule.connector().isEnabled() && rule.route() instanceof Route.Hosts hosts) {
                hosts.hosts().forEach(hop -> hops.add(hop.toString()));
            }
        }
        return hops;
    }

    private static Set<List<CertificatePattern>> toClients(DecisionModel model, Site site) {
        Set<List<CertificatePattern>> owed = new LinkedHashSet<>();
        for (Site other : model.sites()) {
            for (OutboundRule rule : other.outbound()) {
                if (rule.connector().isEnabled() && rule.connector().peer().equals(site.name())) {
                    owed.add(rule.tls().serverNames());
                }
            }
        }
        return owed;
    }

    /** A name, or an array of those of which one is enough. */
    private static void obligations(ArrayNode array, Set<List<CertificatePattern>> owed) {
        for (List<CertificatePattern> anyOf : owed) {
            if (anyOf.size() == 1) {
                array.add(anyOf.get(0).text());
            } else if (!anyOf.isEmpty()) {
                ArrayNode choice = array.addArray();
                anyOf.forEach(pattern -> choice.add(pattern.text()));
            }
        }
    }

    private static void strings(ArrayNode array, Set<String> values) {
        values.forEach(array::add);
    }

    private static String write(ObjectNode root) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        return Json.MAPPER.writer().with(printer).writeValueAsString(root) + "\n";
    }
}
