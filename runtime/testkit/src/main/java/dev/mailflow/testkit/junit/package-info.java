/**
 * Runs policy tests: policies and messages as parameters under JUnit Jupiter and jqwik, {@code test} blocks as dynamic tests. The only
 * package that knows an engine.
 */
@NullMarked
package dev.mailflow.testkit.junit;

import org.jspecify.annotations.NullMarked;
