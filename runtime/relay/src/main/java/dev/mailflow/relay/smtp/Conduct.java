package dev.mailflow.relay.smtp;

/** What a client does wrong or in vain, until it is too much. A message that is taken makes good for it. */
final class Conduct {
    /** Commands that lead nowhere: enough for a client that resets before every message, few for one that only keeps us busy. */
    private static final int JUNK = 100;
    /** A list with stale addresses is no attack; one that has nothing else is. */
    private static final int REFUSED_RECIPIENTS = 100;
    /** Each costs a key derivation. */
    private static final int FAILED_LOGINS = 3;

    private final int mostErrors;
    private final int mostRecipients;
    private int errors;
    private int junk;
    private int refusedRecipients;
    private int surplusRecipients;
    private int failedLogins;

    Conduct(int mostErrors, int mostRecipients) {
        this.mostErrors = mostErrors;
        this.mostRecipients = mostRecipients;
    }

    /** A command that was wrong. */
    void error() {
        errors++;
    }

    /** A command that does no harm and no work. */
    void junk() {
        junk++;
        if (junk > JUNK) {
            errors++;
        }
    }

    /** Refused by the policy. */
    void refusedRecipient() {
        refusedRecipients++;
        if (refusedRecipients > REFUSED_RECIPIENTS) {
            errors++;
        }
    }

    /** Beyond the limit, or behind a MAIL that was refused: asking for as many again is pipelining, for more is something else (RFC 5321 4.5.3.1.10). */
    void surplusRecipient() {
        surplusRecipients++;
        if (surplusRecipients > mostRecipients) {
            errors++;
        }
    }

    void failedLogin() {
        failedLogins++;
        errors++;
    }

    /** A message was taken. */
    void good() {
        errors = 0;
        junk = 0;
        refusedRecipients = 0;
        surplusRecipients = 0;
    }

    boolean isTooMuch() {
        return errors > mostErrors || failedLogins >= FAILED_LOGINS;
    }
}
