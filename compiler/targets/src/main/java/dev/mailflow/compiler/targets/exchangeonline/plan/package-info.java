/** What would have to be done to a tenant so that it says what a policy says. */
@NullMarked
package dev.mailflow.compiler.targets.exchangeonline.plan;

import org.jspecify.annotations.NullMarked;
