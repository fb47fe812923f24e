package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import java.util.List;
import java.util.Optional;

/**
 * What must hold, all together, for a rule to be a candidate.
 *
 * @param certificates each group must match a name of the verified certificate; within a group any pattern will do. The
 *     endpoint's {@code cert} and the connector's {@code when cert} are two groups.
 * @param networks each group must contain the client's address; within a group any network will do
 * @param senders alternatives; absent: no sender criterion. Of a partner or internet end: what R3 ranks by, {@code *}
 *     filled in where nothing is stated
 * @param recipients alternatives; absent: no recipient criterion. Of an outbound end never absent: what R8 ranks by
 * @param headers all must hold
 */
public record Criteria(
        List<CertificateGroup> certificates,
        List<NetworkGroup> networks,
        Optional<AddressGroup> senders,
        Optional<AddressGroup> recipients,
        List<HeaderCriterion> headers) {
    public static final Criteria NONE =
            new Criteria(List.of(), List.of(), Optional.empty(), Optional.empty(), List.of());

    public Criteria {
        certificates = List.copyOf(certificates);
        networks = List.copyOf(networks);
        headers = List.copyOf(headers);
    }

    /** How many kinds of criteria there are (R2): cert, network, sender, recipient, header. */
    public int kinds() {
        return (certificates.isEmpty() ? 0 : 1)
                + (networks.isEmpty() ? 0 : 1)
                + (senders.isPresent() ? 1 : 0)
                + (recipients.isPresent() ? 1 : 0)
                + (headers.isEmpty() ? 0 : 1);
    }

    /** @param origin where it is written; for a default, the connector */
    public record CertificateGroup(List<CertificatePattern> patterns, Span origin) {
        public CertificateGroup {
            patterns = List.copyOf(patterns);
        }
    }

    public record NetworkGroup(List<Network> networks, Span origin) {
        public NetworkGroup {
            networks = List.copyOf(networks);
        }
    }

    /** @param stated whether the file names the patterns at this connector, or they come from a default or the endpoint */
    public record AddressGroup(List<AddressPattern> patterns, Origin stated, Span origin) {
        public AddressGroup {
            patterns = List.copyOf(patterns);
        }
    }

    public enum Origin {
        STATED,
        DEFAULT
    }

    /**
     * @param name lower case (RFC 5322 1.2.2)
     * @param values compared exactly, after unfolding and trimming; empty: the header is there with any value
     */
    public record HeaderCriterion(String name, List<String> values, Span origin) {
        public HeaderCriterion {
            values = List.copyOf(values);
        }
    }
}
