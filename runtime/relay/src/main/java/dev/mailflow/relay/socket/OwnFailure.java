package dev.mailflow.relay.socket;

import java.io.IOException;

/** It is this machine that failed, for want of files as a rule, which says nothing about whoever was to be called or asked about. */
public final class OwnFailure extends IOException {
    private static final long serialVersionUID = 1;

    /** @param why as the system has it, in its language */
    public OwnFailure(String why) {
        super(why);
    }
}
