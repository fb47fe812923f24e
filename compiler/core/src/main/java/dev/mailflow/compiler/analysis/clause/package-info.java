/**
 * What one site does, as clauses: boxes of the message space with a rank, of which the best that holds a message decides. May not
 * know who asks.
 */
@NullMarked
package dev.mailflow.compiler.analysis.clause;

import org.jspecify.annotations.NullMarked;
