/**
 * The compiler's findings in an editor, by the Language Server Protocol 3.17. Enters the compiler by its doors, reads files as the
 * command line does, and knows nothing of any one editor.
 */
@NullMarked
package dev.mailflow.languageserver;

import org.jspecify.annotations.NullMarked;
