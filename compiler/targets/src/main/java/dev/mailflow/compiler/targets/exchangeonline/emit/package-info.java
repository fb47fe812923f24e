/** From a decision model to scripts, with what is lost on the way; writes no file. */
@NullMarked
package dev.mailflow.compiler.targets.exchangeonline.emit;

import org.jspecify.annotations.NullMarked;
