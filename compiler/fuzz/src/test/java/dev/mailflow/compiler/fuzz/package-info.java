/** Fuzz targets of the front end. */
@NullMarked
package dev.mailflow.compiler.fuzz;

import org.jspecify.annotations.NullMarked;
