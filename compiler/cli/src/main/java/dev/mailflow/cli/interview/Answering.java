package dev.mailflow.cli.interview;

/** Whose answers are read. */
public enum Answering {
    /** Somebody who reads what is said of an answer, and tries again. */
    PERSON,
    /** A file or a program: what follows a line that cannot be read answers other questions. */
    LINES
}
