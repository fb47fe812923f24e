package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.postfix.importing.Found.Tls;
import dev.mailflow.compiler.targets.postfix.importing.Found.Way;
import dev.mailflow.compiler.targets.postfix.importing.MainCf.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads {@code main.cf} (or the output of {@code postconf -n}) and the sources of the tables that it names: accepted domains,
 * next hops, TLS towards them, trusted clients. Everything else that bears on who may send or where mail goes is reported.
 */
public final class PostfixImport {
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
            "virtual_alias_domains",
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
            "lmtp_tls_policy_maps");

    private static final Set<String> TRUSTED_LOOPBACK =
            Set.of("127.0.0.0/8", "[::1]/128", "127.0.0.1", "[::ffff:127.0.0.0]/104");

    private final MainCf main;
    private final Tables tables;
    private final Map<String, String> policies = new LinkedHashMap<>();
    private final Set<String> usedPolicies = new HashSet<>();
    private final Set<String> understood = new HashSet<>();
    private final List<Diagnostic> reports = new ArrayList<>();
    private final Found found = new Found();

    private PostfixImport(SourceFile main, Map<String, SourceFile> tables) {
        this.main = new MainCf(main);
        this.tables = new Tables(tables);
    }

    /**
     * @param main {@code main.cf}
     * @param tables sources of tables, by the last part of their path
     */
    public static Imported read(SourceFile main, Map<String, SourceFile> tables) {
        PostfixImport reading = new PostfixImport(main, tables);
        reading.read();
        return new Imported(PolicyText.of(reading.found), reading.reports);
    }

    private void read() {
        found.host = main.get("myhostname").map(Setting::value).orElse("mail.example.com");
        understood.addAll(List.of("myhostname", "mydomain", "parent_domain_matches_subdomains", "relay_transport"));
        domains("mydestination", found.domains);
        domains("virtual_mailbox_domains", found.domains);
        domains("relay_domains", found.relayDomains);
        found.relayDomains.removeAll(found.domains);
        networks();
        tlsPolicies();
        transport();
        relayHost();
        senderDependent();
        partnersByPolicyAlone();
        clientTables();
        limits();
        reportTheRest();
    }

    private void report(Span place, String message, String help) {
        reports.add(Diagnostic.of(DiagnosticCode.POSTFIX_NOT_UNDERSTOOD, place, message)
                .withHelp(help));
    }

    private Optional<Setting> take(String name) {
        understood.add(name);
        return main.get(name).filter(setting -> !setting.value().isEmpty());
    }

    /** Rows of every table in the setting; one that cannot be read is reported. */
    private List<Tables.Row> rows(Setting setting) {
        List<Tables.Row> all = new ArrayList<>();
        for (String member : setting.members()) {
            if (!Tables.isReference(member)) {
                continue;
            }
            Optional<List<Tables.Row>> rows = tables.rows(member, setting.place());
            if (rows.isPresent()) {
                all.addAll(rows.get());
            } else {
                unreadable(setting, member);
            }
        }
        return all;
    }

    private void unreadable(Setting setting, String member) {
        report(
                setting.place(),
                "the table `" + member + "` of `" + setting.name() + "` was not read",
                "give its source beside main.cf if it is an indexed or cidr table; write what other types say by hand");
    }

    private boolean parentsMatch(String setting) {
        return main.get("parent_domain_matches_subdomains")
                .map(value -> value.members().contains(setting))
                .orElse(setting.equals("relay_domains") || setting.equals("smtpd_access_maps"));
    }

    private void domains(String name, Collection<String> into) {
        take(name).ifPresent(setting -> {
            boolean parents = parentsMatch(name);
            for (String member : setting.members()) {
                if (!Tables.isReference(member)) {
                    domain(setting.place(), member, parents, into);
                }
            }
            rows(setting).forEach(row -> domain(row.place(), row.key(), parents, into));
        });
    }

    private void domain(Span place, String text, boolean parents, Collection<String> into) {
        String domain = text.toLowerCase(java.util.Locale.ROOT);
        if (domain.equals("localhost") || domain.startsWith("localhost.")) {
            return;
        }
        if (!domain.matches("\\.?[^\\s/:$!\\[\\]]+\\.[^\\s/:$!\\[\\]]+")) {
            report(place, "`" + text + "` is not understood as a domain", "write the domain by hand");
        } else if (domain.startsWith(".")) {
            into.add("*" + domain);
        } else {
            into.add(parents ? "." + domain : domain);
        }
    }

    private void networks() {
        take("mynetworks")
                .ifPresent(setting -> setting.members().forEach(member -> {
                    if (Tables.isReference(member) && !member.startsWith("[")) {
                        unreadable(setting, member);
                    } else if (member.startsWith("!")) {
                        report(
                                setting.place(),
                                "the exception `" + member + "` of `mynetworks` has no counterpart",
                                "list the networks without it");
                    } else if (!TRUSTED_LOOPBACK.contains(member)) {
                        found.trustedNetworks.add(member.replace("[", "").replace("]", ""));
                    }
                }));
    }

    private void tlsPolicies() {
        take("smtp_tls_policy_maps")
                .ifPresent(setting -> rows(setting).forEach(row -> policies.put(row.key(), row.value())));
        take("smtp_tls_security_level");
    }

    private Optional<Tls> tls(String nextHop, Span place) {
        String policy = policies.get(nextHop);
        if (policy != null) {
            usedPolicies.add(nextHop);
            return tlsClause(policy, nextHop, place);
        }
        return main.get("smtp_tls_security_level")
                .flatMap(setting -> tlsClause(setting.value(), nextHop, setting.place()));
    }

    private Optional<Tls> tlsClause(String policy, String nextHop, Span place) {
        String[] words = policy.split("[\\s,]+");
        String match = "";
        String version = "";
        for (int i = 1; i < words.length; i++) {
            if (words[i].startsWith("match=")) {
                match = words[i].substring(6);
            } else if (words[i].startsWith("protocols=")
                    && Protocols.version(words[i].substring(10)).isPresent()) {
                version = Protocols.version(words[i].substring(10)).get();
            } else if (!words[i].startsWith("servername=")) {
                report(
                        place,
                        "`" + words[i] + "` of the TLS policy of `" + nextHop + "` is not understood",
                        "check what it asks for, and write it as a requirement");
            }
        }
        return switch (words[0]) {
            case "none" -> Optional.of(new Tls("tls off"));
            case "may", "dane", "" -> Optional.empty();
            case "encrypt" -> Optional.of(new Tls("require tls" + version));
            case "dane-only" ->
                Optional.of(new Tls((version.isEmpty() ? "" : "require tls" + version + " ") + "dane require"));
            case "verify", "secure" ->
                Optional.of(
                        new Tls("require tls" + version + " cert " + certificates(words[0], match, nextHop, place)));
            default -> {
                report(
                        place,
                        "the TLS level `" + words[0] + "` towards `" + nextHop + "` has no counterpart",
                        "ask for a certificate by name: `require tls cert NAME`");
                yield Optional.of(new Tls("require tls" + version));
            }
        };
    }

    private String certificates(String level, String match, String nextHop, Span place) {
        String domain = nextHop.replaceFirst("^\\[([^\\]]*)\\].*", "$1")
                .replaceFirst("^\\.", "")
                .replaceFirst(":.*", "");
        String usual = level.equals("verify") ? "hostname" : "nexthop:dot-nexthop";
        List<String> names = new ArrayList<>();
        for (String name : (match.isEmpty() ? usual : match).split(":")) {
            switch (name) {
                case "nexthop" -> names.add(domain);
                case "dot-nexthop" -> names.add("*." + domain);
                case "hostname" -> {
                    names.add(domain);
                    if (!nextHop.startsWith("[")) {
                        report(
                                place,
                                "`verify` takes the name of whatever host the MX of `" + nextHop + "` names",
                                "name the hosts of the certificate");
                    }
                }
                default -> names.add(name.startsWith(".") ? "*" + name : name);
            }
        }
        return names.stream().distinct().collect(Collectors.joining(", "));
    }

    private void transport() {
        take("transport_maps").ifPresent(setting -> {
            boolean parents = parentsMatch("transport_maps");
            for (Tables.Row row : rows(setting)) {
                Optional<String> recipient = pattern(row.key(), parents);
                if (recipient.isEmpty()) {
                    report(
                            row.place(),
                            "the key `" + row.key() + "` is not understood",
                            "write the recipients by hand");
                } else {
                    way(row, recipient.get());
                }
            }
        });
        take("default_transport").ifPresent(setting -> {
            if (!setting.value().equals("smtp")) {
                way(new Tables.Row("*", setting.value(), setting.place()), "*");
            }
        });
    }

    private void way(Tables.Row row, String recipient) {
        int colon = row.value().indexOf(':');
        String transport = colon < 0 ? row.value() : row.value().substring(0, colon);
        String nextHop = colon < 0 ? "" : row.value().substring(colon + 1).strip();
        switch (transport) {
            case "" -> {
                if (nextHop.isEmpty()) {
                    found.mailboxes.add(recipient);
                } else {
                    out(row.place(), nextHop, recipient);
                }
            }
            case "smtp", "relay", "esmtp" -> out(row.place(), nextHop, recipient);
            case "local", "virtual", "lmtp", "dovecot", "maildrop", "cyrus" -> found.mailboxes.add(recipient);
            case "error", "retry", "discard" ->
                report(
                        row.place(),
                        "`" + row.key() + "` goes to `" + row.value() + "`, which has no counterpart",
                        "leave the domain out of the accepted ones, or declare `directory complete`");
            default -> {
                report(
                        row.place(),
                        "the delivery service `" + transport + "` is defined in master.cf, which was not read",
                        "check that it is an ordinary smtp client, and which TLS it asks for");
                out(row.place(), nextHop, recipient);
            }
        }
    }

    private Way out(Span place, String nextHop, String recipient) {
        List<String> hosts = new ArrayList<>();
        for (String one : nextHop.split("[,\\s]+")) {
            if (!one.isEmpty()) {
                hosts.add(host(place, one));
            }
        }
        String key = hosts.isEmpty()
                ? recipient.replaceFirst("^\\*?\\.", "").replaceFirst(".*@", "")
                : nextHop.split("[,\\s]+")[0];
        Optional<Tls> tls = hosts.isEmpty() ? tls(policyKey(key), place) : tls(key, place);
        Way way = found.ways.computeIfAbsent(hosts + " " + tls, unknown -> new Way(hosts));
        way.tls = tls;
        way.recipients.add(recipient);
        return way;
    }

    /** The row that smtp(8) would find for a domain: its own, or a parent's with a dot. */
    private String policyKey(String domain) {
        if (policies.containsKey(domain)) {
            return domain;
        }
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            if (policies.containsKey(domain.substring(dot))) {
                return domain.substring(dot);
            }
        }
        return domain;
    }

    private String host(Span place, String nextHop) {
        if (!nextHop.startsWith("[")) {
            report(
                    place,
                    "`" + nextHop + "` means the mail exchangers of that domain; the policy names the host itself",
                    "name the hosts in `via`, or leave `via mx` where it is the recipient's own domain");
            return nextHop;
        }
        int end = nextHop.indexOf(']');
        String host = nextHop.substring(1, end).replaceFirst("(?i)^ipv6:", "");
        String port = nextHop.substring(end + 1);
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
                + (port.equals(":25") || port.equals(":smtp") ? "" : port);
    }

    /** As the policy writes it; empty for what is neither an address nor a domain. */
    private static Optional<String> pattern(String key, boolean parents) {
        if (key.equals("*")) {
            return Optional.of("*");
        }
        if (key.startsWith(".")) {
            return Optional.of("*" + key);
        }
        if (key.indexOf('@') > 0) {
            return Optional.of(key);
        }
        if (key.startsWith("@")) {
            return Optional.of(key.substring(1));
        }
        return key.indexOf('.') > 0 ? Optional.of(parents ? "." + key : key) : Optional.empty();
    }

    private void relayHost() {
        take("relayhost").ifPresent(setting -> out(setting.place(), setting.value(), "*"));
    }

    private void senderDependent() {
        for (String name : List.of("sender_dependent_relayhost_maps", "sender_dependent_default_transport_maps")) {
            take(name)
                    .ifPresent(setting -> rows(setting).forEach(row -> {
                        Optional<String> sender = pattern(row.key(), false);
                        String nextHop = row.value().replaceFirst("^(smtp|relay):", "");
                        if (sender.isEmpty() || nextHop.equalsIgnoreCase("DUNNO")) {
                            report(
                                    row.place(),
                                    "the row of `" + row.key() + "` is not understood",
                                    "write the sender's way by hand");
                            return;
                        }
                        Way way = found.ways.computeIfAbsent("by sender " + nextHop, unknown -> {
                            Way made = new Way(List.of(nextHop.split("[,\\s]+")).stream()
                                    .filter(hop -> !hop.isEmpty())
                                    .map(hop -> host(row.place(), hop))
                                    .toList());
                            made.tls = tls(nextHop, row.place());
                            return made;
                        });
                        way.recipients.add("*");
                        way.senders.add(sender.get());
                    }));
        }
    }

    /** A policy for a domain that no transport names: a partner that is reached by MX. */
    private void partnersByPolicyAlone() {
        main.get("smtp_tls_policy_maps")
                .ifPresent(setting -> policies.forEach((key, policy) -> {
                    if (usedPolicies.contains(key)) {
                        return;
                    }
                    Optional<String> recipient =
                            key.startsWith("[") ? Optional.empty() : pattern(key.replaceFirst(":.*", ""), false);
                    if (recipient.isEmpty()) {
                        report(
                                setting.place(),
                                "nothing is sent to `" + key + "`, for which there is a TLS policy",
                                "nothing to do if it is a leftover");
                        return;
                    }
                    Optional<Tls> tls = tlsClause(policy, key, setting.place());
                    Way way = found.ways.computeIfAbsent("[] " + tls, unknown -> new Way(List.of()));
                    way.tls = tls;
                    way.recipients.add(recipient.get());
                }));
    }

    /** {@code check_client_access} that lets a network relay; the usual restrictions are what mailflow does unasked. */
    private void clientTables() {
        for (String name :
                List.of("smtpd_client_restrictions", "smtpd_relay_restrictions", "smtpd_recipient_restrictions")) {
            take(name).ifPresent(setting -> {
                List<String> members = setting.members();
                for (int i = 0; i < members.size(); i++) {
                    String member = members.get(i);
                    if (member.equals("check_client_access") && i + 1 < members.size()) {
                        clients(setting, members.get(++i), name);
                    } else if (Tables.isReference(member) || !Usual.RESTRICTIONS.contains(member)) {
                        report(
                                setting.place(),
                                "`" + member + "` of `" + name + "` is not understood",
                                "write what it lets in or refuses as a connector with `when` and `require`");
                    }
                }
            });
        }
    }

    private void clients(Setting setting, String reference, String name) {
        Optional<List<Tables.Row>> rows =
                Tables.isReference(reference) ? tables.rows(reference, setting.place()) : Optional.empty();
        if (rows.isEmpty()) {
            unreadable(setting, reference);
            return;
        }
        for (Tables.Row row : rows.get()) {
            boolean permits = row.value().matches("(?i)ok|permit|relay");
            boolean mayRelay = !name.equals("smtpd_client_restrictions");
            if (permits && mayRelay && row.key().matches("[0-9a-fA-F.:]+(/\\d+)?")) {
                found.trustedNetworks.add(row.key().matches("(\\d+\\.){1,3}") ? shortened(row.key()) : row.key());
            } else if (!row.value().matches("(?i)dunno") && !(permits && !mayRelay)) {
                report(
                        row.place(),
                        "the row of `" + row.key() + "` is not understood",
                        "write it as a connector with `when network` and `require`");
            }
        }
    }

    /** {@code 192.0.2.} stands for the network (access(5)). */
    private static String shortened(String prefix) {
        int octets = prefix.split("\\.").length;
        return prefix + "0.".repeat(4 - octets).replaceFirst("\\.$", "") + "/" + 8 * octets;
    }

    private void limits() {
        take("message_size_limit").ifPresent(setting -> {
            if (!setting.value().equals("0")) {
                found.internetRequirements.add("size " + setting.value());
            }
        });
        take("smtpd_tls_security_level").ifPresent(setting -> {
            if (setting.value().equals("encrypt")) {
                found.internetRequirements.add("tls");
            }
        });
        take("hopcount_limit").ifPresent(setting -> {
            if (setting.value().matches("\\d{1,6}")) {
                // Postfix counts its own field and refuses from its limit on.
                found.hopLimit = Optional.of(Math.max(1, Integer.parseInt(setting.value()) - 2));
            }
        });
    }

    private void reportTheRest() {
        List<String> others = new ArrayList<>();
        for (Setting setting : main.all()) {
            if (understood.contains(setting.name()) || setting.value().isEmpty()) {
                continue;
            }
            if (BEYOND.contains(setting.name())) {
                report(
                        setting.place(),
                        "`" + setting.name() + "` has no counterpart in a policy",
                        "keep it in main.cf, and see whether it decides who may send or where mail goes");
            } else {
                others.add(setting.name());
            }
        }
        if (!others.isEmpty()) {
            Setting first = main.get(others.get(0)).orElseThrow();
            report(
                    first.place(),
                    "left out as not deciding who may send what where: " + String.join(", ", others),
                    "nothing to do if none of them matters to the policy");
        }
        tables.unread()
                .forEach(file -> report(
                        new Span(file, 0, Math.min(1, file.text().length())),
                        "no setting that was understood names this file",
                        "leave it out, or give the main.cf that names it"));
    }
}
