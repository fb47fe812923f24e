/**
 * What a policy does to all messages: proofs, and messages that show what cannot be proved. Sees the decision model alone; what
 * it says is replayed through the interpreter before anyone reads it.
 */
@NullMarked
package dev.mailflow.compiler.analysis;

import org.jspecify.annotations.NullMarked;
