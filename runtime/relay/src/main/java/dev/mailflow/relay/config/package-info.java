/**
 * The relay's configuration: two JSON files in, one record or a list of mistakes out. It knows nothing of sockets
 * and keys beyond their paths.
 */
@NullMarked
package dev.mailflow.relay.config;

import org.jspecify.annotations.NullMarked;
