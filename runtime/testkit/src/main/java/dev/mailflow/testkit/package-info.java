/**
 * The test kit: messages that read like a sentence, assertions about what a policy does with them, and checks over messages drawn
 * at the policy's own boundaries. Knows neither the compiler nor the engines that run tests; {@code dev.mailflow.testkit.junit}
 * ties it to those.
 */
@NullMarked
package dev.mailflow.testkit;

import org.jspecify.annotations.NullMarked;
