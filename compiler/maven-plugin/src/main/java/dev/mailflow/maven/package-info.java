/**
 * Goals of the Maven plugin: what the command line does, in a build. Enters the compiler by {@code driver.Compiler} alone
 * and tells what was found with the command line's renderers; knows nothing of its commands.
 */
@NullMarked
package dev.mailflow.maven;

import org.jspecify.annotations.NullMarked;
