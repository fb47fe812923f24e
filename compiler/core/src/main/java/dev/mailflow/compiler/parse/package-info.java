/**
 * Text to {@link dev.mailflow.compiler.ast.PolicyFile}. The only package that may import ANTLR; its parse-tree types never leave it.
 */
@NullMarked
package dev.mailflow.compiler.parse;

import org.jspecify.annotations.NullMarked;
