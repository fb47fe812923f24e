/**
 * One class per rule of good sense, in one visible list. Reads the checked policy and reports; changes nothing.
 */
@NullMarked
package dev.mailflow.compiler.check;

import org.jspecify.annotations.NullMarked;
