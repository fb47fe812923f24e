package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.format.Formatter;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.postfix.importing.Found.Connector;
import dev.mailflow.compiler.targets.postfix.importing.Found.Relay;
import dev.mailflow.compiler.targets.postfix.importing.Found.Source;
import dev.mailflow.compiler.targets.postfix.importing.Found.Way;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes what was understood as a policy. */
final class PolicyText {
    private static final String SITE = "mail";

    private final Found found;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> taken = new HashSet<>(Set.of(SITE, "internet", "office365", "onprem"));

    private PolicyText(Found found) {
        this.found = found;
    }

    static String of(Found found) {
        PolicyText writing = new PolicyText(found);
        writing.write();
        String text = writing.text.toString();
        return Formatter.format(new SourceFile("imported.mailflow", text), diagnostic -> {})
                .orElse(text);
    }

    private void write() {
        boolean takesMail = !found.domains.isEmpty() || !found.relayDomains.isEmpty();
        text.append("language 1\n\norganization imported {\n");
        if (!takesMail) {
            text.append(
                    "# domains contoso.com    # what the server takes mail for stands in none of the files that were read\n");
        }
        list("domains", found.domains);
        list("relay domains", found.relayDomains);
        if (found.directSend == Found.DirectSend.REFUSED) {
            text.append("direct-send refuse\n");
        }
        found.hopLimit.ifPresent(
                limit -> text.append("hop-limit ").append(limit).append('\n'));
        text.append("}\n\nendpoint ")
                .append(SITE)
                .append(" : server {\nsoftware postfix\nhosts ")
                .append(found.host)
                .append('\n');
        list("mailboxes", found.mailboxes.stream().filter(this::isAccepted).toList());
        text.append("}\n\n");
        found.sources.forEach(this::write);
        for (Way way : split(found.ways.values())) {
            write(way);
        }
        for (Connector connector : found.internet) {
            if (takesMail && (!connector.when.isEmpty() || !connector.require.isEmpty())) {
                write(connector, "internet");
            }
        }
    }

    private void write(Source source) {
        boolean relays = source.connectors.stream().anyMatch(connector -> connector.relay == Relay.GRANTED);
        String name = unique(relays ? "trusted-clients" : "clients");
        text.append("endpoint ").append(name).append(" : device {\n");
        list("networks", source.networks.stream().map(PolicyText::written).toList());
        list("cert", source.certificates.stream().map(CertificatePattern::text).toList());
        text.append("}\n\n");
        source.connectors.forEach(connector -> write(connector, name));
    }

    /** One address is written without its length. */
    static String written(Network network) {
        return network.isSingle() ? network.base().toString() : network.toString();
    }

    private void write(Connector connector, String peer) {
        text.append("connector ")
                .append(unique(peer + "-in"))
                .append(" from ")
                .append(peer)
                .append(" to ")
                .append(SITE)
                .append(connector.relay == Relay.GRANTED ? " may relay" : "");
        words(" when ", connector.when);
        words(" require ", connector.require);
        connector
                .otherwise
                .flatMap(PolicyText::written)
                .ifPresent(reply -> text.append(" otherwise ").append(reply));
        text.append("\n\n");
    }

    private void words(String keyword, List<String> words) {
        if (!words.isEmpty()) {
            text.append(keyword).append(String.join(" ", words));
        }
    }

    /** With the code and status that smtpd(8) gives where the table names none; empty for words that a policy cannot quote. */
    private static Optional<String> written(Reply reply) {
        boolean defers = reply.verdict() == Reply.Verdict.DEFER;
        String words = reply.text().orElse("");
        if (!words.matches("[ !#-\\[\\]-~&&[^$]]*")) {
            return Optional.empty();
        }
        String code = reply.code().map(Object::toString).orElse(defers ? "450" : "554") + " "
                + reply.status().orElse(defers ? "4.7.1" : "5.7.1");
        return Optional.of((defers ? "defer " : "reject ") + code + (words.isEmpty() ? "" : " \"" + words + '"'));
    }

    private void list(String property, Collection<String> values) {
        if (!values.isEmpty()) {
            text.append(property).append(' ').append(String.join(", ", values)).append('\n');
        }
    }

    /** Accepted domains go to a host of ours, everything else to a partner or a smart host. */
    private List<Way> split(Collection<Way> ways) {
        List<Way> all = new ArrayList<>();
        for (Way way : ways) {
            Map<String, Way> byKind = new LinkedHashMap<>();
            for (String recipient : way.recipients) {
                String kind = recipient.equals("*") ? "any" : isAccepted(recipient) ? "ours" : "foreign";
                Way part = byKind.computeIfAbsent(kind, unknown -> new Way(way.hosts));
                part.tls = way.tls;
                part.senders.addAll(way.senders);
                part.recipients.add(recipient);
            }
            all.addAll(byKind.values());
        }
        return all;
    }

    private void write(Way way) {
        String first = way.recipients.iterator().next();
        // A server that we only send to is a service: as one of our sites it would have to say how it recognises this
        // one.
        boolean byMx = way.hosts.isEmpty() && (first.equals("*") || isAccepted(first));
        String kind = byMx ? "" : first.equals("*") || isAccepted(first) ? "service" : "partner";
        String via = way.hosts.isEmpty() ? "mx" : String.join(", ", way.hosts);
        String peer = kind.isEmpty() ? "internet" : name(kind, way, first);
        if (!kind.isEmpty()) {
            text.append("endpoint ").append(peer).append(" : ").append(kind).append(" {\n");
            if (kind.equals("partner")) {
                list("domains", domains(way.recipients));
            } else {
                list("hosts", way.hosts);
            }
            text.append("}\n\n");
        }
        text.append("connector ")
                .append(unique("to-" + peer))
                .append(" from ")
                .append(SITE)
                .append(" to ")
                .append(peer);
        if (!way.senders.isEmpty() || !first.equals("*") || !byMx) {
            text.append(" when");
            if (!way.senders.isEmpty()) {
                text.append(" sender ").append(String.join(", ", way.senders));
            }
            text.append(" recipient ").append(String.join(", ", way.recipients));
        }
        text.append(" via ").append(via);
        way.tls.ifPresent(tls -> text.append(' ').append(tls.clause()));
        text.append("\n\n");
    }

    private static Set<String> domains(Collection<String> recipients) {
        Set<String> domains = new LinkedHashSet<>();
        recipients.forEach(recipient -> domains.add(recipient.replaceFirst("^[^@]*@", "")));
        return domains;
    }

    private String name(String kind, Way way, String recipient) {
        String from = kind.equals("partner")
                ? recipient.replaceFirst("^[^@]*@", "").replaceFirst("^[*?]?\\.", "")
                : way.hosts.isEmpty() ? recipient : way.hosts.get(0);
        String name = from.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return unique(name.isEmpty() || !Character.isLetter(name.charAt(0)) ? "host-" + name : name);
    }

    private String unique(String base) {
        String name = base;
        for (int number = 2; !taken.add(name); number++) {
            name = base + "-" + number;
        }
        return name;
    }

    /** Whether a recipient lies in an accepted domain. */
    private boolean isAccepted(String recipient) {
        Set<String> accepted = new HashSet<>(found.domains);
        accepted.addAll(found.relayDomains);
        String domain = recipient.replaceFirst("^[^@]*@", "").replaceFirst("^[*?]?\\.", "");
        boolean below = recipient.startsWith("*.") || recipient.startsWith("?.");
        if (accepted.contains("." + domain) || (below ? accepted.contains("*." + domain) : accepted.contains(domain))) {
            return true;
        }
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            if (accepted.contains(domain.substring(dot)) || accepted.contains("*" + domain.substring(dot))) {
                return true;
            }
        }
        return false;
    }
}
