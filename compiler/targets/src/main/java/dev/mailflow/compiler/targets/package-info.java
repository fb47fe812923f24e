/** The list of targets; each has a package of its own below and sees no other. */
@NullMarked
package dev.mailflow.compiler.targets;

import org.jspecify.annotations.NullMarked;
