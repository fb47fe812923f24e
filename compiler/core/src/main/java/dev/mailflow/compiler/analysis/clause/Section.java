package dev.mailflow.compiler.analysis.clause;

/**
 * Clauses that stand side by side in a row.
 *
 * @param start the first number in it
 * @param end the first number behind it
 */
record Section(int start, int end) {
    /** What stands before that number. */
    static Section before(int end) {
        return new Section(0, end);
    }

    boolean contains(int number) {
        return start <= number && number < end;
    }
}
