/**
 * The one place that writes log lines about messages.
 */
@NullMarked
package dev.mailflow.relay.log;

import org.jspecify.annotations.NullMarked;
