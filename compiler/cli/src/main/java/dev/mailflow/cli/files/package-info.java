/**
 * Reading policies and writing artifacts. The only place of the command line that touches the file system; what goes wrong
 * there is a diagnostic MF9xxx.
 */
@NullMarked
package dev.mailflow.cli.files;

import org.jspecify.annotations.NullMarked;
