@NullMarked
package dev.mailflow.cli.testing;

import org.jspecify.annotations.NullMarked;
