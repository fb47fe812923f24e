/** What a relay remembers of others while it runs, and how much of it at most. It knows nothing of what it is that is remembered. */
@NullMarked
package dev.mailflow.relay.memory;

import org.jspecify.annotations.NullMarked;
