/**
 * What generated routing classes are made of and what their callers see: a {@link dev.mailflow.runtime.Transaction} goes
 * into a {@link dev.mailflow.runtime.RoutingPolicy}, a {@link dev.mailflow.runtime.Decision} comes out. No dependencies,
 * no input or output, and nothing but ASCII: Unicode is mapped by whoever builds a transaction.
 */
@NullMarked
package dev.mailflow.runtime;

import org.jspecify.annotations.NullMarked;
