package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.target.Capability;
import dev.mailflow.compiler.target.Construct;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How well Exchange Online says each construct. What the comparison of meanings sees by itself, and shows with a message, is
 * exact here; this table is for what it cannot see.
 */
final class Capabilities {
    static final Map<Construct, Capability> ALL = all();

    private Capabilities() {}

    private static Map<Construct, Capability> all() {
        Map<Construct, Capability> all = new EnumMap<>(Construct.class);
        for (Construct construct : Construct.values()) {
            all.put(construct, of(construct));
        }
        return Collections.unmodifiableMap(all);
    }

    /** Exhaustive: a new construct does not compile until it is answered for. */
    private static Capability of(Construct construct) {
        return switch (construct) {
            case PEER_EXCHANGE_ONLINE,
                    PEER_SERVER,
                    PEER_DEVICE,
                    PEER_SERVICE,
                    PEER_PARTNER,
                    PEER_INTERNET,
                    DOMAINS,
                    RELAY_DOMAINS,
                    DIRECT_SEND,
                    MAILBOXES,
                    PATTERN_EXACT,
                    PATTERN_BELOW,
                    PATTERN_AT_OR_BELOW,
                    PATTERN_EVERY_ACCEPTED_DOMAIN,
                    PATTERN_ANY,
                    IDENTITY_CERTIFICATE,
                    IDENTITY_NETWORK,
                    REQUIRE_TLS,
                    REQUIRE_CLIENT_CERTIFICATE,
                    REQUIRE_NETWORK,
                    WHEN_CERTIFICATE,
                    WHEN_NETWORK,
                    MAY_RELAY,
                    VIA_MX,
                    CENTRALIZED,
                    REQUIRE_TLS_OUT,
                    REQUIRE_SERVER_CERTIFICATE,
                    DISABLED,
                    DESCRIPTION,
                    KEEP_HEADERS,
                    TREAT_AS_INTERNAL -> Capability.EXACT;
            case HOP_LIMIT -> Capability.approximate("the service has a limit of its own, about 20 rounds");
            case DIRECTORY ->
                Capability.approximate("the service always asks its own directory: keep the mailboxes there the same");
            case PATTERN_ADDRESS -> Capability.approximate("a mail flow rule names single recipients and senders");
            case PATTERN_EMPTY_SENDER -> Capability.unsupported("remove `<>`: no setting names the empty sender");
            case PATTERN_ONE_LABEL ->
                Capability.approximate("`*.domain` stands in its place, which covers deeper domains too");
            case IDENTITY_BOTH ->
                Capability.approximate(
                        "the certificate alone identifies: a connector takes either, never both at once");
            case NETWORK_IPV6 ->
                Capability.unsupported("identify the source by a certificate: the service takes IPv4 networks only");
            case WHEN_SENDER ->
                Capability.approximate("a mail flow rule selects, and it goes before every other connector");
            case WHEN_RECIPIENT ->
                Capability.approximate(
                        "expect it for every recipient: inbound connectors are not chosen by the recipient");
            case WHEN_HEADER ->
                Capability.approximate(
                        "a mail flow rule looks for the text within the header, not for the whole of it");
            case REQUIRE_TLS_VERSION, REQUIRE_TLS_VERSION_OUT ->
                Capability.approximate("TLS is required; which versions are good enough the service decides");
            case REQUIRE_AUTH ->
                Capability.unsupported("remove `auth`: clients log in at the submission host, which has no connectors");
            case REQUIRE_SENDER ->
                Capability.unsupported("remove the requirement: a connector does not refuse by the sender");
            case REQUIRE_RECIPIENT ->
                Capability.unsupported("remove the requirement: a connector does not refuse by the recipient");
            case REQUIRE_SIZE ->
                Capability.unsupported(
                        "set the size for the whole organization in place of `size`: connectors have none");
            case OTHERWISE -> Capability.approximate("the service answers with its own replies");
            case NO_RELAY ->
                Capability.unsupported(
                        "mail for recipients of ours needs no connector; a filter in front is `from internet … require network …`");
            case VIA_HOSTS -> Capability.approximate("the order of several smart hosts is not documented");
            case VIA_PORT -> Capability.unsupported("let the host listen on port 25: smart hosts have no port");
            case TLS_OFF -> Capability.approximate("the service uses TLS wherever it is offered");
            case PRESENT_CERTIFICATE -> Capability.approximate("the service shows its own certificate");
            case MTA_STS -> Capability.approximate("`enforce` is said by nothing: MTA-STS holds where it is published");
            case DANE -> Capability.approximate("with smart hosts the effect of DANE is not documented");
        };
    }
}
