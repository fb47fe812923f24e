package dev.mailflow.benchmarks;

/**
 * What arrives from the wire for one decision, as octets.
 *
 * @param sender reverse-path without brackets, in any case
 * @param recipient forward-path likewise
 * @param client 4 or 16 octets
 * @param certificate a name of the verified certificate
 */
record Query(byte[] sender, byte[] recipient, byte[] client, boolean tls, byte[] certificate) {
    /** The same in octets of its own. */
    Query copy() {
        return new Query(sender.clone(), recipient.clone(), client.clone(), tls, certificate.clone());
    }
}
