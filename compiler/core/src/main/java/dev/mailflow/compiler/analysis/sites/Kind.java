package dev.mailflow.compiler.analysis.sites;

/** What is looked for over several sites. */
enum Kind {
    /** Mail that no site delivers or refuses: it goes round until it has too many hops (R1). */
    ROUND,
    /** Mail for a declared mailbox, or ours to the outside, that a later site refuses because its way on leads back (R9). */
    TURNED_BACK,
    /** A stranger's mail that leaves to the internet. */
    RELAY,
    /** A stranger's mail at a site that refuses it from the stranger itself. */
    FILTER,
    /** A stranger's mail that is delivered without the central way that its site prescribes. */
    CENTRAL
}
