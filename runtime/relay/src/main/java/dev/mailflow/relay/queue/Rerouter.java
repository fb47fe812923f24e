package dev.mailflow.relay.queue;

import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.HeaderSection;
import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decides queued mail anew, by the policy in force at that moment, from how it came (relay decision 0082). Who goes another way
 * gets it as a message of a new queue id, stored in the same commit in which the old way ends; who is refused now is reported. What was held stays held, on whichever way.
 */
public final class Rerouter {
    private final DomainName hostName;
    private final Supplier<Judge> inForce;
    private final Bounces bounces;
    private final Function<String, ContentWriter> contents;
    private final int headerSize;
    private final Clock clock;

    /**
     * @param hostName whose bare postmaster is delivered here whatever a policy says (RFC 5321 4.5.1)
     * @param contents where the octets of a message are collected, by its queue id
     * @param headerSize octets of the longest header section that is taken
     */
    public Rerouter(
            DomainName hostName,
            Supplier<Judge> inForce,
            Bounces bounces,
            Function<String, ContentWriter> contents,
            int headerSize,
            Clock clock) {
        this.hostName = hostName;
        this.inForce = inForce;
        this.bounces = bounces;
        this.contents = contents;
        this.headerSize = headerSize;
        this.clock = clock;
    }

    /** A way: those who share one travel together. */
    private record Way(Destination destination, String via) {}

    /**
     * What is to become of work.
     *
     * @param lines of the log, which are true once it is settled so
     */
    public record Plan(Settlement settlement, List<MailLog> lines) {
        public Plan {
            lines = List.copyOf(lines);
        }

        /** Writes the lines. */
        public void tell() {
            lines.forEach(MailLog::write);
        }

        /** Deletes what was written for it, where it is not to be. */
        public void discard() {
            settlement.reports().forEach(QueuedMessage::discard);
        }
    }

    /**
     * Plans what becomes of work that is to be decided anew.
     *
     * @param subject of a report about those who are refused
     * @throws IOException if a report or a message cannot be written; then nothing of them is left
     */
    public Plan decide(Lease lease, Bounces.Subject subject) throws IOException {
        if (!lease.origin().isKnown()) {
            return new Plan(
                    unchanged(lease),
                    lease.recipients().stream()
                            .map(to -> log(lease, to, "kept")
                                    .with("reason", "queued by an earlier version, which did not note how it came"))
                            .toList());
        }
        Judge judge = inForce.get();
        List<Header> headers = headers(lease, judge);
        List<EnvelopeAddress> kept = new ArrayList<>();
        Map<Way, List<EnvelopeAddress>> moved = new LinkedHashMap<>();
        List<Bounces.Notice> refused = new ArrayList<>();
        List<MailLog> lines = new ArrayList<>();
        Way now = new Way(lease.destination(), lease.via());
        String id = QueueIds.next();
        for (EnvelopeAddress recipient : lease.recipients()) {
            Decision decision = judge.decide(lease.origin().question(lease.sender(), recipient, headers));
            MailLog line = log(lease, recipient, decision.outcome().name().toLowerCase(Locale.ROOT))
                    .with("reason", decision.reason().map(Reason::id).orElse(""))
                    .with("by", decision.by());
            Optional<Way> next = next(now, recipient, decision);
            if (next.isEmpty()) {
                refused.add(Bounces.Notice.refused(recipient, decision));
            } else if (next.get().equals(now)) {
                kept.add(recipient);
                line = line.with("via", now.via).with("next", now.destination);
            } else {
                Way way = next.get();
                moved.computeIfAbsent(way, ignored -> new ArrayList<>()).add(recipient);
                line = line.with("as", id).with("via", way.via).with("next", way.destination);
            }
            lines.add(line);
        }
        List<QueuedMessage> others = new ArrayList<>();
        try {
            if (!moved.isEmpty()) {
                others.add(copy(lease, id, moved));
            }
            bounces.report(subject, refused).ifPresent(others::add);
        } catch (IOException | RuntimeException e) {
            others.forEach(QueuedMessage::discard);
            throw e;
        }
        return new Plan(new Settlement(kept, clock.instant(), lease.last(), others, lease.isDelayReported()), lines);
    }

    /** Where a recipient's mail goes on; empty if he is refused. */
    private Optional<Way> next(Way now, EnvelopeAddress recipient, Decision decision) {
        if (Postmaster.stays(recipient, hostName, decision, now.destination)) {
            return Optional.of(now);
        }
        if (Postmaster.isMeant(recipient, hostName, Optional.of(decision))) {
            return Optional.of(way(Decision.deliver(Attribution.NOBODY), recipient));
        }
        return switch (decision.outcome()) {
            case REJECT -> Optional.empty();
            // That is no verdict on mail that was accepted: it waits as it did.
            case DEFER -> Optional.of(now);
            default -> Optional.of(way(decision, recipient));
        };
    }

    private static Way way(Decision decision, EnvelopeAddress recipient) {
        return new Way(Routing.destination(decision, recipient.domain()), Routing.via(decision));
    }

    /** The work as it was before the order. */
    public Settlement unchanged(Lease lease) {
        return new Settlement(lease.recipients(), clock.instant(), lease.last(), List.of(), lease.isDelayReported());
    }

    private List<Header> headers(Lease lease, Judge judge) throws IOException {
        if (judge.headerNames().isEmpty()) {
            return List.of();
        }
        int trace = lease.origin().trace();
        try (InputStream in = lease.content().open()) {
            byte[] head = in.readNBytes(trace + headerSize);
            return HeaderSection.read(head, trace, judge.headerNames()).headers();
        }
    }

    /** As old as before, so that it expires when it would have. */
    private QueuedMessage copy(Lease lease, String id, Map<Way, List<EnvelopeAddress>> ways) throws IOException {
        List<QueuedMessage.Part> parts = new ArrayList<>();
        ways.forEach((way, recipients) -> parts.add(new QueuedMessage.Part(way.destination, way.via, recipients)));
        ContentWriter writer = contents.apply(id);
        try (writer;
                InputStream in = lease.content().open()) {
            in.transferTo(writer);
            return new QueuedMessage(
                    id,
                    lease.sender(),
                    lease.form(),
                    lease.received(),
                    writer.finish(),
                    parts,
                    lease.notifications(),
                    lease.origin(),
                    lease.state().afterwards());
        } catch (IOException | RuntimeException e) {
            writer.discard();
            throw e;
        }
    }

    private static MailLog log(Lease lease, EnvelopeAddress recipient, String verdict) {
        return MailLog.event("reroute")
                .with("id", lease.id())
                .with("to", recipient)
                .with("verdict", verdict);
    }
}
