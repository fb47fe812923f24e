package dev.mailflow.relay.smtp;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.tls.TlsEngine;
import java.time.Clock;
import java.util.Optional;

/**
 * What all sessions of a relay share.
 *
 * @param users empty: AUTH is not offered
 * @param logins wrong passwords so far
 */
public record Reception(
        RelayConfiguration configuration,
        Policies policies,
        Shadow shadow,
        MailQueue queue,
        TlsEngine tls,
        Optional<Users> users,
        LoginGuard logins,
        MessageIntake intake,
        RelayMetrics metrics,
        Clock clock) {}
