package dev.mailflow.compiler.targets.postfix.importing;

import java.util.Set;
import java.util.regex.Pattern;

/** What every Postfix says and a mailflow site does unasked. */
final class Usual {
    /** smtpd restrictions whose sense a policy has already. */
    static final Set<String> RESTRICTIONS = Set.of(
            "reject_unauth_pipelining",
            "reject_non_fqdn_recipient",
            "reject_non_fqdn_sender",
            "reject_unlisted_recipient");

    /** What smtpd(8) finds out by asking others, or of the client's manners. */
    static final Pattern STAYS = Pattern.compile(
            "(warn_if_reject )?(reject_(unknown|invalid|non_fqdn_helo|non_fqdn_hostname|rbl|rhsbl|maps_rbl"
                    + "|unverified|multi_recipient|sender_login|authenticated_sender|known_sender|unauthenticated_sender|unlisted_sender)"
                    + "|permit_(dnswl|rhswl|naked_ip)|check_policy_service|check_helo|check_[a-z_]+_(mx|ns|a|hostname)_access|sleep"
                    + "|defer_if_(permit|reject)).*|warn_if_reject .*");

    private Usual() {}
}
