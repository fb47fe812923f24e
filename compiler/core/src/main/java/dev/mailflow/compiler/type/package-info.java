/**
 * Values are parsed once, here: domain patterns, networks, certificates, sizes. Gives a {@link CheckedPolicy} in which nothing is text that means something.
 */
@NullMarked
package dev.mailflow.compiler.type;

import org.jspecify.annotations.NullMarked;
