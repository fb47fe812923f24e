/**
 * The questions of {@code mailflow advise} and the first policy that the answers make. Takes a stream of answers and gives
 * text; knows neither files nor commands.
 */
@NullMarked
package dev.mailflow.cli.interview;

import org.jspecify.annotations.NullMarked;
