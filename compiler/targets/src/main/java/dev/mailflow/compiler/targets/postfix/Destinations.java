package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Replies;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.decision.Verdict.Refusal;
import dev.mailflow.compiler.targets.postfix.Routing.Reach;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** To whom (R5 to R7, R9, R10): the restrictions that follow once nothing more is asked of the source. */
final class Destinations {
    private final DecisionModel model;
    private final Routing routing;
    private final Restrictions restrictions;
    private final Tables tables;
    /** The same for every source, and made of all recipients: written when the first source needs it. */
    private @Nullable Optional<String> unknownRecipients;
    /** The same for every source that is asked about it. */
    private @Nullable String ownSenders;

    private final Map<Back, List<String>> back = new HashMap<>();

    /** What came from an endpoint, and what follows if it does not go back there: the same for each connector from there. */
    private record Back(String peer, Reach reach, List<String> then) {}

    Destinations(DecisionModel model, Routing routing, Restrictions restrictions, Tables tables) {
        this.model = model;
        this.routing = routing;
        this.restrictions = restrictions;
        this.tables = tables;
    }

    /** @param rule that the source was found by; empty: plain internet */
    List<String> list(Optional<InboundRule> rule) {
        boolean trusted = rule.filter(r -> r.connector().peerKind().isTrusted()).isPresent();
        boolean mayRelay = trusted && rule.orElseThrow().relayRight() == RelayRight.GRANTED;
        List<String> routed =
                unknownRecipients().map(table -> List.of(table, "permit")).orElse(List.of("permit"));
        List<String> strict = rule.map(r -> notBack(r, routed, mayRelay ? Reach.EVERYWHERE : Reach.ACCEPTED_DOMAINS))
                .orElse(routed);
        if (mayRelay) {
            return strict;
        }
        List<String> all = new ArrayList<>();
        if (!trusted) {
            all.add(users(rule.map(r -> notBack(r, routed, Reach.EVERYWHERE)).orElse(routed)));
        }
        all.add("reject_unauth_destination");
        if (!trusted && model.organization().directSend() == DirectSend.REFUSED) {
            all.add("check_sender_access " + ownSenders());
        }
        all.addAll(strict);
        return all;
    }

    /** A user has the right to relay and is not foreign, wherever users can log in: that is the site's own to say. */
    private String users(List<String> then) {
        return then.equals(List.of("permit"))
                ? "permit_sasl_authenticated"
                : "check_sasl_access static:" + restrictions.name("authenticated", then);
    }

    /** R7 with {@code directory complete}, and R10. */
    private Optional<String> unknownRecipients() {
        Optional<String> known = unknownRecipients;
        if (known == null) {
            known = tableOfUnknown();
            unknownRecipients = known;
        }
        return known;
    }

    private Optional<String> tableOfUnknown() {
        AddressKeys.Results<Optional<Refusal>> refused = routing.outcomes()
                .map(outcome ->
                        outcome instanceof Outcome.Refuse no ? Optional.of(no.refusal()) : Optional.<Refusal>empty());
        if (refused.isAlways(Optional.empty())) {
            return Optional.empty();
        }
        Table table = refused.table(
                "unknown_recipients",
                List.of("Recipients in accepted domains for whom there is no mailbox and no connector."),
                refusal -> refusal.map(Destinations::reply).orElse("DUNNO"));
        return Optional.of("check_recipient_access " + tables.add(table));
    }

    /** R9: what came from an endpoint does not go back there. */
    private List<String> notBack(InboundRule rule, List<String> then, Reach reach) {
        String peer = rule.connector().peer();
        if (rule.connector().peerKind() == EndpointKind.INTERNET || !routing.hasLoops(peer, reach)) {
            return then;
        }
        return back.computeIfAbsent(new Back(peer, reach, then), this::notBack);
    }

    private List<String> notBack(Back asked) {
        String peer = asked.peer();
        List<String> then = asked.then();
        AddressKeys.Results<Optional<Connector>> loops = routing.loops(peer, asked.reach());
        List<String> all = new ArrayList<>();
        if (loops.rest().isEmpty()) {
            Table table =
                    loops.table("back_to_" + peer, List.of(), by -> by.isPresent() ? reply(Reason.LOOP, by) : "DUNNO");
            all.add("check_recipient_access " + tables.add(table));
            all.addAll(then);
        } else {
            String next = restrictions.name("not_back_to_" + peer, then);
            Table table =
                    loops.table("not_back_to_" + peer, List.of(), by -> by.isPresent() ? reply(Reason.LOOP, by) : next);
            all.add("check_recipient_access " + tables.add(table));
            all.add("check_client_access " + tables.constant("reply_loop_" + peer, reply(Reason.LOOP, loops.rest())));
        }
        return List.copyOf(all);
    }

    /** R6. */
    private String ownSenders() {
        String known = ownSenders;
        if (known == null) {
            known = tableOfOwnSenders();
            ownSenders = known;
        }
        return known;
    }

    private String tableOfOwnSenders() {
        List<AddressPattern> own = new ArrayList<>(model.organization().authoritative());
        own.addAll(model.organization().relayed());
        String reply = reply(Reason.DIRECT_SEND, Optional.empty());
        PatternIndex<AddressPattern> index = new PatternIndex<>();
        own.forEach(pattern -> index.add(List.of(pattern), pattern));
        return tables.add(new AddressKeys(own)
                .results(sender ->
                        sender.filter(one -> !index.matching(one).isEmpty()).isPresent())
                .table(
                        "own_senders",
                        List.of("Accepted domains: nobody outside sends in their name."),
                        yes -> yes ? reply : "DUNNO"));
    }

    static String reply(Refusal refusal) {
        return refusal.code() + " " + refusal.status() + " " + refusal.text();
    }

    private static String reply(Reason reason, Optional<Connector> connector) {
        return reply(Replies.standard(reason, connector));
    }
}
