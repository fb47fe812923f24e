package dev.mailflow.relay.smtp;

import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.runtime.IpAddress;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last words of a session. */
final class SessionEnding {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEnding.class);

    private final RelayMetrics metrics;
    private final SessionLink link;
    private final IpAddress address;

    SessionEnding(RelayMetrics metrics, SessionLink link, IpAddress address) {
        this.metrics = metrics;
        this.link = link;
        this.address = address;
    }

    /** Because of what the client did; that is logged and counted. */
    void refuse(String helo, SmtpReply reply, String why) {
        metrics.turnedAway(why);
        MailLog.event("session-refused")
                .with("client", address)
                .with("helo", helo)
                .with("reason", why)
                .with("reply", reply)
                .write();
        say(reply);
    }

    /** Says it, if anybody is still there. */
    void say(SmtpReply reply) {
        try {
            link.send(reply);
            link.flush();
        } catch (IOException e) {
            LOG.debug("event=session-lost client={} reason=\"{}\"", address, e.toString());
        }
    }
}
