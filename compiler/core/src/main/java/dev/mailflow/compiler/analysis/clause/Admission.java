package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.clause.Arrival.Standing;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Replies;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByMailbox;
import dev.mailflow.compiler.decision.Verdict.Refusal;
import dev.mailflow.compiler.type.AddressPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What may come in at a site, and whose mailbox is there: R4 to R7 as boxes. */
public final class Admission {
    private final MessageSpace space;
    private final Organization organization;
    private final Ranges accepted;
    private final Ranges acceptedSenders;
    private final Ranges declared;
    private final Ranges local;

    Admission(MessageSpace space, Organization organization, String site) {
        this.space = space;
        this.organization = organization;
        List<AddressPattern> domains = organization.accepted();
        this.accepted = space.recipients(domains);
        this.acceptedSenders = space.senders(domains);
        this.declared = space.recipients(
                organization.mailboxes().stream().map(MailboxLocation::pattern).toList());
        this.local = accepted.and(
                Ranges.union(List.of(declaredAt(site), authoritative().minus(declared))));
    }

    /** The most specific pattern decides where a mailbox is. */
    private Ranges declaredAt(String site) {
        NavigableMap<Integer, List<MailboxLocation>> bySpecificity = new TreeMap<>();
        for (MailboxLocation location : organization.mailboxes()) {
            bySpecificity
                    .computeIfAbsent(location.pattern().specificity(), specificity -> new ArrayList<>())
                    .add(location);
        }
        List<Ranges> here = new ArrayList<>();
        Ranges taken = Ranges.NONE;
        for (List<MailboxLocation> locations : bySpecificity.descendingMap().values()) {
            here.add(space.recipients(locations.stream()
                            .filter(location -> location.endpoint().equals(site))
                            .map(MailboxLocation::pattern)
                            .toList())
                    .minus(taken));
            taken = Ranges.union(List.of(
                    taken,
                    space.recipients(
                            locations.stream().map(MailboxLocation::pattern).toList())));
        }
        return Ranges.union(here);
    }

    /** The most specific pattern decides between authoritative and relay. */
    private Ranges authoritative() {
        List<Ranges> ours = new ArrayList<>();
        Ranges taken = Ranges.NONE;
        NavigableSet<Integer> specificities = new TreeSet<>();
        organization.authoritative().forEach(pattern -> specificities.add(pattern.specificity()));
        organization.relayed().forEach(pattern -> specificities.add(pattern.specificity()));
        for (int specificity : specificities.descendingSet()) {
            Ranges here = of(organization.authoritative(), specificity);
            ours.add(here.minus(taken));
            taken = Ranges.union(List.of(taken, here, of(organization.relayed(), specificity)));
        }
        return Ranges.union(ours);
    }

    private Ranges of(List<AddressPattern> patterns, int specificity) {
        return space.recipients(patterns.stream()
                .filter(pattern -> pattern.specificity() == specificity)
                .toList());
    }

    /** Recipients in accepted domains. */
    public Ranges accepted() {
        return accepted;
    }

    /** Senders in accepted domains (R6). */
    public Ranges acceptedSenders() {
        return acceptedSenders;
    }

    /** Recipients whose mailbox is at the site (R7). */
    public Ranges local() {
        return local;
    }

    /** Of those, the ones that exist. */
    public Ranges known() {
        return organization.directory() == Directory.OPEN ? local : local.and(declared);
    }

    /** What is refused. */
    public record Refused(Box box, Refusal refusal) {}

    /** What goes on to R7. */
    public record Admitted(Box box, Arrival arrival) {}

    /** What becomes of a source's messages up to R6: the boxes are disjoint and together hold the source's. */
    public record Entry(List<Refused> refused, List<Admitted> admitted) {
        public Entry {
            refused = List.copyOf(refused);
            admitted = List.copyOf(admitted);
        }
    }

    /** One requirement: what meets it of that which met all before it, and, made when it is asked for, what fails it. */
    public record Asked(Reason reason, Box met, Supplier<Box> others) {
        public Box failing() {
            return others.get();
        }
    }

    /** R4, in order; each requirement sees what met those before it. */
    public List<Asked> requirements(InboundRule rule, Box of) {
        Requirements required = rule.requirements();
        List<Asked> asked = new ArrayList<>(4);
        Box now = of;
        if (required.tls().isPresent()) {
            Box before = now;
            now = now.only(Dimension.CHANNEL, space.tls(Optional.empty()));
            asked.add(new Asked(Reason.TLS_REQUIRED, now, () -> before.only(Dimension.CHANNEL, space.plain())));
            var minimum = required.tls().get().minimum();
            if (minimum.isPresent()) {
                now = ask(asked, Reason.TLS_VERSION, now, Dimension.CHANNEL, space.tls(minimum));
            }
        }
        if (required.clientCertificate().isPresent()) {
            var patterns = required.clientCertificate().get().alternatives();
            Box before = now;
            now = space.showing(now, patterns);
            asked.add(new Asked(Reason.CERT_MISMATCH, now, () -> before.without(space.certificates(patterns))));
        }
        if (required.network().isPresent()) {
            Ranges clients = space.clients(required.network().get().alternatives());
            now = ask(asked, Reason.NETWORK_NOT_ALLOWED, now, Dimension.CLIENT, clients);
        }
        if (required.auth().isPresent()) {
            now = ask(asked, Reason.AUTH_REQUIRED, now, Dimension.USER, space.authenticated());
        }
        if (required.sender().isPresent()) {
            Ranges senders = space.senders(required.sender().get().alternatives());
            now = ask(asked, Reason.SENDER_NOT_ALLOWED, now, Dimension.SENDER, senders);
        }
        if (required.recipient().isPresent()) {
            Ranges recipients = space.recipients(required.recipient().get().alternatives());
            now = ask(asked, Reason.RECIPIENT_NOT_ALLOWED, now, Dimension.RECIPIENT, recipients);
        }
        if (required.size().isPresent()) {
            ask(
                    asked,
                    Reason.SIZE_EXCEEDED,
                    now,
                    Dimension.SIZE,
                    space.sizesUpTo(required.size().get().octets()));
        }
        return asked;
    }

    private static Box ask(List<Asked> asked, Reason reason, Box now, Dimension dimension, Ranges allowed) {
        Box met = now.only(dimension, allowed);
        asked.add(new Asked(reason, met, () -> now.except(dimension, allowed)));
        return met;
    }

    /** R4 to R6. */
    public Entry of(SourceClause source) {
        if (source.by() instanceof ByMailbox) {
            return new Entry(List.of(), List.of(new Admitted(source.box(), new Arrival(source.by(), Standing.OURS))));
        }
        List<Refused> refused = new ArrayList<>();
        List<Admitted> admitted = new ArrayList<>();
        Box now = source.box();
        if (source.rule().isPresent()) {
            for (Asked asked : requirements(source.rule().get(), now)) {
                refuse(
                        asked.failing(),
                        Replies.requirement(asked.reason(), source.rule().get()),
                        refused);
                now = asked.met();
            }
        }
        Refusal relayDenied =
                Replies.standard(Reason.RELAY_DENIED, source.rule().map(InboundRule::connector));
        boolean isTrusted = source.rule()
                .filter(rule -> rule.connector().peerKind().isTrusted())
                .isPresent();
        if (isTrusted) {
            boolean mayRelay = source.rule().get().relayRight() == RelayRight.GRANTED;
            Arrival arrival = new Arrival(source.by(), Standing.OURS);
            if (!mayRelay) {
                refuse(now.except(Dimension.RECIPIENT, accepted), relayDenied, refused);
            }
            admit(mayRelay ? now : now.only(Dimension.RECIPIENT, accepted), arrival, admitted);
            return new Entry(refused, admitted);
        }
        admit(now.only(Dimension.USER, space.authenticated()), new Arrival(source.by(), Standing.OURS), admitted);
        Box stranger = now.only(Dimension.USER, space.unauthenticated());
        refuse(stranger.except(Dimension.RECIPIENT, accepted), relayDenied, refused);
        stranger = stranger.only(Dimension.RECIPIENT, accepted);
        if (organization.directSend() == DirectSend.REFUSED) {
            refuse(
                    stranger.only(Dimension.SENDER, acceptedSenders),
                    Replies.standard(Reason.DIRECT_SEND, Optional.empty()),
                    refused);
            stranger = stranger.except(Dimension.SENDER, acceptedSenders);
        }
        admit(stranger, new Arrival(source.by(), Standing.FOREIGN), admitted);
        return new Entry(refused, admitted);
    }

    private static void refuse(Box box, Refusal refusal, List<Refused> to) {
        if (!box.isEmpty()) {
            to.add(new Refused(box, refusal));
        }
    }

    private static void admit(Box box, Arrival arrival, List<Admitted> to) {
        if (!box.isEmpty()) {
            to.add(new Admitted(box, arrival));
        }
    }
}
