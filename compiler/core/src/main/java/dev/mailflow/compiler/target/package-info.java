/**
 * What a back end is: it takes a decision model and returns artifacts. It never writes files.
 */
@NullMarked
package dev.mailflow.compiler.target;

import org.jspecify.annotations.NullMarked;
