/**
 * The commands of {@code mailflow}. Each is a picocli class over the compiler's driver; none exits the process, reads a
 * global stream or keeps state.
 */
@NullMarked
package dev.mailflow.cli;

import org.jspecify.annotations.NullMarked;
