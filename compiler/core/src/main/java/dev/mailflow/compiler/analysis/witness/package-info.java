/** Found messages on their way to a reader: replayed through the interpreter, then in words. */
@NullMarked
package dev.mailflow.compiler.analysis.witness;

import org.jspecify.annotations.NullMarked;
