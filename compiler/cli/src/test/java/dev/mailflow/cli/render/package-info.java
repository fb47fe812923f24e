@NullMarked
package dev.mailflow.cli.render;

import org.jspecify.annotations.NullMarked;
