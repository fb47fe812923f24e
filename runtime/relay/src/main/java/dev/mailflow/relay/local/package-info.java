/**
 * Final delivery at this site: Maildir or LMTP.
 */
@NullMarked
package dev.mailflow.relay.local;

import org.jspecify.annotations.NullMarked;
