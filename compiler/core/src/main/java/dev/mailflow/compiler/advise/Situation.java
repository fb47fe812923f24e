package dev.mailflow.compiler.advise;

/** A row of the table of language.md, section 5, in its order. */
public enum Situation {
    ONLINE_PROTECTION("all mailboxes on own servers, subscription eop"),
    HYBRID_POSSIBLE("mailboxes on own Exchange 2010 or later, hybrid deployment not done"),
    HYBRID_DONE("mailboxes on own Exchange 2010 or later, hybrid deployment done"),
    OTHER_SERVER("mailboxes on Exchange 2007 or older, or on another SMTP server"),
    DEVICES("all mailboxes in the cloud, devices that must send"),
    PARTNERS("partners with whom mail must be protected"),
    NONE("none of these"),
    ACCEPTED_DOMAINS("accepted domains not declared");

    private final String text;

    Situation(String text) {
        this.text = text;
    }

    /** As the user is told. */
    public String text() {
        return text;
    }
}
