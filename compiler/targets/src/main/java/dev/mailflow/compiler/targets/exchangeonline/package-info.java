/**
 * All about Exchange Online: what a tenant holds ({@code tenant}), what it means ({@code service}), how a policy becomes it
 * ({@code emit}), how it becomes a policy ({@code importing}), what differs ({@code plan}). Knows no other target.
 */
@NullMarked
package dev.mailflow.compiler.targets.exchangeonline;

import org.jspecify.annotations.NullMarked;
