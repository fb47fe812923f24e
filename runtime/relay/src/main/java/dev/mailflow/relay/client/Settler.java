package dev.mailflow.relay.client;

import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.queue.Bounces;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.Settlement;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From an attempt's outcomes to the queue: done, tried again, or reported to the sender; and the log line of each. */
final class Settler {
    private final MailQueue queue;
    private final Bounces bounces;
    private final RetryPlan plan;
    private final Clock clock;

    Settler(MailQueue queue, Bounces bounces, RetryPlan plan, Clock clock) {
        this.queue = queue;
        this.bounces = bounces;
        this.plan = plan;
        this.clock = clock;
    }

    void settle(Lease lease, RemoteDelivery.Attempt attempt) throws IOException {
        Instant now = clock.instant();
        Optional<Instant> next = plan.next(lease.received(), now, lease.attempts() + 1);
        List<EnvelopeAddress> retry = new ArrayList<>();
        List<Bounces.Failure> failures = new ArrayList<>();
        String last = "";
        for (Outcome outcome : attempt.outcomes()) {
            String result = outcome.verdict().name().toLowerCase(Locale.ROOT);
            if (outcome.verdict() == Outcome.Verdict.DEFERRED && next.isPresent()) {
                retry.add(outcome.recipient());
                last = outcome.status() + " " + outcome.diagnostic();
            } else if (outcome.verdict() != Outcome.Verdict.DELIVERED) {
                boolean expired = outcome.verdict() == Outcome.Verdict.DEFERRED;
                result = expired ? "expired" : result;
                failures.add(new Bounces.Failure(
                        outcome.recipient(),
                        expired ? "5.4.7" : outcome.status(),
                        outcome.diagnostic(),
                        expired ? "expired; " + outcome.reason() : outcome.reason(),
                        lease.via(),
                        outcome.remote()));
            }
            log(lease, attempt, outcome, result);
        }
        Optional<QueuedMessage> report = failures.isEmpty()
                ? Optional.empty()
                : bounces.report(lease.id(), lease.sender(), lease.received(), lease.content(), failures);
        queue.settle(lease, new Settlement(retry, next.orElse(now), last, report.stream().toList()));
    }

    /** After an error of ours: the same again later. */
    void postpone(Lease lease, String why) throws IOException {
        Instant now = clock.instant();
        Instant next = plan.next(lease.received(), now, lease.attempts() + 1).orElse(now.plusSeconds(60));
        queue.settle(lease, new Settlement(lease.recipients(), next, why, List.of()));
    }

    private void log(Lease lease, RemoteDelivery.Attempt attempt, Outcome outcome, String result) {
        MailLog.event("delivery")
                .with("id", lease.id())
                .with("to", outcome.recipient())
                .with("result", result)
                .with("via", lease.via())
                .with("next", outcome.remote())
                .with("tls", attempt.tls())
                .with("attempt", lease.attempts() + 1L)
                .with("delay", clock.millis() - lease.received().toEpochMilli())
                .with("status", outcome.status())
                .with("reason", outcome.verdict() == Outcome.Verdict.DELIVERED ? "" : outcome.reason())
                .with("reply", outcome.diagnostic())
                .write();
    }
}
