/**
 * Mail exchangers and addresses of names (RFC 5321 5.1, RFC 7505).
 */
@NullMarked
package dev.mailflow.relay.dns;

import org.jspecify.annotations.NullMarked;
