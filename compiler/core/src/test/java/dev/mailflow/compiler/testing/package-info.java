/**
 * Shared by the tests of core, targets and relay: values from their spelling, random decision models, messages at the
 * boundaries of a model. Knows decision models and nothing of how they are written or emitted.
 */
@NullMarked
package dev.mailflow.compiler.testing;

import org.jspecify.annotations.NullMarked;
