/** A routing class in a mail server that others wrote. */
@NullMarked
package dev.mailflow.examples.embedded;

import org.jspecify.annotations.NullMarked;
