/** Which connectors a situation calls for: the table of language.md, section 5, row by row. */
@NullMarked
package dev.mailflow.compiler.advise;

import org.jspecify.annotations.NullMarked;
