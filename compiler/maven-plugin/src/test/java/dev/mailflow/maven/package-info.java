/** Tests of the goals' parts, without Maven. */
@NullMarked
package dev.mailflow.maven;

import org.jspecify.annotations.NullMarked;
