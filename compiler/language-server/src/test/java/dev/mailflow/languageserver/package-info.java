/** An editor of a few lines speaks to the server over pipes, as a real one does over standard input and output. */
@NullMarked
package dev.mailflow.languageserver;

import org.jspecify.annotations.NullMarked;
