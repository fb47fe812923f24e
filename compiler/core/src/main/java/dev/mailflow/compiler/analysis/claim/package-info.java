/** Claims about all messages: proved, or refuted by a message that the interpreter is seen to treat so. */
@NullMarked
package dev.mailflow.compiler.analysis.claim;

import org.jspecify.annotations.NullMarked;
