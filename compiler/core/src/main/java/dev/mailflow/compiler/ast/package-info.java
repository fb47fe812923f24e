/**
 * The declarations of a file as they were written: names are text, values are unparsed words. May not know what a name refers to or what a value means.
 */
@NullMarked
package dev.mailflow.compiler.ast;

import org.jspecify.annotations.NullMarked;
