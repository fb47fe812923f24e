package dev.mailflow.testkit.facts;

import dev.mailflow.runtime.HeaderTest;
import dev.mailflow.runtime.Network;
import dev.mailflow.runtime.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One end of a connector at a site: what selects it and, at its inbound end, what it requires.
 *
 * @param peer the endpoint at the other end
 * @param peerKind as the language calls it: {@code partner}
 * @param criteria all must hold for the connector to be considered
 * @param required empty at an outbound end
 */
public record RuleFacts(
        End end, String connector, String peer, String peerKind, Criteria criteria, Requirements required) {
    public enum End {
        INBOUND,
        OUTBOUND
    }

    /**
     * @param certificates each group must be met; within a group any pattern will do
     * @param networks likewise
     * @param senders alternatives; empty: none is asked for
     * @param recipients likewise
     */
    public record Criteria(
            List<List<String>> certificates,
            List<List<Network>> networks,
            List<Pattern> senders,
            List<Pattern> recipients,
            List<HeaderTest> headers) {
        public Criteria {
            certificates = List.copyOf(certificates);
            networks = List.copyOf(networks);
            senders = List.copyOf(senders);
            recipients = List.copyOf(recipients);
            headers = List.copyOf(headers);
        }
    }

    /**
     * Alternatives in each list; empty: not required.
     *
     * @param tls the lowest version, {@link TlsVersion#NONE} for any; absent: TLS is not required
     * @param size most octets, inclusive
     */
    public record Requirements(
            Optional<TlsVersion> tls,
            List<String> certificates,
            List<Network> networks,
            boolean auth,
            List<Pattern> senders,
            List<Pattern> recipients,
            OptionalLong size) {
        public Requirements {
            certificates = List.copyOf(certificates);
            networks = List.copyOf(networks);
            senders = List.copyOf(senders);
            recipients = List.copyOf(recipients);
        }
    }

    /** Whether mail by it is foreign: such a source never has relay right. */
    public boolean isForeign() {
        return peerKind.equals("partner") || peerKind.equals("internet");
    }
}
