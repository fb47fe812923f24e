/**
 * The server's side of SMTP (RFC 5321): octets to commands, commands to transactions, transactions to the queue.
 */
@NullMarked
package dev.mailflow.relay.smtp;

import org.jspecify.annotations.NullMarked;
