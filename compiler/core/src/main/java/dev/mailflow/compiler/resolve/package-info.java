/**
 * Files to one program: imports, {@code for each}, named lists, and which declaration each name refers to. May not judge values.
 */
@NullMarked
package dev.mailflow.compiler.resolve;

import org.jspecify.annotations.NullMarked;
