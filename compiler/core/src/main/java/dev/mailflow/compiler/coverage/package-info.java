/**
 * Which rules of a model its tests have tried: what could be tried, what was, and the exact share. May not know how tests
 * were written or how the result is shown.
 */
@NullMarked
package dev.mailflow.compiler.coverage;

import org.jspecify.annotations.NullMarked;
