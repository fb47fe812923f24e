package dev.mailflow.relay.queue;

import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.Rfc5322Date;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reports about mail that could not be delivered (RFC 3464). A report goes to the reverse-path only, comes from the empty
 * one and so is never itself reported about (RFC 5321 4.5.5); it is routed by the policy like mail submitted here.
 */
public final class Bounces {
    private static final int HEADER_RETURNED = 64 << 10;

    private final String hostName;
    private final Function<Transaction, Decision> policy;
    private final Clock clock;

    public Bounces(String hostName, Function<Transaction, Decision> policy, Clock clock) {
        this.hostName = hostName;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * A recipient given up.
     *
     * @param status enhanced status code, class 5
     * @param diagnostic {@code smtp; REPLY} of the next hop or of the policy; may be empty
     * @param reason stable name, or words
     * @param connector that decided, or carried the mail
     * @param remote the next hop that said so; may be empty
     */
    public record Failure(
            EnvelopeAddress recipient,
            String status,
            String diagnostic,
            String reason,
            String connector,
            String remote) {}

    /** The report; empty if there is nobody to send it to. */
    public Optional<QueuedMessage> report(
            String id, Optional<EnvelopeAddress> sender, Instant received, Content content, List<Failure> failures)
            throws IOException {
        if (sender.isEmpty()) {
            MailLog.event("bounce-dropped")
                    .with("id", id)
                    .with("reason", "empty reverse-path")
                    .write();
            return Optional.empty();
        }
        EnvelopeAddress to = sender.get();
        Decision decision =
                policy.apply(Transaction.builder().submitted().to(to.mailbox()).build());
        if (decision.isRefusal()) {
            MailLog.event("bounce-dropped")
                    .with("id", id)
                    .with("to", to)
                    .with("reason", decision)
                    .write();
            return Optional.empty();
        }
        String bounceId = QueueIds.next();
        Instant now = clock.instant();
        byte[] text = text(bounceId, id, to, received, content, failures, now);
        boolean utf8 = to.needsUtf8() || failures.stream().anyMatch(failure -> failure.recipient.needsUtf8());
        MailLog.event("bounce")
                .with("id", bounceId)
                .with("about", id)
                .with("to", to)
                .with("recipients", failures.size())
                .write();
        return Optional.of(new QueuedMessage(
                bounceId,
                Optional.empty(),
                utf8 ? QueuedMessage.Form.UTF8 : QueuedMessage.Form.SEVEN_BIT,
                now,
                new Content.InMemory(text),
                List.of(new QueuedMessage.Part(
                        Routing.destination(decision, to.domain()), Routing.via(decision), List.of(to)))));
    }

    private byte[] text(
            String bounceId,
            String id,
            EnvelopeAddress to,
            Instant received,
            Content content,
            List<Failure> failures,
            Instant now)
            throws IOException {
        String boundary = "=_" + bounceId;
        String type = failures.stream().anyMatch(failure -> failure.recipient.needsUtf8()) ? "utf-8" : "rfc822";
        StringBuilder out = new StringBuilder(2048);
        line(out, "Date: " + Rfc5322Date.format(now));
        line(out, "From: Mail Delivery System <postmaster@" + hostName + ">");
        line(out, "To: <" + to + ">");
        line(out, "Subject: Undelivered mail returned to sender");
        line(out, "Message-ID: <" + bounceId + "@" + hostName + ">");
        // RFC 3834 5: nobody shall answer this by machine.
        line(out, "Auto-Submitted: auto-replied");
        line(out, "MIME-Version: 1.0");
        line(out, "Content-Type: multipart/report; report-type=delivery-status;");
        line(out, "\tboundary=\"" + boundary + "\"");
        line(out, "");
        line(out, "--" + boundary);
        line(out, "Content-Type: text/plain; charset=utf-8");
        line(out, "Content-Transfer-Encoding: 8bit");
        line(out, "");
        line(out, "This is the mail system at " + hostName + ".");
        line(out, "");
        line(out, "The message " + id + ", accepted " + Rfc5322Date.format(received) + ",");
        line(out, "could not be delivered to:");
        for (Failure failure : failures) {
            line(out, "");
            line(out, "<" + failure.recipient + ">");
            line(out, "    " + clean(failure.diagnostic.isEmpty() ? failure.reason : failure.diagnostic));
            line(out, "    reason: " + clean(failure.reason));
            line(out, "    connector: " + clean(failure.connector));
        }
        line(out, "");
        line(out, "--" + boundary);
        line(out, "Content-Type: message/" + (type.equals("utf-8") ? "global-delivery-status" : "delivery-status"));
        line(out, "");
        line(out, "Reporting-MTA: dns; " + hostName);
        line(out, "X-Mailflow-Queue-ID: " + id);
        line(out, "Arrival-Date: " + Rfc5322Date.format(received));
        for (Failure failure : failures) {
            line(out, "");
            line(out, "Final-Recipient: " + type + "; " + failure.recipient);
            line(out, "Action: failed");
            line(out, "Status: " + failed(failure.status));
            if (!failure.remote.isEmpty()) {
                line(out, "Remote-MTA: dns; " + host(clean(failure.remote)));
            }
            if (!failure.diagnostic.isEmpty()) {
                line(out, "Diagnostic-Code: " + clean(failure.diagnostic));
            }
            line(out, "X-Mailflow-Reason: " + clean(failure.reason));
            line(out, "X-Mailflow-Connector: " + clean(failure.connector));
        }
        line(out, "");
        line(out, "--" + boundary);
        line(out, type.equals("utf-8") ? "Content-Type: message/global-headers" : "Content-Type: text/rfc822-headers");
        line(out, "Content-Transfer-Encoding: 8bit");
        line(out, "");
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toString().getBytes(StandardCharsets.UTF_8));
        whole.writeBytes(headerOf(content));
        whole.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return whole.toByteArray();
    }

    /** The header section alone: it names the message, and a body sent back helps forgers more than senders. */
    private static byte[] headerOf(Content content) throws IOException {
        byte[] start;
        try (InputStream in = content.open()) {
            start = in.readNBytes(HEADER_RETURNED);
        }
        int length = dev.mailflow.relay.mail.HeaderSection.read(start, 0, java.util.Set.of())
                .length();
        int whole = length;
        while (whole > 1 && start[whole - 1] != '\n') {
            whole--;
        }
        return java.util.Arrays.copyOf(start, whole);
    }

    /** Without address and port, for the field takes a name (RFC 3464 2.3.5). */
    private static String host(String remote) {
        int bracket = remote.indexOf('[', 1);
        return bracket < 0 ? remote : remote.substring(0, bracket);
    }

    private static String failed(String status) {
        return status.startsWith("5.") ? status : "5." + (status.length() > 2 ? status.substring(2) : "0.0");
    }

    private static void line(StringBuilder out, String text) {
        out.append(text).append("\r\n");
    }

    /** What a peer said stays on its line. */
    private static String clean(String text) {
        StringBuilder safe = new StringBuilder();
        text.chars().limit(900).forEach(c -> safe.append(c >= ' ' && c <= '~' ? (char) c : '?'));
        return safe.toString();
    }
}
