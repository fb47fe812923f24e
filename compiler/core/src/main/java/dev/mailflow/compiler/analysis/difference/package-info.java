/**
 * What differs between two policies in what becomes of messages: complete, each difference with a message that the interpreter treats
 * so under both. May not know how policies are written down nor how a difference is shown.
 */
@NullMarked
package dev.mailflow.compiler.analysis.difference;

import org.jspecify.annotations.NullMarked;
