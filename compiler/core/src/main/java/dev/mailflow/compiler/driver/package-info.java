/**
 * The only door to the compiler for command line, build plugin and editor: text in, diagnostics, model and artifacts out.
 */
@NullMarked
package dev.mailflow.compiler.driver;

import org.jspecify.annotations.NullMarked;
