package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.format.Formatter;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.postfix.importing.Found.Way;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes what was understood as a policy. */
final class PolicyText {
    private static final String SITE = "mail";

    private final Found found;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> taken = new HashSet<>(Set.of(SITE, "internet", "office365", "onprem", "trusted-clients"));

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
        text.append("language 1\n\norganization imported {\n");
        list("domains", found.domains);
        list("relay domains", found.relayDomains);
        found.hopLimit.ifPresent(
                limit -> text.append("hop-limit ").append(limit).append('\n'));
        text.append("}\n\nendpoint ")
                .append(SITE)
                .append(" : server {\nsoftware postfix\nhosts ")
                .append(found.host)
                .append('\n');
        list("mailboxes", found.mailboxes.stream().filter(this::isAccepted).toList());
        text.append("}\n\n");
        if (!found.trustedNetworks.isEmpty()) {
            text.append("endpoint trusted-clients : device {\n");
            list("networks", found.trustedNetworks);
            text.append("}\n\nconnector trusted-clients-in from trusted-clients to ")
                    .append(SITE)
                    .append(" may relay\n\n");
        }
        for (Way way : split(found.ways.values())) {
            write(way);
        }
        if (!found.internetRequirements.isEmpty()) {
            text.append("connector internet-in from internet to ")
                    .append(SITE)
                    .append(" require ")
                    .append(String.join(" ", found.internetRequirements))
                    .append('\n');
        }
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
        String kind = first.equals("*") && way.hosts.isEmpty()
                ? ""
                : first.equals("*") || isAccepted(first) ? "service" : "partner";
        String via = way.hosts.isEmpty() ? "mx" : String.join(", ", way.hosts);
        String peer = kind.isEmpty() ? "internet" : name(kind, way, first);
        if (!kind.isEmpty()) {
            text.append("endpoint ").append(peer).append(" : ").append(kind).append(" {\n");
            if (kind.equals("partner")) {
                list("domains", domains(way.recipients));
            } else if (!way.hosts.isEmpty()) {
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
        if (!way.senders.isEmpty() || !kind.isEmpty()) {
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
                ? recipient.replaceFirst("^[^@]*@", "").replaceFirst("^\\*?\\.", "")
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
        String domain = recipient.replaceFirst("^[^@]*@", "").replaceFirst("^\\*?\\.", "");
        boolean below = recipient.startsWith("*.");
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
