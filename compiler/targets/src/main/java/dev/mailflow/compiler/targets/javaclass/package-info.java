/**
 * The Java target: one routing class a site, for the runtime's {@code RoutingPolicy}. Knows the runtime by its class names
 * only, and no other target.
 */
@NullMarked
package dev.mailflow.compiler.targets.javaclass;

import org.jspecify.annotations.NullMarked;
