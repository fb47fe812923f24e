/**
 * What was accepted and is not yet delivered, kept so that a crash loses nothing. It knows no SMTP.
 */
@NullMarked
package dev.mailflow.relay.queue;

import org.jspecify.annotations.NullMarked;
