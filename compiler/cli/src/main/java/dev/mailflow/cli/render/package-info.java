/**
 * What the compiler found, as text for a terminal and as JSON for a program. Knows nothing of commands, files or streams.
 */
@NullMarked
package dev.mailflow.cli.render;

import org.jspecify.annotations.NullMarked;
