/**
 * What the compiler tells of a policy for its tests, read from the resource that lies with the routing classes
 * (runtime/testkit/docs/resource.md). Knows nothing of JUnit, of jqwik and of how messages are made.
 */
@NullMarked
package dev.mailflow.testkit.facts;

import org.jspecify.annotations.NullMarked;
