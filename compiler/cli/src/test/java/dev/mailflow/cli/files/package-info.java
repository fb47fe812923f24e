@NullMarked
package dev.mailflow.cli.files;

import org.jspecify.annotations.NullMarked;
