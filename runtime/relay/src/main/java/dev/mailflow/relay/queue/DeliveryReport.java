package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.HeaderSection;
import dev.mailflow.relay.mail.NotificationRequest.Passage;
import dev.mailflow.relay.mail.NotificationRequest.Returned;
import dev.mailflow.relay.mail.QuotedPrintable;
import dev.mailflow.relay.mail.Rfc5322Date;
import dev.mailflow.relay.queue.Bounces.Action;
import dev.mailflow.relay.queue.Bounces.Notice;
import dev.mailflow.relay.queue.QueuedMessage.Form;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The text of one report: words for people, fields for machines (RFC 3464), and of the message its header section or, on
 * failure and only where RET asks for it (RFC 3461 4.3), the whole. With addresses or headers beyond ASCII the types of
 * RFC 6533 are used.
 */
final class DeliveryReport {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryReport.class);

    private static final int HEADER_RETURNED = 64 << 10;

    private final String hostName;
    private final String bounceId;
    private final Instant now;
    private final Bounces.Subject subject;
    private final EnvelopeAddress to;
    private final List<Notice> notices;
    private final StringBuilder out = new StringBuilder(2048);

    /** @param notices of one kind, at least one */
    DeliveryReport(
            String hostName,
            String bounceId,
            Instant now,
            Bounces.Subject subject,
            EnvelopeAddress to,
            List<Notice> notices) {
        this.hostName = hostName;
        this.bounceId = bounceId;
        this.now = now;
        this.subject = subject;
        this.to = to;
        this.notices = notices;
    }

    /** Writes it and says what it asks of a next hop. */
    Form write(OutputStream target) throws IOException {
        Optional<byte[]> read = headerOf(subject.content());
        byte[] header = read.orElse(new byte[0]);
        boolean isUnicode = subject.form() == Form.UTF8
                || to.needsUtf8()
                || notices.stream()
                        .anyMatch(notice -> notice.recipient().needsUtf8()
                                || !isAscii(subject.notifications()
                                        .of(notice.recipient())
                                        .originalRecipientField()));
        boolean isPlain = isAscii(new String(header, StandardCharsets.ISO_8859_1));
        boolean isWhole = read.isPresent()
                && notices.get(0).action() == Action.FAILED
                && subject.notifications().returned() == Returned.FULL
                // RFC 8689 5: of protected mail no more than the header comes back.
                && subject.notifications().passage() != Passage.REQUIRETLS
                // What said that it has 7 bits and has not cannot come back as it is (RFC 2046 5.2.1).
                && (isUnicode || isPlain || subject.form() != Form.SEVEN_BIT);
        boolean isEightBit = isUnicode || isWhole && subject.form() != Form.SEVEN_BIT;
        // Not every way back takes 8 bits, and a report that is not delivered is one that nobody gets.
        boolean isEncoded = !isEightBit && !isWhole && !isPlain;
        String encoding = isEncoded ? "quoted-printable" : isEightBit ? "8bit" : "7bit";
        String boundary = "=_" + bounceId;
        head(boundary);
        line("--" + boundary);
        line("Content-Type: text/plain; charset=" + (isUnicode ? "utf-8" : "us-ascii"));
        line("Content-Transfer-Encoding: " + (isUnicode ? "8bit" : "7bit"));
        line("");
        words();
        line("--" + boundary);
        line("Content-Type: message/" + (isUnicode ? "global-delivery-status" : "delivery-status"));
        line("Content-Transfer-Encoding: " + (isUnicode ? "8bit" : "7bit"));
        line("");
        fields();
        line("--" + boundary);
        line("Content-Type: " + returnedType(isWhole, isUnicode));
        line("Content-Transfer-Encoding: " + encoding);
        line("");
        target.write(out.toString().getBytes(StandardCharsets.UTF_8));
        if (isWhole) {
            try (InputStream in = subject.content().open()) {
                in.transferTo(target);
            }
        } else {
            target.write(isEncoded ? QuotedPrintable.encode(header) : header);
        }
        target.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return isUnicode ? Form.UTF8 : isEightBit ? Form.EIGHT_BIT : Form.SEVEN_BIT;
    }

    private static String returnedType(boolean isWhole, boolean isUnicode) {
        if (isUnicode) {
            return isWhole ? "message/global" : "message/global-headers";
        }
        return isWhole ? "message/rfc822" : "text/rfc822-headers";
    }

    private void head(String boundary) {
        line("Date: " + Rfc5322Date.format(now));
        line("From: Mail Delivery System <postmaster@" + hostName + ">");
        line("To: <" + to + ">");
        line("Subject: "
                + switch (notices.get(0).action()) {
                    case FAILED -> "Undelivered mail returned to sender";
                    case DELAYED -> "Mail is delayed, delivery is still being tried";
                    case DELIVERED, RELAYED -> "Successful mail delivery report";
                });
        line("Message-ID: <" + bounceId + "@" + hostName + ">");
        // RFC 3834 5: nobody shall answer this by machine.
        line("Auto-Submitted: auto-replied");
        line("MIME-Version: 1.0");
        line("Content-Type: multipart/report; report-type=delivery-status;");
        line("\tboundary=\"" + boundary + "\"");
        line("");
    }

    private void words() {
        line("This is the mail system at " + hostName + ".");
        line("");
        line("The message " + subject.id() + ", accepted " + Rfc5322Date.format(subject.received()) + ",");
        line(
                switch (notices.get(0).action()) {
                    case FAILED -> "could not be delivered to:";
                    case DELAYED ->
                        "could not be delivered yet. You need not send it again: delivery is tried until\r\n"
                                + Rfc5322Date.format(subject.until()) + ". Still waiting:";
                    case DELIVERED, RELAYED -> "was delivered, or handed to a system that reports no success, for:";
                });
        for (Notice notice : notices) {
            line("");
            line("<" + notice.recipient() + ">");
            if (notice.action() == Action.FAILED || notice.action() == Action.DELAYED) {
                line("    " + clean(notice.diagnostic().isEmpty() ? notice.reason() : notice.diagnostic()));
                line("    reason: " + clean(notice.reason()));
                line("    connector: " + clean(notice.connector()));
            } else {
                line("    " + notice.action().word()
                        + (notice.remote().isEmpty() ? "" : " to " + clean(notice.remote())));
            }
        }
        line("");
    }

    private void fields() {
        String envelopeId = subject.notifications().originalEnvelopeId();
        if (!envelopeId.isEmpty()) {
            line("Original-Envelope-Id: " + envelopeId);
        }
        line("Reporting-MTA: dns; " + hostName);
        line("X-Mailflow-Queue-ID: " + subject.id());
        line("Arrival-Date: " + Rfc5322Date.format(subject.received()));
        for (Notice notice : notices) {
            line("");
            String original = subject.notifications().of(notice.recipient()).originalRecipientField();
            if (!original.isEmpty()) {
                line("Original-Recipient: " + original);
            }
            // RFC 6533 3: an address beyond ASCII has a type of its own.
            line("Final-Recipient: " + (notice.recipient().needsUtf8() ? "utf-8" : "rfc822") + "; "
                    + notice.recipient());
            line("Action: " + notice.action().word());
            line("Status: " + status(notice));
            if (!notice.remote().isEmpty()) {
                line("Remote-MTA: dns; " + host(clean(notice.remote())));
            }
            if (!notice.diagnostic().isEmpty()) {
                line("Diagnostic-Code: "
                        + (notice.diagnostic().startsWith("smtp; ") ? "" : "X-Mailflow; ")
                        + clean(notice.diagnostic()));
            }
            line("Last-Attempt-Date: " + Rfc5322Date.format(now));
            if (notice.action() == Action.DELAYED) {
                line("Will-Retry-Until: " + Rfc5322Date.format(subject.until()));
            }
            line("X-Mailflow-Reason: " + clean(notice.reason()));
            line("X-Mailflow-Connector: " + clean(notice.connector()));
        }
        line("");
    }

    /** RFC 3464 2.3.4: the class says the same as the action. */
    private static String status(Notice notice) {
        String wanted = switch (notice.action()) {
            case FAILED -> "5.";
            case DELAYED -> "4.";
            case DELIVERED, RELAYED -> "2.";
        };
        String status = notice.status();
        return status.startsWith(wanted) ? status : wanted + (status.length() > 2 ? status.substring(2) : "0.0");
    }

    /** The header section, which names the message; a body sent back unasked helps forgers more than senders. */
    private static Optional<byte[]> headerOf(Content content) {
        byte[] start;
        try (InputStream in = content.open()) {
            start = in.readNBytes(HEADER_RETURNED);
        } catch (IOException e) {
            // Whose content is lost needs to be told most of all, else it would be tried for ever.
            LOG.error("event=content-lost reason=\"{}\"", e.toString());
            return Optional.empty();
        }
        int whole = HeaderSection.read(start, 0, Set.of()).length();
        while (whole > 1 && start[whole - 1] != '\n') {
            whole--;
        }
        return Optional.of(Arrays.copyOf(start, whole));
    }

    /** Without address and port, for the field takes a name (RFC 3464 2.3.5). */
    private static String host(String remote) {
        int bracket = remote.indexOf('[', 1);
        String name = bracket < 0 ? remote : remote.substring(0, bracket);
        int colon = name.indexOf(':');
        return colon > 0 && colon == name.lastIndexOf(':') ? name.substring(0, colon) : name;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private void line(String text) {
        out.append(text).append("\r\n");
    }

    /** What a peer said stays on its line. */
    private static String clean(String text) {
        StringBuilder safe = new StringBuilder();
        text.chars().limit(900).forEach(c -> safe.append(c >= ' ' && c <= '~' ? (char) c : '?'));
        return safe.toString();
    }
}
