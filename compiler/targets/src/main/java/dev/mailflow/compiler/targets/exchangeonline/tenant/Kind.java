package dev.mailflow.compiler.targets.exchangeonline.tenant;

/** Which kind of object of the service; the word is the noun of its cmdlets. */
public enum Kind {
    ACCEPTED_DOMAIN("AcceptedDomain"),
    INBOUND("InboundConnector"),
    OUTBOUND("OutboundConnector"),
    RULE("TransportRule"),
    ORGANIZATION("OrganizationConfig"),
    /** Never chooses a connector, and a policy has no words for it: it is read so that what is set can be told. */
    REMOTE_DOMAIN("RemoteDomain");

    private final String noun;

    Kind(String noun) {
        this.noun = noun;
    }

    public String noun() {
        return noun;
    }
}
