package dev.mailflow.relay.socket;

import java.io.IOException;

/** This machine gave no socket, for want of files as a rule, which says nothing about whoever was to be called. */
public final class NoSocket extends IOException {
    private static final long serialVersionUID = 1;

    /** @param why as the system has it, in its language */
    public NoSocket(String why) {
        super(why);
    }
}
