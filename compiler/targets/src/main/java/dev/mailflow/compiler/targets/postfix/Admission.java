package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Replies;
import dev.mailflow.compiler.decision.Verdict.Refusal;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who may send (R2 to R4): {@code smtpd_recipient_restrictions} as a tree. Every branch ends in {@code permit} or in
 * a refusal once a source is found, so that nothing falls through from one connector to the next; a candidate whose criteria
 * do not hold does fall through, to the next in rank.
 */
final class Admission {
    private final Site site;
    private final Restrictions restrictions = new Restrictions();
    private final Tables tables;
    private final boolean usersAuthenticate;
    private final Destinations destinations;
    /** What a list of restrictions is for, to name its class by. */
    private final Map<List<String>, String> hints = new HashMap<>();

    Admission(DecisionModel model, Site site, Routing routing, Tables tables) {
        this.site = site;
        this.tables = tables;
        this.usersAuthenticate = enabled(rule -> true).stream()
                .anyMatch(rule -> rule.requirements().auth().isPresent());
        this.destinations = new Destinations(model, routing, restrictions, tables);
    }

    Restrictions classes() {
        return restrictions;
    }

    /** Whether a connector asks for a user, so that the site cannot be without AUTH (RFC 4954). */
    boolean usersAuthenticate() {
        return usersAuthenticate;
    }

    /** The value of {@code smtpd_recipient_restrictions}. */
    List<String> recipientRestrictions() {
        List<InboundRule> trusted = enabled(EndpointKind::isTrusted);
        List<String> all = new ArrayList<>();
        TrustedOrder order = new TrustedOrder(trusted);
        for (TrustedOrder.ByCertificate candidate : order.byCertificate()) {
            all.addAll(certified(candidate));
        }
        all.addAll(byNetwork(order));
        all.addAll(foreign());
        if (!all.get(all.size() - 1).equals("permit")) {
            // Nobody comes this far; smtpd(8) does not start without it where all other refusals stand in classes.
            all.add("reject");
        }
        return all;
    }

    private List<InboundRule> enabled(Predicate<EndpointKind> peer) {
        return site.inbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .filter(rule -> peer.test(rule.connector().peerKind()))
                .toList();
    }

    // R2: trusted sources.

    private List<String> certified(TrustedOrder.ByCertificate candidate) {
        InboundRule rule = candidate.rule();
        List<String> list = conditional(rule, admitted(rule));
        if (!candidate.networks().isEmpty()) {
            list = List.of("check_client_access "
                    + clients("from_" + rule.connector().name(), candidate.networks(), goOn(rule, list)));
        }
        for (int i = rule.criteria().certificates().size() - 1; i >= 0; i--) {
            list = List.of("check_ccert_access "
                    + tables.certificates(
                            rule.connector().name(),
                            rule.criteria().certificates().get(i).patterns(),
                            goOn(rule, list)));
        }
        return list;
    }

    /** One table of networks: the longest that holds the client says which connectors come into question, in their order. */
    private List<String> byNetwork(TrustedOrder order) {
        List<Table.Row> rows = new ArrayList<>();
        for (Network network : order.networks()) {
            List<String> list = new ArrayList<>();
            String hint = "";
            for (InboundRule rule : order.candidates(network)) {
                hint = hint.isEmpty() ? "from_" + rule.connector().name() : hint;
                List<String> admitted = admitted(rule);
                List<String> one = conditional(rule, admitted);
                list.addAll(one);
                if (one.equals(admitted)) {
                    break;
                }
            }
            rows.add(new Table.Row(network.toString(), restrictions.name(hint, list)));
        }
        if (rows.isEmpty()) {
            return List.of();
        }
        return List.of("check_client_access "
                + tables.add(new Table(
                        "trusted_networks",
                        Table.Kind.CIDR,
                        List.of("Networks of our own servers, devices and services; the longest first."),
                        rows)));
    }

    // R3: everybody else, by sender.

    private List<String> foreign() {
        List<InboundRule> rules = new ArrayList<>(enabled(kind -> kind == EndpointKind.PARTNER));
        rules.addAll(enabled(kind -> kind == EndpointKind.INTERNET));
        PatternIndex<InboundRule> index = new PatternIndex<>();
        List<AddressPattern> patterns = new ArrayList<>();
        for (InboundRule rule : rules) {
            index.add(senders(rule), rule);
            patterns.addAll(senders(rule));
        }
        AddressKeys keys = new AddressKeys(patterns);
        AddressKeys.Results<List<String>> lists = keys.results(sender -> foreign(ForeignOrder.of(
                sender.map(index::matching)
                        .map(found -> List.copyOf(found))
                        .orElseGet(() -> rules.stream()
                                .filter(rule -> senders(rule).stream().anyMatch(p -> p.matches(Optional.empty())))
                                .toList()),
                sender)));
        List<String> all = new ArrayList<>();
        if (!lists.isAlways(lists.rest())) {
            Table table = lists.table(
                    "foreign_senders",
                    List.of("Which partner a sender outside belongs to, and what is asked of it."),
                    list -> restrictions.name(hint(list), list));
            all.add("check_sender_access " + tables.add(table));
        }
        all.addAll(lists.rest());
        return all;
    }

    private static List<AddressPattern> senders(InboundRule rule) {
        return rule.criteria().senders().map(AddressGroup::patterns).orElse(List.of(new AddressPattern.Any()));
    }

    private String hint(List<String> list) {
        return hints.getOrDefault(list, "from_internet");
    }

    private List<String> foreign(List<InboundRule> candidates) {
        List<String> list = new ArrayList<>();
        for (InboundRule rule : candidates) {
            List<String> admitted = admitted(rule);
            List<String> conditional = conditional(rule, admitted);
            boolean always = conditional.equals(admitted)
                    && rule.criteria().networks().isEmpty()
                    && rule.criteria().certificates().isEmpty();
            list.addAll(beyondSender(rule, conditional));
            if (always) {
                hints.putIfAbsent(
                        List.copyOf(list),
                        "from_" + candidates.get(0).connector().name());
                return list;
            }
        }
        list.addAll(destinations.list(Optional.empty()));
        if (!candidates.isEmpty()) {
            hints.putIfAbsent(
                    List.copyOf(list), "from_" + candidates.get(0).connector().name());
        }
        return list;
    }

    /** {@code when cert} and {@code when network} of a foreign source. */
    private List<String> beyondSender(InboundRule rule, List<String> then) {
        List<String> list = then;
        for (var group : rule.criteria().networks()) {
            list = List.of("check_client_access "
                    + clients("when_" + rule.connector().name(), group.networks(), goOn(rule, list)));
        }
        for (var group : rule.criteria().certificates()) {
            list = List.of("check_ccert_access "
                    + tables.certificates(rule.connector().name(), group.patterns(), goOn(rule, list)));
        }
        return list;
    }

    // Criteria and requirements.

    /** {@code when sender} of a trusted source and {@code when recipient}: where they do not hold, the next candidate's turn. */
    private List<String> conditional(InboundRule rule, List<String> then) {
        List<String> list = then;
        if (rule.criteria().recipients().isPresent()) {
            list = only(
                    "check_recipient_access",
                    "when_recipient_" + rule.connector().name(),
                    rule.criteria().recipients().get().patterns(),
                    rule,
                    list);
        }
        if (rule.connector().peerKind().isTrusted() && rule.criteria().senders().isPresent()) {
            list = only(
                    "check_sender_access",
                    "when_sender_" + rule.connector().name(),
                    rule.criteria().senders().get().patterns(),
                    rule,
                    list);
        }
        return list;
    }

    /** Goes on with the list for the addresses meant, and says nothing of the others. */
    private List<String> only(
            String restriction, String name, Collection<AddressPattern> patterns, InboundRule rule, List<String> then) {
        AddressKeys.Results<Boolean> meant = new AddressKeys(patterns)
                .results(address -> patterns.stream().anyMatch(pattern -> pattern.matches(address)));
        if (meant.isAlways(true)) {
            return then;
        }
        String next = goOn(rule, then);
        Table table = meant.table(name, List.of(), yes -> yes ? next : "DUNNO");
        // Only `*` means what no key reaches, and then every address is meant.
        return List.of(restriction + " " + tables.add(table));
    }

    private String goOn(InboundRule rule, List<String> list) {
        return list.size() == 1 && !list.get(0).contains(" ")
                ? list.get(0)
                : restrictions.name("then_" + rule.connector().name(), list);
    }

    private List<String> admitted(InboundRule rule) {
        Requirements required = rule.requirements();
        List<String> list = destinations.list(Optional.of(rule));
        String name = rule.connector().name();
        if (required.recipient().isPresent()) {
            list = demand(
                    only(
                            "check_recipient_access",
                            "recipients_" + name,
                            required.recipient().get().alternatives(),
                            rule,
                            list),
                    list,
                    rule,
                    Reason.RECIPIENT_NOT_ALLOWED);
        }
        if (required.sender().isPresent()) {
            list = demand(
                    only(
                            "check_sender_access",
                            "senders_" + name,
                            required.sender().get().alternatives(),
                            rule,
                            list),
                    list,
                    rule,
                    Reason.SENDER_NOT_ALLOWED);
        }
        if (required.auth().isPresent()) {
            list = List.of("check_sasl_access static:" + goOn(rule, list), refuse(rule, Reason.AUTH_REQUIRED));
        }
        if (required.network().isPresent()) {
            list = List.of(
                    "check_client_access "
                            + clients(
                                    "networks_" + name, required.network().get().alternatives(), goOn(rule, list)),
                    refuse(rule, Reason.NETWORK_NOT_ALLOWED));
        }
        if (required.clientCertificate().isPresent() && !isIdentity(rule)) {
            list = List.of(
                    "check_ccert_access "
                            + tables.certificates(
                                    name, required.clientCertificate().get().alternatives(), goOn(rule, list)),
                    refuse(rule, Reason.CERT_MISMATCH));
        }
        if (required.tls().isPresent()) {
            List<String> tls = new ArrayList<>();
            Refusal refusal = Replies.requirement(Reason.TLS_REQUIRED, rule);
            if (refusal.verdict() == Reply.Verdict.DEFER) {
                // Its own refusal cannot be worded; this turns it, and any later one, into "try again".
                tls.add("check_client_access " + tables.constant("later_" + name, "DEFER_IF_REJECT " + refusal.text()));
            }
            tls.add("reject_plaintext_session");
            tls.addAll(list);
            list = tls;
        }
        return list;
    }

    /** The identity taken from {@code require} holds already when the connector is selected. */
    private static boolean isIdentity(InboundRule rule) {
        List<CertificatePattern> required =
                rule.requirements().clientCertificate().orElseThrow().alternatives();
        return rule.criteria().certificates().stream().anyMatch(group -> required.containsAll(group.patterns()));
    }

    private List<String> demand(List<String> checked, List<String> list, InboundRule rule, Reason reason) {
        if (checked.equals(list)) {
            return list;
        }
        List<String> all = new ArrayList<>(checked);
        all.add(refuse(rule, reason));
        return all;
    }

    private String refuse(InboundRule rule, Reason reason) {
        return refuse("reply_" + reason.id() + "_" + rule.connector().name(), Replies.requirement(reason, rule));
    }

    private String refuse(String name, Refusal refusal) {
        return "check_client_access " + tables.constant(name, Destinations.reply(refusal));
    }

    private String clients(String name, Collection<Network> networks, String then) {
        return tables.add(new Table(
                name,
                Table.Kind.CIDR,
                List.of(),
                networks.stream()
                        .map(network -> new Table.Row(network.toString(), then))
                        .toList()));
    }
}
