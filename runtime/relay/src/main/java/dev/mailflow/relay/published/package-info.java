/**
 * What destinations publish about the TLS of their hosts: DANE (RFC 7672) and MTA-STS (RFC 8461). It opens no SMTP
 * connection.
 */
@NullMarked
package dev.mailflow.relay.published;

import org.jspecify.annotations.NullMarked;
