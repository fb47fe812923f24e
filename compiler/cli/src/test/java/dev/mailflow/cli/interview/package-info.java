@org.jspecify.annotations.NullMarked
package dev.mailflow.cli.interview;
