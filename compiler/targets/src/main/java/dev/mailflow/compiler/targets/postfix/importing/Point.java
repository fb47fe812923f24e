package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import java.util.Optional;

/**
 * What a list of restrictions is asked about: one recipient of one message of one client.
 *
 * @param certificate a name of the client's certificate; empty: it shows none
 */
record Point(
        IpAddress client,
        Optional<String> certificate,
        Session session,
        User user,
        Optional<MailAddress> sender,
        MailAddress recipient) {
    enum Session {
        IN_CLEAR,
        ENCRYPTED
    }

    enum User {
        NOBODY,
        AUTHENTICATED
    }
}
