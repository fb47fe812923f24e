@NullMarked
package dev.mailflow.testkit;

import org.jspecify.annotations.NullMarked;
