/** The packed server, as an editor starts it. */
@NullMarked
package dev.mailflow.languageserver.launched;

import org.jspecify.annotations.NullMarked;
