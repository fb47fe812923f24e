package dev.mailflow.compiler.targets.postfix.importing;

import java.util.Set;
import java.util.regex.Pattern;

/** What every Postfix says and a mailflow site does unasked. */
final class Usual {
    /** smtpd restrictions whose sense a policy has already: own networks, users and domains, nobody else. */
    static final Set<String> RESTRICTIONS = Set.of(
            "permit_mynetworks",
            "permit_sasl_authenticated",
            "reject_unauth_destination",
            "defer_unauth_destination",
            "permit_auth_destination",
            "reject_unauth_pipelining",
            "reject_non_fqdn_recipient",
            "reject_non_fqdn_sender",
            "reject_unlisted_recipient");

    /** Restrictions that the next member belongs to (postconf(5)). */
    static final Pattern TAKES_ARGUMENT = Pattern.compile(
            "check_[a-z_]+|reject_rbl_client|reject_rhsbl_[a-z]+|reject_rbl|permit_dnswl_client|permit_rhswl_client|sleep"
                    + "|warn_if_reject");

    private Usual() {}
}
