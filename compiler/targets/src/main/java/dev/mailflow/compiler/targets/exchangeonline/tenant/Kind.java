package dev.mailflow.compiler.targets.exchangeonline.tenant;

/** Which kind of object of the service; the word is the noun of its cmdlets. */
public enum Kind {
    ACCEPTED_DOMAIN("AcceptedDomain"),
    INBOUND("InboundConnector"),
    OUTBOUND("OutboundConnector"),
    RULE("TransportRule"),
    ORGANIZATION("OrganizationConfig");

    private final String noun;

    Kind(String noun) {
        this.noun = noun;
    }

    public String noun() {
        return noun;
    }
}
