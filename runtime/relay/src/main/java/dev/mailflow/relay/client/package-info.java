/**
 * Delivery: from the queue to next hops, by the routes and TLS demands that the policy decided.
 */
@NullMarked
package dev.mailflow.relay.client;

import org.jspecify.annotations.NullMarked;
