/**
 * Keys, trust and what a handshake proved. It decides nothing: it states versions and verified names.
 */
@NullMarked
package dev.mailflow.relay.tls;

import org.jspecify.annotations.NullMarked;
