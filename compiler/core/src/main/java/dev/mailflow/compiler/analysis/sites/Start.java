package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.Arrival;

/**
 * How mail that no other site of ours gave it comes to a site.
 *
 * @param arrival what R7 and on know of it
 */
record Start(int site, Arrival arrival, Kind kind) {
    enum Kind {
        /** Submitted at the site. */
        MAILBOX,
        /** From the internet or a partner, by nobody who has authenticated. */
        STRANGER,
        /** From the destination of a central way, which R8 leaves out then. */
        HANDED,
        /** From a trusted endpoint that is known by nothing but addresses and certificates that anybody can have. */
        ANYBODY
    }
}
