/**
 * What the test kit has to know of a policy, as a resource that lies with the routing classes. Knows the kit by the form of that
 * resource only (runtime/testkit/docs/resource.md), and no other target.
 */
@NullMarked
package dev.mailflow.compiler.targets.testresource;

import org.jspecify.annotations.NullMarked;
