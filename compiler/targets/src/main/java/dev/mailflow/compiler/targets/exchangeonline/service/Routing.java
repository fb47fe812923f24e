package dev.mailflow.compiler.targets.exchangeonline.service;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import java.util.List;
import java.util.Optional;

/** Where the service sends a message. */
public sealed interface Routing {
    record ToMailbox() implements Routing {}

    /**
     * @param connector empty: by MX with opportunistic TLS
     * @param hosts smart hosts; empty: the MX of the recipient's domain
     */
    record ToHosts(Optional<Item> connector, List<String> hosts) implements Routing {
        public ToHosts {
            hosts = List.copyOf(hosts);
        }
    }
}
