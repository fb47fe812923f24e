package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Where a recipient's mail goes (R7 to R10), for every recipient there is: one member of each group of {@link AddressKeys} is
 * put to the interpreter, over the few rules that can matter to it.
 */
final class Routing {
    private final DecisionModel model;
    private final Site site;
    /** What enabled rules are for. */
    private final PatternIndex<Carried> carried = new PatternIndex<>();

    private final PatternIndex<AddressPattern> authoritative = new PatternIndex<>();
    private final PatternIndex<AddressPattern> relayed = new PatternIndex<>();
    private final PatternIndex<MailboxLocation> mailboxes = new PatternIndex<>();
    private final AddressKeys keys;
    private final AddressKeys senders;
    private final AddressKeys.Results<Way> ways;
    private final WaysByPeer byPeer;
    private final Set<String> peers = new HashSet<>();
    private final Set<String> acceptedPeers = new HashSet<>();
    private final List<Dependent> dependent = new ArrayList<>();

    /** @param number of the rule at the site */
    private record Carried(int number, AddressPattern pattern) {}

    /** Which recipients a source may send to (R5). */
    enum Reach {
        ACCEPTED_DOMAINS,
        EVERYWHERE
    }

    /** Who chooses the way of a recipient. */
    enum Choice {
        /** The same as for recipients that no pattern but {@code *} means, whoever sends: no table has to name it. */
        AS_UNNAMED,
        BY_RECIPIENT
    }

    /** @param accepted whether the recipient is in an accepted domain */
    record Way(Outcome outcome, boolean accepted, Choice choice) {
        Optional<Connector> by() {
            return outcome instanceof Outcome.Send send ? Optional.of(send.via().connector()) : Optional.empty();
        }

        boolean leadsTo(String peer, Reach reach) {
            return (accepted || reach == Reach.EVERYWHERE)
                    && by().filter(connector -> connector.peer().equals(peer)).isPresent();
        }
    }

    /**
     * Recipients whose way depends on the sender, and the rule that makes it so.
     *
     * @param recipients as a reader knows them
     */
    record Dependent(String recipients, OutboundRule rule) {}

    Routing(DecisionModel model, Site site) {
        this.model = model;
        this.site = site;
        Organization organization = model.organization();
        List<AddressPattern> patterns = new ArrayList<>(organization.authoritative());
        patterns.addAll(organization.relayed());
        List<AddressPattern> senderPatterns = new ArrayList<>();
        organization.authoritative().forEach(pattern -> authoritative.add(List.of(pattern), pattern));
        organization.relayed().forEach(pattern -> relayed.add(List.of(pattern), pattern));
        for (MailboxLocation location : organization.mailboxes()) {
            mailboxes.add(List.of(location.pattern()), location);
            patterns.add(location.pattern());
        }
        for (int number = 0; number < site.outbound().size(); number++) {
            OutboundRule rule = site.outbound().get(number);
            if (rule.connector().isEnabled()) {
                for (AddressPattern pattern : recipients(rule)) {
                    carried.add(List.of(pattern), new Carried(number, pattern));
                    patterns.add(pattern);
                }
                rule.criteria().senders().ifPresent(group -> senderPatterns.addAll(group.patterns()));
            }
        }
        keys = new AddressKeys(patterns);
        senders = new AddressKeys(senderPatterns);
        Optional<MailAddress> anySender = Optional.of(senders.outsider());
        ways = keys.results(recipient -> way(anySender, recipient.orElseThrow()));
        byPeer = new WaysByPeer(ways);
        findDependent();
    }

    private static List<AddressPattern> recipients(OutboundRule rule) {
        return rule.criteria().recipients().map(Criteria.AddressGroup::patterns).orElse(List.of());
    }

    /** What becomes of each recipient for a sender that no rule names, where the source does not matter. */
    AddressKeys.Results<Outcome> outcomes() {
        return ways.map(Way::outcome);
    }

    /** The same as something else, by domain as {@link AddressKeys.Results#mapByDomain} has it. */
    <T> AddressKeys.Results<T> waysByDomain(BiFunction<String, Way, T> change) {
        return ways.mapByDomain(change);
    }

    /** Recipients whose way depends on the sender, though not as that of recipients that nothing names. */
    List<Dependent> dependent() {
        return dependent;
    }

    /** What becomes of recipients that no pattern but {@code *} means, by sender. */
    AddressKeys.Results<Outcome> outcomesBySender() {
        return senders.results(sender -> outcome(sender, keys.outsider()));
    }

    /**
     * For which recipients the way leads to that endpoint, and by which connector.
     *
     * @param reach whether recipients outside of the accepted domains are asked about too
     * @return of recipients that no table of this has to name, those that nothing else holds may be left out
     */
    AddressKeys.Results<Optional<Connector>> loops(String peer, Reach reach) {
        Function<Way, Optional<Connector>> back =
                way -> way.leadsTo(peer, reach) ? way.by() : Optional.<Connector>empty();
        if (back.apply(ways.rest()).isEmpty()) {
            AddressKeys.Results<Optional<Connector>> few = byPeer.to(peer).map(back);
            if (few.isTold()) {
                return few;
            }
        }
        return ways.map(back);
    }

    /** Whether there is any such recipient. */
    boolean hasLoops(String peer, Reach reach) {
        return (reach == Reach.EVERYWHERE ? peers : acceptedPeers).contains(peer);
    }

    private boolean isAccepted(MailAddress recipient) {
        return !authoritative.matching(recipient).isEmpty()
                || !relayed.matching(recipient).isEmpty();
    }

    private Way way(Optional<MailAddress> sender, MailAddress recipient) {
        boolean accepted = isAccepted(recipient);
        Choice choice = !accepted && isMeantByNoName(recipient) ? Choice.AS_UNNAMED : Choice.BY_RECIPIENT;
        Way way = new Way(outcome(sender, recipient), accepted, choice);
        way.by().map(Connector::peer).ifPresent(peer -> {
            peers.add(peer);
            if (way.accepted()) {
                acceptedPeers.add(peer);
            }
        });
        return way;
    }

    /** Whether each rule that carries it does so for {@code *} alone: then all of them rank as they do for any other address. */
    private boolean isMeantByNoName(MailAddress recipient) {
        return carried.matching(recipient).stream().allMatch(one -> one.pattern() instanceof AddressPattern.Any);
    }

    private void findDependent() {
        if (site.outbound().stream().noneMatch(rule -> rule.criteria().senders().isPresent())) {
            return;
        }
        keys.results(key -> {
            MailAddress recipient = key.orElseThrow();
            if (!isAccepted(recipient) && isMeantByNoName(recipient)) {
                return false;
            }
            Outcome usual = outcome(Optional.of(senders.outsider()), recipient);
            boolean depends = false;
            for (int number : matching(recipient).keySet()) {
                OutboundRule rule = site.outbound().get(number);
                Collection<AddressPattern> named = rule.criteria()
                        .senders()
                        .map(Criteria.AddressGroup::patterns)
                        .orElse(List.of());
                if (!named.isEmpty()
                        && !new AddressKeys(named)
                                .results(sender -> outcome(sender, recipient).equals(usual))
                                .isAlways(true)) {
                    dependent.add(new Dependent(keys.words(recipient), rule));
                    depends = true;
                }
            }
            return depends;
        });
    }

    /** Submitted here, so that nothing but the recipient and the sender decides. */
    private Outcome outcome(Optional<MailAddress> sender, MailAddress recipient) {
        Organization all = model.organization();
        Organization near = new Organization(
                List.copyOf(authoritative.matching(recipient)),
                List.copyOf(relayed.matching(recipient)),
                all.directSend(),
                all.hopLimit(),
                all.directory(),
                List.copyOf(mailboxes.matching(recipient)));
        Map<OutboundRule, OutboundRule> whole = new IdentityHashMap<>();
        List<OutboundRule> matching = new ArrayList<>();
        matching(recipient).forEach((number, patterns) -> {
            OutboundRule rule = site.outbound().get(number);
            OutboundRule narrow = carrying(rule, patterns);
            whole.put(narrow, rule);
            matching.add(narrow);
        });
        Site few = new Site(site.name(), site.kind(), List.of(), matching);
        Message message = new Message(new Message.Submitted(), sender, recipient, 0, 0, List.of());
        Outcome outcome = Interpreter.decide(new DecisionModel(near, List.of(), List.of(few)), site.name(), message)
                .outcome();
        return outcome instanceof Outcome.Send send
                ? new Outcome.Send(whole.getOrDefault(send.via(), send.via()))
                : outcome;
    }

    /** The rules that carry a recipient by their numbers, each with the patterns by which it does: of one there may be thousands. */
    private Map<Integer, List<AddressPattern>> matching(MailAddress recipient) {
        Map<Integer, List<AddressPattern>> matching = new TreeMap<>();
        for (Carried one : carried.matching(recipient)) {
            matching.computeIfAbsent(one.number(), number -> new ArrayList<>(1)).add(one.pattern());
        }
        return matching;
    }

    private static OutboundRule carrying(OutboundRule rule, List<AddressPattern> patterns) {
        Criteria all = rule.criteria();
        Criteria those = new Criteria(
                all.certificates(),
                all.networks(),
                all.senders(),
                all.recipients().map(group -> new Criteria.AddressGroup(patterns, group.stated(), group.origin())),
                all.headers());
        return new OutboundRule(rule.connector(), those, rule.centralization(), rule.route(), rule.tls());
    }
}
