/**
 * From what a Postfix administrator has, {@code main.cf} and look-up tables as text, to a policy. What cannot be understood is
 * reported at its place, never dropped. Knows nothing of how settings are emitted.
 */
@NullMarked
package dev.mailflow.compiler.targets.postfix.importing;

import org.jspecify.annotations.NullMarked;
