/**
 * What the build does to the classes of the runnable jar, so that a short run need not do it each time. Knows class files
 * (JVMS 4) and nothing of mailflow.
 */
@NullMarked
package dev.mailflow.packing;

import org.jspecify.annotations.NullMarked;
