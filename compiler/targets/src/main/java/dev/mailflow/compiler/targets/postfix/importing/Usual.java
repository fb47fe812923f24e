package dev.mailflow.compiler.targets.postfix.importing;

import java.util.Set;

/** What every Postfix says and a mailflow site does unasked. */
final class Usual {
    /** smtpd restrictions whose sense a policy has already: own networks, users and domains, nobody else. */
    static final Set<String> RESTRICTIONS = Set.of(
            "permit_mynetworks",
            "permit_sasl_authenticated",
            "reject_unauth_destination",
            "defer_unauth_destination",
            "permit",
            "reject",
            "permit_auth_destination",
            "reject_unauth_pipelining",
            "reject_non_fqdn_recipient",
            "reject_non_fqdn_sender",
            "reject_unlisted_recipient");

    private Usual() {}
}
