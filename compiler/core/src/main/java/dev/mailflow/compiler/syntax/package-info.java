/**
 * A file as it is laid out: every word as the user spelt it, every comment and every blank line, in phrases that mirror
 * the grammar. What the formatter and editors work on; the meaning is in {@code ast}.
 */
@NullMarked
package dev.mailflow.compiler.syntax;

import org.jspecify.annotations.NullMarked;
