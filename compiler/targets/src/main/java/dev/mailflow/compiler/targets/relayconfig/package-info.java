/**
 * The relay's configuration: what the policy says of a site, in the JSON that the relay reads. Ports, folders and keys are
 * the administrator's and stand in a file of their own. Knows no other target.
 */
@NullMarked
package dev.mailflow.compiler.targets.relayconfig;

import org.jspecify.annotations.NullMarked;
