@NullMarked
package dev.mailflow.cli.launched;

import org.jspecify.annotations.NullMarked;
