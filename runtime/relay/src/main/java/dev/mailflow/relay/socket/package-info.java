/** What this machine's errors about sockets mean, whatever language they come in. It knows nothing of mail. */
@NullMarked
package dev.mailflow.relay.socket;

import org.jspecify.annotations.NullMarked;
