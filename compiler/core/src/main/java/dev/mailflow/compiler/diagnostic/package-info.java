/**
 * What the compiler has to say, as data. Text, JSON and editor markers are renderers of it; nothing here knows which phase speaks.
 */
@NullMarked
package dev.mailflow.compiler.diagnostic;

import org.jspecify.annotations.NullMarked;
