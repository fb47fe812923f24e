/** Builds of ordinary users' projects by a real Maven with the packed plugin; projects are in {@code src/it}. */
@NullMarked
package dev.mailflow.maven.launched;

import org.jspecify.annotations.NullMarked;
