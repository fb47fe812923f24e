package dev.mailflow.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stream of the process that remembers why it could not be written to; a {@link java.io.PrintStream} only knows that. */
final class Outlet extends FileOutputStream {
    /** The message of EPIPE: whoever reads has read enough, as {@code head} does. */
    private static final String READ_ENOUGH = "Broken pipe";

    private @Nullable IOException failure;

    Outlet(FileDescriptor descriptor) {
        super(descriptor);
    }

    /** What stands in the way of all that comes; empty where nothing does, or nobody wants it. */
    Optional<String> trouble() {
        // Every run asks: no lambda, which a JVM would have to make a class for.
        String why = failure == null ? null : failure.getMessage();
        return why == null || why.equals(READ_ENOUGH) ? Optional.empty() : Optional.of(why);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            super.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
