/** Tests run commands in the process, through a {@link dev.mailflow.cli.Terminal} of their own. */
@NullMarked
package dev.mailflow.cli;

import org.jspecify.annotations.NullMarked;
