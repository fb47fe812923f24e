package dev.mailflow.relay.queue;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Transaction;
import java.util.Set;

/** A policy, with what must be known of a message before it is asked. */
public interface Judge {
    /** Names of header fields that decisions can depend on, lower case. */
    Set<String> headerNames();

    /** With everything known. */
    Decision decide(Transaction transaction);
}
