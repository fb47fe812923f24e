/** Programs that measure; started by hand, never by the build. What was measured is in {@code compiler/docs/decisions}. */
@NullMarked
package dev.mailflow.compiler.measure;

import org.jspecify.annotations.NullMarked;
