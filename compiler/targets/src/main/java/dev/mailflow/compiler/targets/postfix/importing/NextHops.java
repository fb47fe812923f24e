package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.postfix.importing.AddressPatterns.Parents;
import dev.mailflow.compiler.targets.postfix.importing.Found.Tls;
import dev.mailflow.compiler.targets.postfix.importing.Found.Way;
import dev.mailflow.compiler.targets.postfix.importing.MainCf.Setting;
import dev.mailflow.compiler.type.AddressPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where mail goes: transports by recipient and by kind of domain, the relay host, ways by sender. */
final class NextHops {
    private static final Set<String> SMTP = Set.of("smtp", "relay", "esmtp");
    private static final Set<String> STORE = Set.of("local", "virtual", "lmtp", "dovecot", "maildrop", "cyrus");

    private final Configuration configuration;
    private final TlsPolicies tls;
    private final Found found;
    private final Hosts names;
    private final Stores stores;

    NextHops(Configuration configuration, TlsPolicies tls, Found found) {
        this.configuration = configuration;
        this.tls = tls;
        this.found = found;
        this.names = new Hosts(configuration);
        this.stores = new Stores(configuration, found);
    }

    void read() {
        transport();
        kind("virtual_transport", found.virtual);
        kind("local_transport", found.local);
        passedOn();
        relayDomains();
        kept();
        SenderWays bySender = new SenderWays(configuration, tls, found);
        bySender.relayhost().ifPresent(setting -> out(setting.place(), setting.value(), "*"));
        bySender.read();
        partnersByPolicyAlone();
    }

    /**
     * Of an accepted domain the transport table may send a part elsewhere and keep a part: what is kept is authoritative, what is
     * passed on a relay domain, and the most specific pattern decides, as a row does.
     */
    private void passedOn() {
        Set<String> accepted = new LinkedHashSet<>(found.domains);
        accepted.addAll(found.relayDomains);
        Set<String> parts = new LinkedHashSet<>(accepted);
        found.ways.values().stream().filter(way -> way.senders.isEmpty()).forEach(way -> parts.addAll(way.recipients));
        parts.addAll(found.mailboxes);
        for (String part : parts) {
            boolean within = Written.covering(part).stream().anyMatch(accepted::contains);
            if (part.indexOf('@') >= 0 || !within) {
                continue;
            }
            boolean elsewhere = found.wayOf(part)
                    .filter(way -> found.everythingIsRouted || !way.recipients.equals(Set.of("*")))
                    .isPresent();
            boolean here = !elsewhere && (found.domains.contains(part) || isKept(part));
            (here ? found.domains : found.relayDomains).add(part);
            (here ? found.relayDomains : found.domains).remove(part);
        }
    }

    /** Relay domains that {@code relay_transport} brings to a store of this machine. */
    private void kept() {
        for (String part : List.copyOf(found.relayDomains)) {
            if (isKept(part) && found.wayOf(part).isEmpty()) {
                found.relayDomains.remove(part);
                found.domains.add(part);
            }
        }
        found.mailboxes.removeIf(mailbox -> mailbox.indexOf('@') < 0);
    }

    private boolean isKept(String part) {
        return Written.covering(part).stream().anyMatch(found.mailboxes::contains);
    }

    /** A host of its own for all domains of one kind, where no row of the transport table says otherwise. */
    private void kind(String transport, Collection<String> domains) {
        configuration.take(transport).ifPresent(setting -> {
            String name = setting.value().replaceFirst(":.*", "");
            String nextHop = setting.value()
                    .substring(Math.min(name.length() + 1, setting.value().length()));
            boolean remote = SMTP.contains(name);
            if (domains.isEmpty()) {
                return;
            }
            if (STORE.contains(name)) {
                stores.tellWhere(setting.place(), nextHop, String.join(", ", domains));
                return;
            }
            if (!remote) {
                configuration.report(
                        setting.place(),
                        "where `" + setting.value() + "` brings the mail of `" + String.join(", ", domains)
                                + "` is not understood",
                        "say where these mailboxes are, or write a connector to their server");
                return;
            }
            for (String domain : domains) {
                if (!found.isRouted(domain)) {
                    out(setting.place(), nextHop, domain);
                }
            }
        });
    }

    /** Relay domains without a row go by {@code relay_transport}: to its next hop, else by the relay host, else by MX. */
    private void relayDomains() {
        Optional<Setting> setting = configuration.take("relay_transport");
        String value = setting.map(Setting::value).orElse("relay");
        String name = value.replaceFirst(":.*", "");
        String nextHop = value.substring(Math.min(name.length() + 1, value.length()));
        boolean mx = SMTP.contains(name) && nextHop.isEmpty();
        boolean smart = mx
                && configuration
                        .main()
                        .get("relayhost")
                        .filter(host -> !host.value().isEmpty())
                        .isPresent();
        if (smart) {
            return;
        }
        for (String domain : found.relayDomains) {
            if (found.isRouted(domain)) {
                continue;
            }
            if (mx) {
                mx(
                        setting.map(Setting::place)
                                .orElseGet(() -> configuration
                                        .main()
                                        .get("relay_domains")
                                        .orElseThrow()
                                        .place()),
                        domain);
            } else {
                way(new Tables.Row(domain, value, setting.orElseThrow().place()), domain);
            }
        }
    }

    private void mx(Span place, String domain) {
        Optional<Tls> asked = tls.ofRecipients(domain, place);
        Way way = found.ways.computeIfAbsent("[] " + asked, unknown -> new Way(List.of()));
        way.tls = asked;
        found.carry(way, domain);
    }

    private void transport() {
        configuration.take("transport_maps").ifPresent(setting -> {
            Parents parents = configuration.parents("transport_maps");
            List<Tables.Row> rows = configuration.rows(setting);
            for (Tables.Row row : rows) {
                Optional<String> recipient = AddressPatterns.ofTransportRow(row, parents);
                if (recipient.isEmpty()) {
                    configuration.report(
                            row.place(),
                            "the key `" + row.key() + "` is not understood",
                            "write the recipients by hand");
                } else if (!isHidden(row, recipient.get(), rows)) {
                    found.everythingIsRouted |=
                            recipient.get().equals("*") && !row.value().equals(":");
                    way(row, recipient.get());
                }
            }
        });
        configuration.take("default_transport").ifPresent(setting -> {
            if (!setting.value().matches("smtp:?") && !found.everythingIsRouted) {
                way(new Tables.Row("*", setting.value(), setting.place()), "*");
            }
        });
    }

    /** Expressions are asked about the whole address, which is looked up before its domain and the parents of that. */
    private static boolean isHidden(Tables.Row row, String recipient, List<Tables.Row> all) {
        boolean byAddress = row.isExpression() || recipient.indexOf('@') >= 0;
        return all.stream()
                .filter(Tables.Row::isExpression)
                .filter(other -> !other.equals(row) && (!byAddress || all.indexOf(other) < all.indexOf(row)))
                .flatMap(other -> other.meaning().stream())
                .anyMatch(wider -> Written.covers(wider.text(), recipient));
    }

    private void way(Tables.Row row, String recipient) {
        int colon = row.value().indexOf(':');
        String transport = colon < 0 ? row.value() : row.value().substring(0, colon);
        String nextHop = colon < 0 ? "" : row.value().substring(colon + 1).strip();
        switch (transport) {
            case "" -> {
                // Of everything: as if there were no row.
                if (nextHop.isEmpty() && !recipient.equals("*")) {
                    found.mailboxes.add(recipient);
                } else if (!nextHop.isEmpty()) {
                    out(row.place(), nextHop, recipient);
                }
            }
            case "smtp", "relay", "esmtp" -> out(row.place(), nextHop, recipient);
            // LMTP hands mail to its store (RFC 2033 1), wherever that runs.
            case "local", "virtual", "lmtp", "dovecot", "maildrop", "cyrus" -> stores.takes(row, nextHop, recipient);
            case "error", "retry", "discard" ->
                configuration.report(
                        row.place(),
                        "`" + row.key() + "` goes to `" + row.value() + "`, which has no counterpart",
                        "leave the domain out of the accepted ones, or declare `directory complete`");
            default -> {
                Optional<String> policy = configuration.services().policy(transport);
                if (policy.isPresent()) {
                    out(row.place(), nextHop, recipient, tls.clause(policy.get(), nextHop, row.place()));
                    return;
                }
                service(row, transport, nextHop, recipient);
            }
        }
    }

    /** A service of {@code master.cf} by what delivers for it: a program on this machine is a mail store. */
    private void service(Tables.Row row, String service, String nextHop, String recipient) {
        Optional<String> command = configuration.services().command(service);
        String kind = command.orElse("smtp");
        boolean store = kind.matches("pipe|local|virtual|lmtp|spawn");
        boolean smtp = SMTP.contains(kind);
        configuration.report(
                row.place(),
                store
                        ? "`" + row.key() + "` goes to the program behind `" + service
                                + "`: for the policy it stays here"
                        : command.isEmpty()
                                ? "the delivery service `" + service + "` is defined in master.cf, which was not read"
                                : smtp
                                        ? "the delivery service `" + service + "` has settings of its own"
                                        : "`" + row.key() + "` goes to `" + service + "`, which delivers nowhere",
                store || !smtp
                        ? "check what becomes of that mail"
                        : "check that it is an ordinary smtp client, and which TLS it asks for");
        if (store) {
            stores.takes(row, "", recipient);
        } else if (smtp) {
            out(row.place(), nextHop, recipient);
        }
    }

    /** The recipient's own domain as the next hop means its mail exchangers, as no next hop does. */
    private void out(Span place, String written, String recipient) {
        String nextHop = written.strip().equalsIgnoreCase(Written.domain(recipient)) ? "" : written;
        out(
                place,
                nextHop,
                recipient,
                nextHop.isBlank() ? tls.ofRecipients(recipient, place) : tls.ofHosts(nextHop, place));
    }

    private void out(Span place, String nextHop, String recipient, Optional<Tls> asked) {
        List<String> hosts = new ArrayList<>();
        for (String one : nextHop.split("[,\\s]+")) {
            if (!one.isEmpty()) {
                Optional<String> host = names.host(place, one);
                if (host.isEmpty()) {
                    return;
                }
                hosts.add(host.get());
            }
        }
        Way way = found.ways.computeIfAbsent(hosts + " " + asked, unknown -> new Way(hosts));
        way.tls = asked;
        found.carry(way, recipient);
    }

    /** A policy for a domain that no transport names: a partner that is reached by MX. */
    private void partnersByPolicyAlone() {
        configuration
                .main()
                .get("smtp_tls_policy_maps")
                .ifPresent(setting -> tls.unused().forEach((key, policy) -> {
                    Optional<String> recipient = key.startsWith("[")
                            ? Optional.empty()
                            : AddressPatterns.ofTransportKey(key.replaceFirst(":.*", ""), Parents.NEED_A_DOT)
                                    .map(AddressPattern::text);
                    boolean elsewhere = recipient
                            .flatMap(found::wayOf)
                            .filter(way -> !way.hosts.isEmpty())
                            .isPresent();
                    if (recipient.isEmpty() || elsewhere) {
                        configuration.report(
                                policy.place(),
                                "nothing is sent to `" + key + "`, for which there is a TLS policy",
                                "nothing to do if it is a leftover");
                        return;
                    }
                    Optional<Tls> asked = tls.clause(policy.value(), key, policy.place());
                    Way way = found.ways.computeIfAbsent("[] " + asked, unknown -> new Way(List.of()));
                    way.tls = asked;
                    found.carry(way, recipient.get());
                }));
    }
}
