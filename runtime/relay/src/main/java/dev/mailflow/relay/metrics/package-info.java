/**
 * What a relay counts, and the page that shows it. It knows nothing of sessions, queues and deliveries but the words in which
 * they report.
 */
@NullMarked
package dev.mailflow.relay.metrics;

import org.jspecify.annotations.NullMarked;
