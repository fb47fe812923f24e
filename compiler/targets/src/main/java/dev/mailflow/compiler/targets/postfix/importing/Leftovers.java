package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.postfix.importing.MainCf.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What no other part has taken: told by itself where it bears on who may send what where, else counted. */
final class Leftovers {
    /** Decide where mail goes or who may send, in ways that a policy has no words for. */
    private static final Set<String> BEYOND = Set.of(
            "content_filter",
            "smtpd_milters",
            "non_smtpd_milters",
            "header_checks",
            "body_checks",
            "mime_header_checks",
            "smtpd_proxy_filter",
            "virtual_alias_maps",
            "canonical_maps",
            "recipient_canonical_maps",
            "sender_canonical_maps",
            "relocated_maps",
            "sender_bcc_maps",
            "recipient_bcc_maps",
            "always_bcc",
            "luser_relay",
            "fallback_transport",
            "fallback_transport_maps",
            "mailbox_transport_maps",
            "smtp_generic_maps",
            "masquerade_domains",
            "smtpd_sender_login_maps",
            "relay_clientcerts",
            "smtp_sender_dependent_authentication",
            "smtp_sasl_password_maps",
            "smtp_fallback_relay",
            "default_filter_nexthop",
            "address_verify_map",
            "transport_retry_time",
            "smtpd_reject_footer",
            "relay_recipient_maps",
            "virtual_mailbox_maps",
            "local_recipient_maps",
            "sender_dependent_relayhost_maps",
            "smtpd_client_restrictions",
            "smtpd_helo_restrictions",
            "smtpd_sender_restrictions",
            "smtpd_data_restrictions",
            "smtpd_end_of_data_restrictions",
            "smtpd_etrn_restrictions",
            "smtpd_relay_restrictions",
            "smtpd_recipient_restrictions",
            "smtpd_restriction_classes",
            "smtpd_tls_req_ccert",
            "mynetworks_style",
            "smtp_tls_per_site",
            "lmtp_tls_policy_maps",
            "smtp_use_tls",
            "smtp_enforce_tls",
            "smtp_tls_enforce_peername",
            "smtp_tls_wrappermode",
            "smtpd_use_tls",
            "smtpd_tls_mandatory_protocols",
            "smtpd_tls_auth_only",
            "smtpd_reject_unlisted_sender",
            "permit_mx_backup_networks",
            "smtpd_authorized_xforward_hosts",
            "smtpd_relay_before_recipient_restrictions",
            "propagate_unmatched_extensions",
            "postscreen_access_list",
            "postscreen_denylist_action",
            "postscreen_blacklist_action",
            "postscreen_dnsbl_action",
            "postscreen_dnsbl_sites",
            "postscreen_dnsbl_threshold",
            "postscreen_greet_action",
            "postscreen_pipelining_action",
            "postscreen_non_smtp_command_action",
            "postscreen_bare_newline_action",
            "soft_bounce",
            "smtp_dns_support_level",
            "disable_dns_lookups",
            "smtpd_helo_required",
            "strict_rfc821_envelopes",
            "smtpd_reject_unlisted_recipient",
            "defer_transports",
            "alias_maps");

    private Leftovers() {}

    static void report(Configuration configuration) {
        stages(configuration);
        List<String> others = new ArrayList<>();
        for (Setting setting : configuration.main().all()) {
            boolean mayEncrypt =
                    setting.name().matches("smtpd?_use_tls") && setting.value().equals("yes");
            if (configuration.isUnderstood(setting) || setting.value().isEmpty() || mayEncrypt) {
                continue;
            }
            if (BEYOND.contains(setting.name())) {
                configuration.report(
                        setting.place(),
                        "`" + setting.name() + "` has no counterpart in a policy",
                        "keep it in main.cf, and see whether it decides who may send or where mail goes");
            } else {
                others.add(setting.name());
            }
        }
        if (!others.isEmpty()) {
            Setting first = configuration.main().get(others.get(0)).orElseThrow();
            configuration.report(
                    first.place(),
                    "left out; the import does not read these: " + String.join(", ", others),
                    "nothing to do if none of them decides who may send or where mail goes, and no name is misspelt");
        }
        otherDoors(configuration);
        configuration
                .main()
                .unread()
                .forEach(line -> configuration.report(
                        line.place(),
                        "`" + line.text() + "` is no setting",
                        "mend the line: Postfix would not take it"));
        List<SourceFile> unread = configuration.tables().unread();
        if (!unread.isEmpty()) {
            SourceFile first = unread.get(0);
            configuration.report(
                    new Span(first, 0, Math.min(1, first.text().length())),
                    "no setting that was understood names "
                            + (unread.size() == 1
                                    ? "this file"
                                    : "these files: "
                                            + unread.stream()
                                                    .map(SourceFile::path)
                                                    .collect(Collectors.joining(", "))),
                    "nothing to do if what names them is told besides; else give the main.cf that does");
        }
    }

    /** The lists are read as they are asked by default: all of them for each recipient. */
    private static void stages(Configuration configuration) {
        configuration
                .take("smtpd_delay_reject")
                .filter(setting -> setting.value().equals("no"))
                .ifPresent(setting -> configuration.report(
                        setting.place(),
                        "with `smtpd_delay_reject = no` the lists for client, HELO and sender are asked before a recipient is known:"
                                + " the policy says what they say when all is known",
                        "look for restrictions about recipients in these lists: Postfix passes over them there"));
    }

    private static void otherDoors(Configuration configuration) {
        MasterCf services = configuration.services();
        services.otherDoors()
                .forEach(
                        service -> configuration.report(
                                service.place(),
                                "the policy is about port 25: `" + service.name()
                                        + "` takes mail by settings of its own, "
                                        + String.join(", ", service.options().keySet()),
                                "keep it in master.cf; what users submit there is what a policy calls an authenticated user, or `mailbox`"));
        services.port25()
                .ifPresent(
                        first -> services.otherDoorsOnPort25()
                                .forEach(
                                        service -> configuration.report(
                                                service.place(),
                                                "the policy is about `" + first.name() + "`: `" + service.name()
                                                        + "` takes mail on port 25 by other settings",
                                                "import each with a master.cf that has only one of them, and compare the two policies")));
    }
}
