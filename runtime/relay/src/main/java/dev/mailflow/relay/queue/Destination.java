package dev.mailflow.relay.queue;

import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.util.List;

/** Where a part of a message goes: recipients with equal destinations travel together. */
public sealed interface Destination {
    /** Final delivery at this site. */
    record Local() implements Destination {
        @Override
        public String toString() {
            return "local";
        }
    }

    /**
     * Another host.
     *
     * @param hosts in order; if empty, the mail exchangers of {@code mxDomain}
     */
    record Remote(List<NextHop> hosts, String mxDomain, TlsDemand tls) implements Destination {
        public Remote {
            hosts = List.copyOf(hosts);
        }

        @Override
        public String toString() {
            return hosts.isEmpty() ? "mx:" + mxDomain : hosts.toString();
        }
    }
}
