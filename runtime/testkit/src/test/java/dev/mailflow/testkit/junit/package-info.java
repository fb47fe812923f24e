@NullMarked
package dev.mailflow.testkit.junit;

import org.jspecify.annotations.NullMarked;
