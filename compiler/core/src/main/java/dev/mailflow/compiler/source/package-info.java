/**
 * Source text and places in it. Knows nothing of files, of the language or of messages: a {@link SourceFile} is a name and a text.
 */
@NullMarked
package dev.mailflow.compiler.source;

import org.jspecify.annotations.NullMarked;
