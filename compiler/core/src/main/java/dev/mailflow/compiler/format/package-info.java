/** One style for every file: phrases in, text out. May not know what a policy means. */
@NullMarked
package dev.mailflow.compiler.format;

import org.jspecify.annotations.NullMarked;
