/**
 * What is noticed in every policy without being asked (language.md, section 5): each finding is exact, names its culprits and, where
 * there is one, shows a message. May not know claims.
 */
@NullMarked
package dev.mailflow.compiler.analysis.finding;

import org.jspecify.annotations.NullMarked;
