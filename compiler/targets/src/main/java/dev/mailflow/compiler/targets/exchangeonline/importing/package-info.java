/** From what administrators hold, in whatever form, to a policy; nothing is dropped in silence. */
@NullMarked
package dev.mailflow.compiler.targets.exchangeonline.importing;

import org.jspecify.annotations.NullMarked;
