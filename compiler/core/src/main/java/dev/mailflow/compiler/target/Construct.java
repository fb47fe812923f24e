package dev.mailflow.compiler.target;

/**
 * Everything the language can say of a site, in the pieces in which a target can or cannot say it. A target answers for each
 * one ({@link Target#capabilities()}); {@code ConstructTest} holds this list to the tree of the language, so that a new word has
 * to be answered for everywhere.
 */
public enum Construct {
    // Kinds of the party at the other end.
    PEER_EXCHANGE_ONLINE,
    PEER_SERVER,
    PEER_DEVICE,
    PEER_SERVICE,
    PEER_PARTNER,
    PEER_INTERNET,

    // The organization.
    DOMAINS,
    RELAY_DOMAINS,
    DIRECT_SEND,
    HOP_LIMIT,
    DIRECTORY,
    MAILBOXES,

    // How an address pattern is written.
    PATTERN_ADDRESS,
    PATTERN_EMPTY_SENDER,
    PATTERN_EXACT,
    PATTERN_ONE_LABEL,
    PATTERN_BELOW,
    PATTERN_AT_OR_BELOW,
    PATTERN_EVERY_ACCEPTED_DOMAIN,
    PATTERN_ANY,

    // What selects.
    IDENTITY_CERTIFICATE,
    IDENTITY_NETWORK,
    IDENTITY_BOTH,
    NETWORK_IPV6,
    WHEN_SENDER,
    WHEN_RECIPIENT,
    WHEN_CERTIFICATE,
    WHEN_NETWORK,
    WHEN_HEADER,

    // What is asked of the source.
    REQUIRE_TLS,
    REQUIRE_TLS_VERSION,
    REQUIRE_CLIENT_CERTIFICATE,
    REQUIRE_NETWORK,
    REQUIRE_AUTH,
    REQUIRE_SENDER,
    REQUIRE_RECIPIENT,
    REQUIRE_SIZE,
    OTHERWISE,
    MAY_RELAY,
    NO_RELAY,

    // Where mail goes, and how.
    VIA_HOSTS,
    VIA_PORT,
    VIA_MX,
    CENTRALIZED,
    TLS_OFF,
    REQUIRE_TLS_OUT,
    REQUIRE_TLS_VERSION_OUT,
    REQUIRE_SERVER_CERTIFICATE,
    PRESENT_CERTIFICATE,
    MTA_STS,
    DANE,

    // Beside the decision.
    DISABLED,
    DESCRIPTION,
    KEEP_HEADERS,
    TREAT_AS_INTERNAL
}
