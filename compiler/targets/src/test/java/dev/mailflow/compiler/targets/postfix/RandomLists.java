package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.target.Artifact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lists of restrictions as nobody would write them: few names, classes in classes, tables that hold each other's exceptions. */
final class RandomLists {
    private static final List<String> CLASSES = List.of("one", "two", "three");
    private static final List<String> ADDRESSES = List.of(
            "bob@contoso.com",
            "contoso.com",
            ".contoso.com",
            "sub.contoso.com",
            "bank.example",
            ".bank.example",
            "sun@bank.example",
            "legacy.example",
            "com",
            "<>");
    private static final List<String> NETWORKS = List.of(
            "10.0.0.0/8", "10.1.0.0/16", "!10.1.2.0/24", "10.1.2.200", "192.0.2.64/27", "2001:db8::/32", "0.0.0.0/0");

    static final List<String> CLIENTS = List.of(
            "10.0.0.1",
            "10.1.0.1",
            "10.1.2.1",
            "10.1.2.200",
            "192.0.2.65",
            "198.51.100.7",
            "2001:db8::1",
            "2001:db9::1");
    static final List<String> MAILBOXES = List.of(
            "bob@contoso.com",
            "x@contoso.com",
            "x@sub.contoso.com",
            "x@a.b.contoso.com",
            "sun@bank.example",
            "x@bank.example",
            "x@mx.bank.example",
            "x@legacy.example",
            "x@other.example");

    private final Random random;
    private final Map<String, String> tables = new LinkedHashMap<>();

    RandomLists(Random random) {
        this.random = random;
    }

    /** Settings that {@code apply} brings to a machine. */
    String main() {
        StringBuilder main =
                new StringBuilder("mailflow_tables = $config_directory/mailflow\nmailflow_table_type = texthash\n"
                        + "compatibility_level = 3.6\nsmtpd_tls_security_level = may\nsmtpd_reject_unlisted_recipient = no\nplaintext_reject_code = 550\n"
                        + "mydestination = contoso.com\nrelay_domains = legacy.example\nsmtpd_sasl_auth_enable = no\n");
        if (random.nextBoolean()) {
            main.append("parent_domain_matches_subdomains =\n");
        }
        main.append("mynetworks = 127.0.0.0/8 ")
                .append(some(List.of("10.1.0.0/16", "!10.1.2.200", "192.0.2.0/24", "[2001:db8::]/33"), 3))
                .append("\nsmtpd_restriction_classes = ")
                .append(String.join(", ", CLASSES))
                .append('\n');
        CLASSES.forEach(
                name -> main.append(name).append(" = ").append(list(name, 2)).append('\n'));
        main.append("smtpd_client_restrictions = ").append(random.nextInt(3) == 0 ? list("", 2) : "");
        main.append("\nsmtpd_sender_restrictions = ").append(random.nextInt(3) == 0 ? list("", 2) : "");
        main.append("\nsmtpd_relay_restrictions = ").append(random.nextInt(3) == 0 ? list("", 3) : "");
        main.append("\nsmtpd_recipient_restrictions = ").append(list("", 4)).append(", reject_unauth_destination\n");
        return main.toString();
    }

    List<Artifact> artifacts(String main) {
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(new Artifact("lists.postfix/main.cf", main));
        artifacts.add(new Artifact("lists.postfix/master.cf", ""));
        artifacts.add(new Artifact("lists.postfix/certificates.tsv", "# none\n"));
        artifacts.add(new Artifact("lists.postfix/apply", Resource.text("apply")));
        tables.forEach((name, text) -> artifacts.add(new Artifact("lists.postfix/tables/" + name, text)));
        return artifacts;
    }

    Map<String, String> tables() {
        return tables;
    }

    private String list(String within, int most) {
        return IntStream.rangeClosed(1, 1 + random.nextInt(most))
                .mapToObj(number -> member(within))
                .collect(Collectors.joining(", "));
    }

    private String member(String within) {
        return switch (random.nextInt(10)) {
            case 0 -> "permit_mynetworks";
            case 1 -> pick(List.of("reject_unauth_destination", "permit_auth_destination", "defer_unauth_destination"));
            case 2 -> "reject_plaintext_session";
            case 3 -> random.nextInt(4) == 0 ? pick(List.of("permit", "reject", "defer")) : "permit_mynetworks";
            case 4, 5 -> "check_client_access cidr:$mailflow_tables/" + table("clients", NETWORKS, within);
            case 6, 7 -> "check_sender_access texthash:$mailflow_tables/" + table("senders", ADDRESSES, within);
            case 8 -> "check_recipient_access texthash:$mailflow_tables/" + table("recipients", ADDRESSES, within);
            default -> next(within);
        };
    }

    /** A class that is defined later, so that none leads to itself. */
    private String next(String within) {
        List<String> later = CLASSES.subList(CLASSES.indexOf(within) + 1, CLASSES.size());
        return later.isEmpty() ? "permit_mynetworks" : pick(later);
    }

    private String table(String name, List<String> keys, String within) {
        String file = name + tables.size();
        tables.put(file, "# random\n");
        StringBuilder rows = new StringBuilder();
        for (String key : some(keys, 5).split(" ")) {
            rows.append(key).append("   ").append(value(within)).append('\n');
        }
        tables.put(file, rows.toString());
        return file;
    }

    private String value(String within) {
        return switch (random.nextInt(9)) {
            case 0, 1 -> "OK";
            case 2 -> "DUNNO";
            case 3 -> pick(List.of("REJECT", "REJECT no", "DEFER", "550 5.7.1 no", "451 later"));
            case 4 -> pick(List.of("RELAY", "12345", "550"));
            case 5 -> "permit_auth_destination, reject";
            case 6 -> "reject_plaintext_session";
            default -> next(within);
        };
    }

    /** Different ones, in any order. */
    private String some(List<String> choices, int most) {
        return IntStream.range(0, 1 + random.nextInt(most))
                .mapToObj(number -> pick(choices))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
