package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.Span;
import java.util.Collection;
import java.util.stream.Stream;

/** Mail that is handed to a store: for a policy it stays here, if it is in a domain of the organization. */
final class Stores {
    private final Configuration configuration;
    private final Found found;

    Stores(Configuration configuration, Found found) {
        this.configuration = configuration;
        this.found = found;
    }

    /** A row of the transport table that a store is named in. */
    void takes(Tables.Row row, String socket, String recipient) {
        if (isAccepted(recipient)) {
            tellWhere(row.place(), socket, row.key());
        } else {
            // Postfix hands over whatever the row means; a policy knows no mailboxes of other domains.
            configuration.report(
                    row.place(),
                    "`" + row.key() + "` goes to the store behind `" + row.value()
                            + "`, but its domain is not accepted: for the policy it is not of the organization",
                    "write the domain into `mydestination`, `virtual_mailbox_domains` or `relay_domains`, or take the row out");
        }
        found.mailboxes.add(recipient);
    }

    private boolean isAccepted(String recipient) {
        return Stream.of(found.domains, found.relayDomains)
                .flatMap(Collection::stream)
                .anyMatch(domain -> Written.covers(domain, recipient));
    }

    /** A socket of this machine is nothing to tell of; a store on another host is one that somebody has to name to the relay. */
    void tellWhere(Span place, String socket, String whose) {
        String host = socket.replaceFirst("^inet:", "").replaceFirst("^\\[(.*?)\\]", "$1");
        boolean here = socket.isEmpty()
                || socket.startsWith("unix:")
                || host.matches("(localhost|127\\.[0-9.]+|(IPv6:)?::1)(:[0-9A-Za-z-]+)?");
        if (!here) {
            configuration.report(
                    place,
                    "the store of `" + whose + "` at `" + socket
                            + "` is not what a policy says: for it these mailboxes are here",
                    "name the store in the configuration of what delivers for the site");
        }
    }
}
