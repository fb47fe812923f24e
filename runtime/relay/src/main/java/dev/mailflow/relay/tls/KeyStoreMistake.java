package dev.mailflow.relay.tls;

import java.nio.file.Path;

/** A key or certificate file that cannot be used. The message is for the administrator. */
public final class KeyStoreMistake extends Exception {
    private static final long serialVersionUID = 1;

    public KeyStoreMistake(Path file, String message) {
        super("`" + file + "` " + message);
    }
}
