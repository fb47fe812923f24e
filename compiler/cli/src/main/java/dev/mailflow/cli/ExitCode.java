package dev.mailflow.cli;

/** How a run ended, for scripts. */
public final class ExitCode {
    /** It was done; warnings and notes may have been said. */
    public static final int GOOD = 0;

    /** The tool could not do its work: a file could not be read or written (MF9xxx), or a bug of ours. */
    public static final int FAILED = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** The policy has errors, a test failed, or the tests try less of it than was asked. */
    public static final int FINDINGS = 3;

    private ExitCode() {}
}
