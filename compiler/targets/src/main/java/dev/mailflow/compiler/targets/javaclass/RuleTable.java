package dev.mailflow.compiler.targets.javaclass;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.Reply;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The rules of one site as data, for policies with too many connectors to be code. The runtime's {@code TableRouting} reads
 * it; what a line means is said there.
 */
final class RuleTable {
    private static final String HEADER = "mailflow-rules 3\n";

    private final DecisionModel model;
    private final Site site;
    private final StringBuilder text = new StringBuilder(HEADER);
    private final Map<InboundRule, Integer> sources;
    private final Map<OutboundRule, Integer> ways;
    private final Map<OutboundTls, Integer> demands = new HashMap<>();

    RuleTable(DecisionModel model, Site site) {
        this.model = model;
        this.site = site;
        this.sources = new IdentityHashMap<>(site.inbound().size());
        this.ways = new IdentityHashMap<>(site.outbound().size());
    }

    String write() {
        DecisionModel.Organization organization = model.organization();
        line(
                "X",
                site.name(),
                Integer.toString(organization.hopLimit()),
                organization.directSend() == DirectSend.REFUSED ? "1" : "0",
                organization.directory() == Directory.COMPLETE ? "1" : "0");
        // Authoritative before relayed: equally specific, the first is taken.
        organization.authoritative().forEach(pattern -> line("A", "1", pattern(pattern)));
        organization.relayed().forEach(pattern -> line("A", "0", pattern(pattern)));
        organization.mailboxes().stream()
                .sorted(Comparator.comparingInt(
                        (MailboxLocation m) -> -m.pattern().specificity()))
                .forEach(m -> line("M", m.endpoint().equals(site.name()) ? "1" : "0", pattern(m.pattern())));
        for (InboundRule rule : Entries.enabled(site, kind -> true)) {
            sources.put(rule, sources.size());
            inbound(rule);
        }
        for (OutboundRule rule : site.outbound()) {
            if (rule.connector().isEnabled()) {
                ways.put(rule, ways.size());
                outbound(rule);
            }
        }
        line(".");
        for (Entries.Trusted entry : Entries.trusted(site)) {
            list("T" + sources.get(entry.rule()), entry.networks(), Network::toString);
        }
        for (Entries.Foreign entry : Entries.foreign(site, EndpointKind.PARTNER)) {
            list("P" + sources.get(entry.rule()), entry.senders(), RuleTable::pattern);
        }
        for (Entries.Foreign entry : Entries.foreign(site, EndpointKind.INTERNET)) {
            list("F" + sources.get(entry.rule()), entry.senders(), RuleTable::pattern);
        }
        for (Entries.Way entry : Entries.ways(site, rule -> true)) {
            list("W" + Objects.requireNonNull(ways.get(entry.rule())), entry.recipients(), RuleTable::pattern);
        }
        return text.toString();
    }

    private void inbound(InboundRule rule) {
        boolean trusted = rule.connector().peerKind().isTrusted();
        line(
                "I",
                rule.connector().name(),
                rule.connector().peer(),
                !trusted ? "0" : rule.relayRight() == RelayRight.GRANTED ? "2" : "1");
        Criteria criteria = rule.criteria();
        for (Criteria.CertificateGroup group : criteria.certificates()) {
            list("c", group.patterns(), CertificatePattern::text);
        }
        for (Criteria.NetworkGroup group : criteria.networks()) {
            list("n", group.networks(), Network::toString);
        }
        if (trusted) {
            criteria.senders().ifPresent(group -> list("s", group.patterns(), RuleTable::pattern));
        }
        criteria.recipients().ifPresent(group -> list("r", group.patterns(), RuleTable::pattern));
        criteria.headers().forEach(this::header);
        rule.otherwise()
                .ifPresent(reply -> line(
                        "o",
                        reply.verdict() == Reply.Verdict.DEFER ? "1" : "0",
                        reply.code().map(String::valueOf).orElse(""),
                        reply.status().orElse(""),
                        reply.text().map(t -> "=" + escape(t)).orElse("")));
        requirements(rule.requirements());
    }

    private void requirements(Requirements r) {
        r.tls()
                .ifPresent(tls -> line(
                        "l",
                        Integer.toString(tls.minimum()
                                .map(minimum -> minimum.ordinal() + 1)
                                .orElse(0))));
        r.clientCertificate().ifPresent(d -> list("k", d.alternatives(), CertificatePattern::text));
        r.network().ifPresent(d -> list("w", d.alternatives(), Network::toString));
        r.auth().ifPresent(a -> line("u"));
        r.sender().ifPresent(d -> list("y", d.alternatives(), RuleTable::pattern));
        r.recipient().ifPresent(d -> list("z", d.alternatives(), RuleTable::pattern));
        r.size().ifPresent(s -> line("b", Long.toString(s.octets())));
    }

    private void outbound(OutboundRule rule) {
        line(
                "O",
                rule.connector().name(),
                rule.connector().peer(),
                rule.connector().peerKind() == EndpointKind.INTERNET ? "0" : "1",
                rule.centralization() == Centralization.CENTRALIZED ? "1" : "0");
        rule.criteria().senders().ifPresent(group -> list("s", group.patterns(), RuleTable::pattern));
        rule.criteria().headers().forEach(this::header);
        if (rule.route() instanceof Route.Hosts hosts) {
            list("vhosts", hosts.hosts(), (NextHop hop) -> hop.host() + "\t" + hop.port());
        } else if (rule.route() instanceof Route.RecipientMx) {
            line("v", "mx");
        } else if (rule.route() instanceof Route.MxOf mx) {
            line("v", "of", mx.domain().text());
        } else {
            line("v", "unknown");
        }
        demand(rule.tls());
    }

    /** Most connectors want the same of their connections: what has been said once is named by its number. */
    private void demand(OutboundTls tls) {
        Integer known = demands.putIfAbsent(tls, demands.size());
        if (known != null) {
            line("=", known.toString());
            return;
        }
        String numbers = "" + tls.level().ordinal()
                + tls.minimum().map(minimum -> minimum.ordinal() + 1).orElse(0)
                + tls.mtaSts().ordinal()
                + tls.dane().ordinal();
        line("t", numbers, names(tls.serverNames()), names(tls.presented()));
    }

    private static String names(List<CertificatePattern> patterns) {
        if (patterns.size() == 1) {
            return patterns.get(0).text();
        }
        return String.join(" ", patterns.stream().map(CertificatePattern::text).toList());
    }

    private void header(HeaderCriterion header) {
        list("h" + header.name(), header.values(), RuleTable::escape);
    }

    /** As {@code dev.mailflow.runtime.AddressPattern} reads it: never ambiguous, whatever stands in an address. */
    private static String pattern(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Address address) {
            return "@" + escape(address.address().localPart()) + "@"
                    + address.address().domain();
        }
        if (pattern instanceof AddressPattern.Exact exact) {
            return "=" + exact.domain();
        }
        if (pattern instanceof AddressPattern.Suffix suffix) {
            return suffix.depth().prefix() + suffix.domain();
        }
        if (pattern instanceof AddressPattern.EveryAcceptedDomain) {
            return "+";
        }
        return pattern instanceof AddressPattern.EmptySender ? "<>" : "*";
    }

    private <T> void list(String start, List<T> items, Function<T, String> form) {
        text.append(start);
        boolean first = start.length() == 1;
        for (T item : items) {
            text.append(first ? "" : "\t").append(form.apply(item));
            first = false;
        }
        text.append('\n');
    }

    /** The letter of a line stands before its first field with nothing between. */
    private void line(String letter, String... fields) {
        text.append(letter);
        for (int i = 0; i < fields.length; i++) {
            text.append(i == 0 ? "" : "\t").append(fields[i]);
        }
        text.append('\n');
    }

    /** Nothing but printable ASCII stays as it is. */
    private static String escape(String value) {
        StringBuilder escaped = null;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain = c >= 0x20 && c < 0x7F && c != '\\';
            if (!plain && escaped == null) {
                escaped = new StringBuilder(value.length() + 16).append(value, 0, i);
            }
            if (escaped != null) {
                if (plain) {
                    escaped.append(c);
                } else {
                    escaped.append('\\').append(String.format("%04x", (int) c));
                }
            }
        }
        return escaped == null ? value : escaped.toString();
    }
}
