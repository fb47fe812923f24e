/**
 * The space of all messages, cut into the atoms that a policy can tell apart, and the one question that every analysis asks:
 * is there a point of a box outside of a list of boxes. Knows the values of a policy and nothing of what a site does with them.
 */
@NullMarked
package dev.mailflow.compiler.analysis.space;

import org.jspecify.annotations.NullMarked;
