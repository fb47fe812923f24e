/**
 * The neutral centre: what each site decides, as rules with their origin, and the interpreter that is the contract of language.md in code. May not know how it was written down.
 */
@NullMarked
package dev.mailflow.compiler.decision;

import org.jspecify.annotations.NullMarked;
