/** Deadlines of connections. It closes what overruns and knows nothing of what was going on. */
@NullMarked
package dev.mailflow.relay.time;

import org.jspecify.annotations.NullMarked;
