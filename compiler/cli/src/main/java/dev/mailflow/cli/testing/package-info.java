/**
 * What {@code mailflow test} found, in each form it is told in: for people, as JSON, as JUnit XML, as annotations. Takes
 * data and gives text; knows neither files nor commands.
 */
@NullMarked
package dev.mailflow.cli.testing;

import org.jspecify.annotations.NullMarked;
