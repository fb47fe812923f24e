package dev.mailflow.compiler.advise;

import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Spanned;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The connectors to add, as text. Where the policy does not say what a source shows, a name is proposed. */
final class Lines {
    private final CheckedPolicy policy;
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> heads = new HashMap<>();
    private final String domain;

    Lines(CheckedPolicy policy) {
        this.policy = policy;
        for (Connector connector : policy.connectors()) {
            names.add(connector.name());
        }
        this.domain = policy.organization().authoritative().stream()
                .map(Spanned::value)
                .filter(pattern -> pattern instanceof AddressPattern.Exact)
                .map(AddressPattern::text)
                .findFirst()
                .orElse("contoso.com");
    }

    /** Either way between two sites of ours. */
    String between(Endpoint from, Endpoint to) {
        Endpoint server = from.kind() == EndpointKind.SERVER ? from : to;
        boolean toServer = server.name().equals(to.name());
        String recipients = toServer && servers() > 1 && !server.mailboxes().isEmpty()
                ? " when recipient " + patterns(server.mailboxes())
                : "";
        boolean known = server.certificates().isEmpty() && !server.networks().isEmpty();
        return head(from, to) + recipients + " require tls" + (known ? "" : " cert " + certificate(server));
    }

    String device(Endpoint device, Endpoint site) {
        String identity = device.statesIdentity() ? "" : " tls cert " + certificate(device);
        String senders = policy.organization().authoritative().isEmpty()
                ? ""
                : " sender " + patterns(policy.organization().authoritative());
        return head(device, site) + (identity + senders).replaceFirst("^ ", " require ");
    }

    String fromPartner(Endpoint partner, Endpoint site) {
        return head(partner, site) + " require tls";
    }

    String toPartner(Endpoint site, Endpoint partner) {
        return head(site, partner) + " via mx require tls";
    }

    /** What the endpoint shows as it states, as a connector asks of it already, or by the name of its first host. */
    private String certificate(Endpoint endpoint) {
        List<CertificatePattern> stated =
                endpoint.certificates().stream().map(Spanned::value).toList();
        List<CertificatePattern> shown = stated.isEmpty() ? asked(endpoint) : stated;
        if (!shown.isEmpty()) {
            return shown.stream().map(CertificatePattern::text).collect(Collectors.joining(", "));
        }
        return endpoint.hosts().stream()
                .map(host -> host.value().host())
                .filter(host -> IpAddress.parse(host).isEmpty())
                .findFirst()
                .orElseGet(() -> endpoint.name().replace('_', '-') + "." + domain);
    }

    private List<CertificatePattern> asked(Endpoint endpoint) {
        return policy.connectors().stream()
                .filter(Connector::isEnabled)
                .flatMap(connector -> connector.from().name().equals(endpoint.name())
                        ? connector.require().clientCertificate().stream()
                        : connector.to().name().equals(endpoint.name())
                                ? connector.require().serverCertificate().stream()
                                : Stream.<Alternatives<CertificatePattern>>empty())
                .findFirst()
                .map(Alternatives::values)
                .orElse(List.of());
    }

    private long servers() {
        return policy.endpoints().values().stream()
                .filter(endpoint -> endpoint.kind() == EndpointKind.SERVER)
                .count();
    }

    /** Two rows that call for the same connector call it the same. */
    private String head(Endpoint from, Endpoint to) {
        return heads.computeIfAbsent(pair(from, to), pair -> newHead(from, to));
    }

    private String newHead(Endpoint from, Endpoint to) {
        String plain = from.name() + "-to-" + to.name();
        String name = plain;
        for (int i = 2; !names.add(name); i++) {
            name = plain + "-" + i;
        }
        return "connector " + name + " from " + from.name() + " to " + to.name();
    }

    private static String patterns(List<Spanned<AddressPattern>> patterns) {
        return patterns.stream().map(pattern -> pattern.value().text()).collect(Collectors.joining(", "));
    }

    private static String pair(Endpoint from, Endpoint to) {
        return from.name() + " " + to.name();
    }
}
