package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Reply;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Language.md section 3 said a second time, from its text alone and as plainly as can be: labels are lists of words,
 * addresses big numbers, ranks tuples. Shares no code with {@link Interpreter}, nor with the matching of the value types.
 *
 * <p>It can be told to make a {@link Slip}, so that a test can show that the comparison with the interpreter would find it.
 */
final class SecondReading {
    /** A mistake that is easily made. */
    enum Slip {
        SUFFIX_WITHOUT_DOT,
        STAR_INCLUDES_THE_DOMAIN,
        ONE_LABEL_AT_ANY_DEPTH,
        LAST_ADDRESS_EXCLUSIVE,
        WILDCARD_CERTIFICATE_AT_ANY_DEPTH,
        SIZE_EXCLUSIVE,
        HOPS_EXCLUSIVE,
        R2_CERTIFICATE_NOT_FIRST,
        R2_SHORTEST_PREFIX,
        R2_KINDS_IGNORED,
        R3_UNRANKED,
        R3_INTERNET_BESIDE_PARTNER,
        R4_FALLS_THROUGH,
        R4_NETWORK_BEFORE_CERTIFICATE,
        R5_AUTHENTICATED_IS_NOBODY,
        R6_TRUSTED_TOO,
        R7_MAILBOX_ELSEWHERE_IGNORED,
        R7_EXACT_ADDRESS_IGNORED,
        R7_CENTRALIZED_IGNORED,
        R7_CENTRALIZED_FOR_ALL,
        R7_DIRECTORY_IGNORED,
        R8_SENDER_CRITERION_IGNORED,
        R8_CENTRALIZED_TAKES_ITS_OWN_BACK,
        R9_DROPPED,
        R9_PARTNER_DOES_NOT_COUNT,
        R10_ALWAYS_UNKNOWN,
        DISABLED_DECIDES,
        EMPTY_SENDER_MATCHES_ANYTHING,
        HEADER_VALUE_WITHOUT_CASE,
        OTHERWISE_IGNORED
    }

    /** A decision in words, for comparison; code 0 where there is no reply. */
    record Said(String outcome, String by, int code, String status, String text) {
        static Said of(String outcome, String by) {
            return new Said(outcome, by, 0, "", "");
        }
    }

    private final Organization organization;
    private final Site site;
    private final Message message;
    private final Set<Slip> slips;

    private SecondReading(DecisionModel model, String siteName, Message message, Set<Slip> slips) {
        this.organization = model.organization();
        this.site = model.site(siteName);
        this.message = message;
        this.slips = slips;
    }

    static Said decide(DecisionModel model, String site, Message message) {
        return new SecondReading(model, site, message, EnumSet.noneOf(Slip.class)).decide();
    }

    static Said decide(DecisionModel model, String site, Message message, Slip slip) {
        return new SecondReading(model, site, message, EnumSet.of(slip)).decide();
    }

    private boolean slipping(Slip slip) {
        return slips.contains(slip);
    }

    private Said decide() {
        // R1: more Received fields than hop-limit.
        int tooMany = slipping(Slip.HOPS_EXCLUSIVE) ? organization.hopLimit() : organization.hopLimit() + 1;
        if (message.hops() >= tooMany) {
            return refusal("nobody", Reason.LOOP, "");
        }

        // Who sent it?
        String by;
        String peer = "";
        boolean peerIsInternet = false;
        boolean relayRight;
        boolean foreign;
        if (message.origin() instanceof Message.Submitted) {
            by = "mailbox";
            relayRight = true;
            foreign = false;
        } else {
            Connection connection = (Connection) message.origin();
            boolean authenticated = connection.user().isPresent() && !slipping(Slip.R5_AUTHENTICATED_IS_NOBODY);
            List<InboundRule> trusted = new ArrayList<>();
            List<InboundRule> partners = new ArrayList<>();
            List<InboundRule> internet = new ArrayList<>();
            for (InboundRule rule : site.inbound()) {
                boolean counts = rule.connector().state() == Connector.State.ENABLED || slipping(Slip.DISABLED_DECIDES);
                if (!counts || !everyCriterionHolds(rule.criteria())) {
                    continue;
                }
                switch (rule.connector().peerKind()) {
                    case EXCHANGE_ONLINE, SERVER, DEVICE, SERVICE -> trusted.add(rule);
                    case PARTNER -> partners.add(rule);
                    case INTERNET -> internet.add(rule);
                }
            }
            InboundRule selected = null;
            boolean isTrusted = !trusted.isEmpty();
            if (isTrusted) {
                selected = winner(trusted, trusted.stream().map(this::trust).toList());
            } else {
                if (slipping(Slip.R3_INTERNET_BESIDE_PARTNER)) {
                    partners.addAll(internet);
                }
                List<InboundRule> named = partners.isEmpty() ? internet : partners;
                if (!named.isEmpty()) {
                    selected = winner(named, named.stream().map(this::senderFit).toList());
                }
            }
            if (selected == null) {
                by = "internet";
                peerIsInternet = true;
                relayRight = authenticated;
                foreign = !authenticated;
            } else {
                by = selected.connector().name();
                peer = selected.connector().peer();
                peerIsInternet = selected.connector().peerKind() == EndpointKind.INTERNET;
                relayRight = isTrusted ? selected.relayRight() == InboundRule.RelayRight.GRANTED : authenticated;
                foreign = !isTrusted && !authenticated;

                // R4: the requirements of the selected connector, in order.
                List<Reason> failed = failedRequirements(selected.requirements(), connection);
                if (!failed.isEmpty() && !(slipping(Slip.R4_FALLS_THROUGH) && !isTrusted)) {
                    return requirementReply(selected, failed.get(0));
                }
            }
        }

        String selectedName = by.equals("mailbox") || (by.equals("internet") && peer.isEmpty()) ? "" : by;
        Optional<MailAddress> recipient = Optional.of(message.recipient());
        boolean authoritative = false;
        boolean accepted = false;
        List<Integer> bestFit = List.of();
        for (AddressPattern pattern : organization.relayed()) {
            if (matches(pattern, recipient) && compare(fit(pattern), bestFit) > 0) {
                accepted = true;
                bestFit = fit(pattern);
            }
        }
        for (AddressPattern pattern : organization.authoritative()) {
            if (matches(pattern, recipient) && compare(fit(pattern), bestFit) >= 0) {
                accepted = true;
                authoritative = true;
                bestFit = fit(pattern);
            }
        }

        // R5: not our domain and no right to relay.
        if (!accepted && !relayRight) {
            return refusal(by, Reason.RELAY_DENIED, selectedName);
        }

        // R6: in our own name from outside.
        boolean outside = foreign || (slipping(Slip.R6_TRUSTED_TOO) && !by.equals("mailbox"));
        boolean oursAsSender = matchesOne(organization.authoritative(), message.sender())
                || matchesOne(organization.relayed(), message.sender());
        if (organization.directSend() == DecisionModel.DirectSend.REFUSED && outside && oursAsSender) {
            return refusal(by, Reason.DIRECT_SEND, "");
        }

        // Outbound connectors whose `when` holds, with the centralized ones left out that lead where it came from.
        List<OutboundRule> open = new ArrayList<>();
        List<OutboundRule> candidates = new ArrayList<>();
        for (OutboundRule rule : site.outbound()) {
            boolean counts = rule.connector().state() == Connector.State.ENABLED || slipping(Slip.DISABLED_DECIDES);
            if (!counts || !everyCriterionHolds(rule.criteria())) {
                continue;
            }
            open.add(rule);
            boolean back = rule.connector().peer().equals(peer)
                    || (peer.isEmpty() && peerIsInternet && rule.connector().peerKind() == EndpointKind.INTERNET);
            boolean centralized = rule.centralization() == OutboundRule.Centralization.CENTRALIZED;
            if (!(centralized && back) || slipping(Slip.R8_CENTRALIZED_TAKES_ITS_OWN_BACK)) {
                candidates.add(rule);
            }
        }

        // R7: is the mailbox here?
        String declaredAt = "";
        List<Integer> mailboxFit = List.of();
        for (MailboxLocation mailbox : organization.mailboxes()) {
            if (matches(mailbox.pattern(), recipient) && compare(fit(mailbox.pattern()), mailboxFit) > 0) {
                declaredAt = mailbox.endpoint();
                mailboxFit = fit(mailbox.pattern());
            }
        }
        boolean here = authoritative || (accepted && declaredAt.equals(site.name()));
        if (!declaredAt.isEmpty() && !declaredAt.equals(site.name()) && !slipping(Slip.R7_MAILBOX_ELSEWHERE_IGNORED)) {
            here = false;
        }
        for (OutboundRule rule : candidates) {
            for (AddressPattern pattern : recipientsOf(rule)) {
                if (pattern instanceof AddressPattern.Address one
                        && one.address().equals(message.recipient())
                        && !slipping(Slip.R7_EXACT_ADDRESS_IGNORED)) {
                    here = false;
                }
            }
        }
        if (here) {
            if (organization.directory() == DecisionModel.Directory.COMPLETE
                    && declaredAt.isEmpty()
                    && !slipping(Slip.R7_DIRECTORY_IGNORED)) {
                return refusal(by, Reason.UNKNOWN_RECIPIENT, "");
            }
            List<OutboundRule> central = open.stream()
                    .filter(rule -> rule.centralization() == OutboundRule.Centralization.CENTRALIZED)
                    .toList();
            boolean detour =
                    (foreign || slipping(Slip.R7_CENTRALIZED_FOR_ALL)) && !slipping(Slip.R7_CENTRALIZED_IGNORED);
            if (!detour || central.isEmpty()) {
                return Said.of("deliver", by);
            }
            candidates = central;
        }

        // R8 and R10: by the best outbound connector, else the internet or nowhere.
        if (candidates.isEmpty()) {
            return accepted || slipping(Slip.R10_ALWAYS_UNKNOWN)
                    ? refusal(by, Reason.UNKNOWN_RECIPIENT, "")
                    : Said.of("send to internet", by);
        }
        OutboundRule chosen =
                winner(candidates, candidates.stream().map(this::recipientFit).toList());

        // R9: not back where it came from.
        boolean back =
                chosen.connector().peer().equals(peer) && chosen.connector().peerKind() != EndpointKind.INTERNET;
        boolean ignored = slipping(Slip.R9_DROPPED)
                || (slipping(Slip.R9_PARTNER_DOES_NOT_COUNT)
                        && chosen.connector().peerKind() == EndpointKind.PARTNER);
        if (back && !ignored) {
            return refusal(by, Reason.LOOP, chosen.connector().name());
        }
        return Said.of("send via " + chosen.connector().name(), by);
    }

    // Ranks as tuples; the first entry that differs decides, the greater wins.

    private <T> T winner(List<T> rules, List<List<Integer>> ranks) {
        int best = 0;
        for (int i = 1; i < rules.size(); i++) {
            // Rules stand in the order of their names: of equals the earlier stays.
            if (compare(ranks.get(i), ranks.get(best)) > 0) {
                best = i;
            }
        }
        return rules.get(best);
    }

    private static int compare(List<Integer> left, List<Integer> right) {
        return Arrays.compare(
                left.stream().mapToInt(Integer::intValue).toArray(),
                right.stream().mapToInt(Integer::intValue).toArray());
    }

    private List<Integer> trust(InboundRule rule) {
        Criteria criteria = rule.criteria();
        List<Integer> prefixes = new ArrayList<>();
        for (Criteria.NetworkGroup group : criteria.networks()) {
            for (Network network : group.networks()) {
                if (contains(network, ((Connection) message.origin()).client())) {
                    prefixes.add(network.prefix());
                }
            }
        }
        int certificate = criteria.certificates().isEmpty() || slipping(Slip.R2_CERTIFICATE_NOT_FIRST) ? 0 : 1;
        int prefix = prefixes.isEmpty()
                ? -1
                : slipping(Slip.R2_SHORTEST_PREFIX) ? Collections.min(prefixes) : Collections.max(prefixes);
        int kinds = 0;
        kinds += criteria.certificates().isEmpty() ? 0 : 1;
        kinds += criteria.networks().isEmpty() ? 0 : 1;
        kinds += criteria.senders().isEmpty() ? 0 : 1;
        kinds += criteria.recipients().isEmpty() ? 0 : 1;
        kinds += criteria.headers().isEmpty() ? 0 : 1;
        return List.of(certificate, prefix, slipping(Slip.R2_KINDS_IGNORED) ? 0 : kinds);
    }

    private List<Integer> senderFit(InboundRule rule) {
        return slipping(Slip.R3_UNRANKED)
                ? List.of()
                : bestFit(rule.criteria().senders().orElseThrow().patterns(), message.sender());
    }

    private List<Integer> recipientFit(OutboundRule rule) {
        List<Integer> rank = new ArrayList<>(bestFit(recipientsOf(rule), Optional.of(message.recipient())));
        rank.add(rule.criteria().senders().isPresent() && !slipping(Slip.R8_SENDER_CRITERION_IGNORED) ? 1 : 0);
        return rank;
    }

    private static List<AddressPattern> recipientsOf(OutboundRule rule) {
        return rule.criteria().recipients().orElseThrow().patterns();
    }

    private List<Integer> bestFit(List<AddressPattern> patterns, Optional<MailAddress> address) {
        List<Integer> best = List.of();
        for (AddressPattern pattern : patterns) {
            if (matches(pattern, address) && compare(fit(pattern), best) > 0) {
                best = fit(pattern);
            }
        }
        return best;
    }

    /** R3: address, exact, longer suffix (at equal length ?. before *. before .), every accepted domain, *. */
    private static List<Integer> fit(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Address || pattern instanceof AddressPattern.EmptySender) {
            return List.of(5, 0, 0);
        }
        if (pattern instanceof AddressPattern.Exact) {
            return List.of(4, 0, 0);
        }
        if (pattern instanceof AddressPattern.Suffix suffix) {
            int depth = List.of(".", "*.", "?.").indexOf(suffix.depth().prefix());
            return List.of(3, suffix.domain().text().split("\\.").length, depth);
        }
        return pattern instanceof AddressPattern.EveryAcceptedDomain ? List.of(2, 0, 0) : List.of(1, 0, 0);
    }

    // R4.

    private List<Reason> failedRequirements(InboundRule.Requirements required, Connection client) {
        List<Reason> failed = new ArrayList<>();
        if (required.tls().isPresent()) {
            if (client.tls().isEmpty()) {
                failed.add(Reason.TLS_REQUIRED);
            } else if (required.tls().get().minimum().isPresent()
                    && client.tls().get().ordinal()
                            < required.tls().get().minimum().get().ordinal()) {
                failed.add(Reason.TLS_VERSION);
            }
        }
        if (required.clientCertificate().isPresent()
                && !showsOneOf(required.clientCertificate().get().alternatives(), client)) {
            failed.add(Reason.CERT_MISMATCH);
        }
        if (required.network().isPresent()) {
            boolean allowed = false;
            for (Network network : required.network().get().alternatives()) {
                allowed |= contains(network, client.client());
            }
            if (!allowed) {
                failed.add(Reason.NETWORK_NOT_ALLOWED);
            }
        }
        if (slipping(Slip.R4_NETWORK_BEFORE_CERTIFICATE) && failed.contains(Reason.NETWORK_NOT_ALLOWED)) {
            failed.remove(Reason.CERT_MISMATCH);
        }
        if (required.auth().isPresent() && client.user().isEmpty()) {
            failed.add(Reason.AUTH_REQUIRED);
        }
        if (required.sender().isPresent() && !matchesOne(required.sender().get().alternatives(), message.sender())) {
            failed.add(Reason.SENDER_NOT_ALLOWED);
        }
        if (required.recipient().isPresent()
                && !matchesOne(required.recipient().get().alternatives(), Optional.of(message.recipient()))) {
            failed.add(Reason.RECIPIENT_NOT_ALLOWED);
        }
        if (required.size().isPresent()) {
            long octets = required.size().get().octets();
            if (slipping(Slip.SIZE_EXCLUSIVE) ? message.size() >= octets : message.size() > octets) {
                failed.add(Reason.SIZE_EXCEEDED);
            }
        }
        return failed;
    }

    // What is said.

    private static Said refusal(String by, Reason reason, String connector) {
        return new Said("reject " + reason.id(), by, reason.code(), reason.status(), defaultText(reason, connector));
    }

    private Said requirementReply(InboundRule rule, Reason reason) {
        String by = rule.connector().name();
        if (rule.otherwise().isEmpty() || slipping(Slip.OTHERWISE_IGNORED)) {
            return refusal(by, reason, by);
        }
        Reply reply = rule.otherwise().get();
        boolean defer = reply.verdict() == Reply.Verdict.DEFER;
        return new Said(
                (defer ? "defer " : "reject ") + reason.id(),
                by,
                reply.code().orElse(defer ? 450 : reason.code()),
                reply.status().orElse(defer ? reason.status().replaceFirst("^5", "4") : reason.status()),
                reply.text().orElse(defaultText(reason, by)));
    }

    private static String defaultText(Reason reason, String connector) {
        return connector.isEmpty()
                ? reason.text() + " (" + reason.id() + ")"
                : reason.text() + " (" + reason.id() + "; connector " + connector + ")";
    }

    // What matches.

    private boolean everyCriterionHolds(Criteria criteria) {
        for (Criteria.CertificateGroup group : criteria.certificates()) {
            if (!showsOneOf(group.patterns(), (Connection) message.origin())) {
                return false;
            }
        }
        for (Criteria.NetworkGroup group : criteria.networks()) {
            boolean inside = false;
            for (Network network : group.networks()) {
                inside |= contains(network, ((Connection) message.origin()).client());
            }
            if (!inside) {
                return false;
            }
        }
        if (criteria.senders().isPresent()
                && !matchesOne(criteria.senders().get().patterns(), message.sender())) {
            return false;
        }
        if (criteria.recipients().isPresent()
                && !matchesOne(criteria.recipients().get().patterns(), Optional.of(message.recipient()))) {
            return false;
        }
        for (Criteria.HeaderCriterion header : criteria.headers()) {
            boolean found = false;
            for (Message.Header field : message.headers()) {
                boolean right = header.values().isEmpty();
                for (String value : header.values()) {
                    right |= slipping(Slip.HEADER_VALUE_WITHOUT_CASE)
                            ? value.equalsIgnoreCase(field.value())
                            : value.equals(field.value());
                }
                found |= right && field.name().equals(header.name());
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private boolean matchesOne(List<AddressPattern> patterns, Optional<MailAddress> address) {
        for (AddressPattern pattern : patterns) {
            if (matches(pattern, address)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(AddressPattern pattern, Optional<MailAddress> address) {
        if (pattern instanceof AddressPattern.Any) {
            return true;
        }
        if (pattern instanceof AddressPattern.EveryAcceptedDomain every) {
            return matchesOne(every.domains(), address);
        }
        if (address.isEmpty()) {
            return pattern instanceof AddressPattern.EmptySender || slipping(Slip.EMPTY_SENDER_MATCHES_ANYTHING);
        }
        if (pattern instanceof AddressPattern.Address exactly) {
            return exactly.address().toString().equals(address.get().toString());
        }
        String domain = address.get().domain().text();
        if (pattern instanceof AddressPattern.Exact exact) {
            return domain.equals(exact.domain().text());
        }
        if (!(pattern instanceof AddressPattern.Suffix suffix)) {
            return false;
        }
        String ancestor = suffix.domain().text();
        if (slipping(Slip.SUFFIX_WITHOUT_DOT) && suffix.depth() != AddressPattern.Depth.ONE_LABEL) {
            return domain.endsWith(ancestor)
                    && (suffix.depth() == AddressPattern.Depth.AT_OR_BELOW || !domain.equals(ancestor));
        }
        List<String> labels = Arrays.asList(domain.split("\\."));
        List<String> tail = Arrays.asList(ancestor.split("\\."));
        int above = labels.size() - tail.size();
        if (above < 0 || !labels.subList(above, labels.size()).equals(tail)) {
            return false;
        }
        return switch (suffix.depth()) {
            case ONE_LABEL -> slipping(Slip.ONE_LABEL_AT_ANY_DEPTH) ? above >= 1 : above == 1;
            case BELOW -> above >= (slipping(Slip.STAR_INCLUDES_THE_DOMAIN) ? 0 : 1);
            case AT_OR_BELOW -> true;
        };
    }

    private boolean showsOneOf(List<CertificatePattern> patterns, Connection client) {
        for (CertificatePattern pattern : patterns) {
            for (String name : client.certificateNames()) {
                if (name.equals(pattern.text())) {
                    return true;
                }
                if (pattern.text().startsWith("*.")) {
                    List<String> labels = Arrays.asList(name.split("\\."));
                    List<String> wanted = Arrays.asList(pattern.text().split("\\."));
                    boolean deep = slipping(Slip.WILDCARD_CERTIFICATE_AT_ANY_DEPTH);
                    int above = labels.size() - wanted.size() + 1;
                    if (above >= 1
                            && (deep || above == 1)
                            && labels.subList(above, labels.size()).equals(wanted.subList(1, wanted.size()))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean contains(Network network, IpAddress address) {
        if (network.base().isV4() != address.isV4()) {
            return false;
        }
        int hostBits = (address.isV4() ? 32 : 128) - network.prefix();
        BigInteger first = number(network.base());
        BigInteger end = first.add(BigInteger.ONE.shiftLeft(hostBits));
        if (slipping(Slip.LAST_ADDRESS_EXCLUSIVE) && hostBits > 0) {
            end = end.subtract(BigInteger.ONE);
        }
        return number(address).compareTo(first) >= 0 && number(address).compareTo(end) < 0;
    }

    private static BigInteger number(IpAddress address) {
        BigInteger unsigned = BigInteger.ONE.shiftLeft(64);
        return BigInteger.valueOf(address.high())
                .mod(unsigned)
                .shiftLeft(64)
                .add(BigInteger.valueOf(address.low()).mod(unsigned));
    }
}
