/** Shows that the examples' own tests catch a policy with one wrong character, and that what the kit prints can be copied. */
@NullMarked
package dev.mailflow.examples.mutants;

import org.jspecify.annotations.NullMarked;
