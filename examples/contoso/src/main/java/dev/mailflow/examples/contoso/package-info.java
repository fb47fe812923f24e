/** The story of Contoso's mail: two relays under one policy, the world around them, and what becomes of each message. */
@NullMarked
package dev.mailflow.examples.contoso;

import org.jspecify.annotations.NullMarked;
