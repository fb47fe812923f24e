package dev.mailflow.relay.client;

import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.queue.Bounces;
import dev.mailflow.relay.queue.Bounces.Action;
import dev.mailflow.relay.queue.Bounces.Notice;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.Rerouter;
import dev.mailflow.relay.queue.Settlement;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From an attempt's outcomes to the queue: done, tried again, or reported to the sender; and the log line of each. */
final class Settler {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

    /** Why they are tried again of whom no report can be made. */
    private static final String UNREPORTED = "4.3.0 the report cannot be written";

    private final MailQueue queue;
    private final Bounces bounces;
    private final RetryPlan plan;
    private final Duration delayNotice;
    private final RelayMetrics metrics;
    private final Clock clock;

    /** @param delayNotice after which the sender is told once that a message is late */
    Settler(MailQueue queue, Bounces bounces, RetryPlan plan, Duration delayNotice, RelayMetrics metrics, Clock clock) {
        this.queue = queue;
        this.bounces = bounces;
        this.plan = plan;
        this.delayNotice = delayNotice;
        this.metrics = metrics;
        this.clock = clock;
    }

    void settle(Lease lease, RemoteDelivery.Attempt attempt) throws IOException {
        Instant now = clock.instant();
        Optional<Instant> next = plan.next(lease.received(), now, lease.attempts() + 1);
        boolean isLate =
                !lease.isDelayReported() && !now.isBefore(lease.received().plus(delayNotice));
        List<EnvelopeAddress> retry = new ArrayList<>();
        List<Notice> failed = new ArrayList<>();
        List<Notice> delayed = new ArrayList<>();
        List<Notice> served = new ArrayList<>();
        String last = "";
        for (Outcome outcome : attempt.outcomes()) {
            String result = outcome.verdict().name().toLowerCase(Locale.ROOT);
            if (outcome.verdict() == Outcome.Verdict.DELIVERED) {
                if (outcome.duty() == Outcome.Duty.OURS) {
                    served.add(notice(
                            lease,
                            outcome,
                            lease.destination() instanceof dev.mailflow.relay.queue.Destination.Local
                                    ? Action.DELIVERED
                                    : Action.RELAYED));
                }
            } else if (outcome.verdict() == Outcome.Verdict.DEFERRED && next.isPresent()) {
                retry.add(outcome.recipient());
                last = outcome.status() + " " + outcome.diagnostic();
                if (isLate) {
                    delayed.add(notice(lease, outcome, Action.DELAYED));
                }
            } else {
                boolean expired = outcome.verdict() == Outcome.Verdict.DEFERRED;
                result = expired ? "expired" : result;
                failed.add(expired ? expired(lease, outcome) : notice(lease, outcome, Action.FAILED));
            }
            log(lease, attempt, outcome, result);
        }
        List<QueuedMessage> reports = new ArrayList<>();
        Bounces.Subject subject = subject(lease);
        if (!isReported(subject, failed, reports)) {
            // Nobody is given up in silence: it will be tried, and told, again.
            failed.forEach(notice -> retry.add(notice.recipient()));
            last = last.isEmpty() ? UNREPORTED : last;
        }
        // Who is tried again for want of a report has been told nothing.
        boolean isTold = !delayed.isEmpty() && isReported(subject, delayed, reports);
        // Those have their mail. That the sender never hears of it is no reason to send it again.
        isReported(subject, served, reports);
        Instant again = next.orElse(now.plusSeconds(60));
        try {
            queue.settle(lease, new Settlement(retry, again, last, reports, isTold || lease.isDelayReported()));
        } catch (IOException e) {
            if (reports.isEmpty()) {
                throw e;
            }
            LOG.error("event=report-error id={} reports={} reason=\"{}\"", lease.id(), reports.size(), e.toString());
            failed.stream()
                    .map(Notice::recipient)
                    .filter(to -> !retry.contains(to))
                    .forEach(retry::add);
            queue.settle(lease, new Settlement(retry, again, UNREPORTED, List.of(), lease.isDelayReported()));
        }
    }

    /** False if there is no room for the report, which says nothing about another one. */
    private boolean isReported(Bounces.Subject subject, List<Notice> notices, List<QueuedMessage> reports) {
        try {
            bounces.report(subject, notices).ifPresent(reports::add);
            return true;
        } catch (IOException e) {
            LOG.error(
                    "event=report-error id={} recipients={} action={} reason=\"{}\"",
                    subject.id(),
                    notices.size(),
                    notices.get(0).action(),
                    e.toString());
            return false;
        }
    }

    private Bounces.Subject subject(Lease lease) {
        return new Bounces.Subject(
                lease.id(),
                lease.sender(),
                lease.received(),
                lease.content(),
                lease.form(),
                lease.notifications(),
                plan.end(lease.received()));
    }

    private static Notice notice(Lease lease, Outcome outcome, Action action) {
        return new Notice(
                outcome.recipient(),
                action,
                outcome.status(),
                outcome.diagnostic(),
                outcome.reason(),
                lease.via(),
                outcome.remote());
    }

    private static Notice expired(Lease lease, Outcome outcome) {
        return new Notice(
                outcome.recipient(),
                Action.FAILED,
                "5.4.7",
                outcome.diagnostic(),
                "expired; " + outcome.reason(),
                lease.via(),
                outcome.remote());
    }

    /** By an administrator's word, whatever the destination is like. */
    void giveBack(Lease lease) {
        try {
            settle(lease, returned(lease));
        } catch (IOException | RuntimeException e) {
            LOG.error("event=settle-error id={} reason=\"{}\"", lease.id(), e.toString());
        }
    }

    /** By an administrator's word, by the policy in force. What cannot be done leaves everything as it was. */
    void reroute(Lease lease, Rerouter rerouter) {
        Rerouter.Plan plan;
        try {
            plan = rerouter.decide(lease, subject(lease));
        } catch (IOException | RuntimeException e) {
            keep(lease, rerouter, e);
            return;
        }
        if (isCalledOff(lease)) {
            plan.discard();
            queue.release(lease);
            return;
        }
        try {
            queue.settle(lease, plan.settlement());
            plan.tell();
        } catch (IOException e) {
            keep(lease, rerouter, e);
        }
    }

    /** Whether another order came meanwhile, or the relay stops, which interrupts: then the next one does as was ordered. */
    private boolean isCalledOff(Lease lease) {
        return Thread.currentThread().isInterrupted() || queue.isRecalled(lease);
    }

    private void keep(Lease lease, Rerouter rerouter, Exception why) {
        if (isCalledOff(lease)) {
            queue.release(lease);
            return;
        }
        LOG.error("event=reroute-error id={} reason=\"{}\"", lease.id(), why.toString());
        try {
            queue.settle(lease, rerouter.unchanged(lease));
        } catch (IOException e) {
            LOG.error("event=settle-error id={} reason=\"{}\"", lease.id(), e.toString());
        }
    }

    private static RemoteDelivery.Attempt returned(Lease lease) {
        String why = lease.last().isEmpty() ? "" : "; last: " + lease.last();
        return new RemoteDelivery.Attempt(
                lease.recipients().stream()
                        .map(recipient -> new Outcome(
                                recipient,
                                Outcome.Verdict.FAILED,
                                "5.0.0",
                                "returned by the administrator" + why,
                                "returned by the administrator",
                                ""))
                        .toList(),
                "",
                false);
    }

    private void log(Lease lease, RemoteDelivery.Attempt attempt, Outcome outcome, String result) {
        metrics.delivery(lease.via(), result);
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
