package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code connectors.ps1} and {@code rollback.ps1}. */
public final class Scripts {
    private static final Pattern INCLUDE = Pattern.compile("(?m)^#include (\\S+)\n");

    private Scripts() {}

    /** @param origin what the header says of where it comes from, without a time stamp */
    public static String connectors(Translation translation, String origin) {
        Tenant tenant = translation.tenant();
        StringBuilder script = new StringBuilder(header(
                "Connectors of the tenant.",
                origin,
                "Makes what is missing and sets what is there. Try it first: ./connectors.ps1 -WhatIf"));
        script.append(part("connectors-head.ps1"));
        asked(script, translation);
        script.append('\n').append(part("connectors-keep.ps1"));
        heading(script, tenant.of(Kind.ACCEPTED_DOMAIN), "Accepted domains", translation);
        heading(script, tenant.of(Kind.INBOUND), "Inbound connectors", translation);
        leftOut(script, translation.leftOut());
        suspended(script, tenant);
        heading(script, forRules(tenant), "Outbound connectors for mail flow rules", translation);
        heading(script, tenant.of(Kind.RULE), "Mail flow rules", translation);
        ordered(script, tenant);
        heading(script, others(tenant), "Outbound connectors", translation);
        for (Item item : tenant.of(Kind.ORGANIZATION)) {
            boolean refused = item.is(Property.REJECT_DIRECT_SEND);
            script.append("\n# The organization\n\n");
            if (!refused) {
                script.append("if ((Get-OrganizationConfig).RejectDirectSend) {\n"
                        + "    Write-Warning 'RejectDirectSend was on, and is switched off by the policy.'\n}\n");
            }
            script.append("Set-OrganizationConfig -RejectDirectSend ")
                    .append(PowerShell.flag(refused))
                    .append(" -WhatIf:$WhatIfPreference\n");
        }
        return script.toString();
    }

    /** A script that stops in the middle leaves a tenant that nobody has described. */
    private static void asked(StringBuilder script, Translation translation) {
        Tenant tenant = translation.tenant();
        script.append("\n# Before the first change\n\n");
        ofPolicy(script, translation);
        for (Item item : inOrder(tenant)) {
            if (item.kind() != Kind.ORGANIZATION) {
                script.append(command("Assert", item.kind())).append(" -Name ").append(PowerShell.quoted(item.name()));
                item.text(Property.RULE_ROUTE)
                        .ifPresent(route -> script.append(" -Route ").append(PowerShell.quoted(route)));
                whom(script, item);
                List<Item> members = translation.members(item);
                if (!members.isEmpty()) {
                    script.append(" -Members ")
                            .append(PowerShell.list(
                                    members.stream().map(Item::name).toList()));
                }
                script.append('\n');
            }
        }
        List<String> rules = tenant.of(Kind.RULE).stream().map(Item::name).toList();
        free(script, others(tenant).stream().map(Item::name).toList(), rules);
        for (Item off : forRules(tenant)) {
            if (!off.is(Property.ENABLED)) {
                free(
                        script,
                        List.of(off.name()),
                        tenant.of(Kind.RULE).stream()
                                .filter(rule -> rule.says(Property.RULE_ROUTE, off.name()))
                                .map(Item::name)
                                .toList());
            }
        }
    }

    /** What has a name in the policy is no second one of something else. */
    private static void ofPolicy(StringBuilder script, Translation translation) {
        for (Kind kind : List.of(Kind.INBOUND, Kind.OUTBOUND)) {
            List<String> names = translation.tenant().of(kind).stream()
                    .flatMap(item -> Stream.concat(Stream.of(item), translation.members(item).stream()))
                    .map(Item::name)
                    .toList();
            if (!names.isEmpty()) {
                script.append(kind == Kind.INBOUND ? "$inboundOfPolicy = " : "$outboundOfPolicy = ")
                        .append(PowerShell.list(names))
                        .append('\n');
            }
        }
    }

    /** By what a connector that is for the same mail would be known. */
    private static void whom(StringBuilder script, Item item) {
        if (item.kind() != Kind.INBOUND && item.kind() != Kind.OUTBOUND || !item.is(Property.ENABLED)) {
            return;
        }
        Property property = item.kind() == Kind.OUTBOUND
                ? Property.RECIPIENT_DOMAINS
                : !item.isOnPremises()
                        ? Property.SENDER_DOMAINS
                        : item.text(Property.CERTIFICATE_NAME).isPresent()
                                ? Property.CERTIFICATE_NAME
                                : Property.SENDER_ADDRESSES;
        List<String> values = item.texts(property);
        if (!values.isEmpty()) {
            script.append(" -Type ")
                    .append(PowerShell.quoted(item.text(Property.CONNECTOR_TYPE).orElse("")))
                    .append(" -By ")
                    .append(PowerShell.quoted(property.word()))
                    .append(" -Values ")
                    .append(PowerShell.list(values));
        }
    }

    /** @param rules that will have left the connectors, or will be off, when these are changed */
    private static void free(StringBuilder script, List<String> connectors, List<String> rules) {
        if (!connectors.isEmpty()) {
            script.append("Assert-Free -Names ")
                    .append(PowerShell.list(connectors))
                    .append(" -Rules ")
                    .append(PowerShell.list(rules))
                    .append('\n');
        }
    }

    /** This script makes and sets; what was made before keeps its right until somebody takes it. */
    private static void leftOut(StringBuilder script, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        script.append('\n').append(part("connectors-left-out.ps1"));
        for (String name : names) {
            script.append("\n# To be removed by hand, if it is there: Remove-InboundConnector -Identity ")
                    .append(PowerShell.comment(PowerShell.quoted(name)))
                    .append("\nShow-LeftOut -Name ")
                    .append(PowerShell.quoted(name))
                    .append('\n');
        }
    }

    private static void suspended(StringBuilder script, Tenant tenant) {
        List<Item> off = tenant.of(Kind.RULE).stream()
                .filter(rule -> !rule.is(Property.ENABLED))
                .toList();
        if (!off.isEmpty()) {
            script.append("\n# Mail flow rules that are switched off, before their connectors\n\n");
            off.forEach(rule -> script.append("Suspend-Rule -Name ")
                    .append(PowerShell.quoted(rule.name()))
                    .append('\n'));
        }
    }

    /** A rule needs its connector. */
    private static List<Item> forRules(Tenant tenant) {
        return tenant.of(Kind.OUTBOUND).stream().filter(Scripts::isForRules).toList();
    }

    /** A rule that leaves one of these has to have left it: the service does not take a connector from a rule. */
    private static List<Item> others(Tenant tenant) {
        return tenant.of(Kind.OUTBOUND).stream()
                .filter(item -> !isForRules(item))
                .toList();
    }

    private static boolean isForRules(Item outbound) {
        return outbound.is(Property.RULE_SCOPED);
    }

    private static List<Item> inOrder(Tenant tenant) {
        List<Item> items = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            switch (kind) {
                case OUTBOUND -> items.addAll(forRules(tenant));
                case RULE -> {
                    items.addAll(tenant.of(kind));
                    items.addAll(others(tenant));
                }
                default -> items.addAll(tenant.of(kind));
            }
        }
        return items;
    }

    private static void ordered(StringBuilder script, Tenant tenant) {
        List<String> rules = tenant.of(Kind.RULE).stream().map(Item::name).toList();
        if (rules.size() > 1) {
            script.append("\nMove-Rule -Order ").append(PowerShell.list(rules)).append('\n');
        }
    }

    private static void heading(StringBuilder script, List<Item> items, String title, Translation translation) {
        if (items.isEmpty()) {
            return;
        }
        script.append("\n# ").append(title).append('\n');
        for (Item item : items) {
            script.append('\n')
                    .append(command("Update", item.kind()))
                    .append(" -Name ")
                    .append(PowerShell.quoted(item.name()))
                    .append(" -Settings ")
                    .append(PowerShell.settings(item.settings()));
            members(script, item, translation.members(item));
            script.append('\n');
        }
    }

    /** What each would be by itself: where somebody has made them by hand, they stay apart. */
    private static void members(StringBuilder script, Item group, List<Item> members) {
        if (members.isEmpty()) {
            return;
        }
        script.append(" -Members @(");
        for (Item member : members) {
            Map<String, Value> own = new LinkedHashMap<>();
            own.put("Name", new Value.Text(member.name()));
            member.settings().forEach((property, value) -> {
                if (!group.value(property).equals(Optional.of(value))) {
                    own.put(property.word(), value);
                }
            });
            script.append(member == members.get(0) ? "\n    " : ",\n    ").append(PowerShell.line(own));
        }
        script.append("\n)");
    }

    private static String command(String verb, Kind kind) {
        return verb
                + switch (kind) {
                    case ACCEPTED_DOMAIN -> "-Accepted";
                    case INBOUND -> "-Inbound";
                    case OUTBOUND -> "-Outbound";
                    case RULE -> "-Rule";
                    case ORGANIZATION, REMOTE_DOMAIN ->
                        throw new IllegalArgumentException(kind + " is not set by name");
                };
    }

    /** In the reverse order: what needs another goes before it. */
    public static String rollback(Translation translation, String origin) {
        Tenant tenant = translation.tenant();
        StringBuilder script = new StringBuilder(
                header(
                        "Takes back what connectors.ps1 did.",
                        origin,
                        "Objects that were there get their old settings, the others are removed. Try it first: ./rollback.ps1 -WhatIf"));
        script.append(part("rollback-head.ps1")).append('\n');
        for (Item item : tenant.of(Kind.ORGANIZATION)) {
            script.append("Set-OrganizationConfig -RejectDirectSend ([bool] $before.Organization.RejectDirectSend)")
                    .append(" -WhatIf:$WhatIfPreference\n");
        }
        List<Item> items = new ArrayList<>(inOrder(tenant));
        Collections.reverse(items);
        for (Item item : items.stream()
                .flatMap(item -> Stream.concat(Stream.of(item), translation.members(item).stream()))
                .toList()) {
            if (item.kind() == Kind.ORGANIZATION) {
                continue;
            }
            // Set-TransportRule has no parameter Enabled; the order of the rules comes back at the end.
            script.append(command("Restore", item.kind()))
                    .append(" -Name ")
                    .append(PowerShell.quoted(item.name()))
                    .append(" -Properties ")
                    .append(PowerShell.list(item.settings().keySet().stream()
                            .filter(property -> item.kind() != Kind.RULE
                                    || property != Property.ENABLED && property != Property.RULE_PRIORITY)
                            .map(Property::word)
                            .toList()))
                    .append('\n');
        }
        for (Item rule : tenant.of(Kind.RULE)) {
            script.append("Resume-Rule -Name ")
                    .append(PowerShell.quoted(rule.name()))
                    .append('\n');
        }
        if (tenant.of(Kind.RULE).size() > 1) {
            script.append("Restore-Order\n");
        }
        return script.toString();
    }

    /** Of every script for a tenant: where it comes from, and how it is used. */
    public static String header(String title, String origin, String use) {
        return header(List.of(title, origin, "Connect first: Connect-ExchangeOnline.", use));
    }

    static String header(List<String> lines) {
        return lines.stream()
                .map(line -> "# " + PowerShell.comment(line) + "\n")
                .collect(Collectors.joining("", "#Requires -Version 5.1\n", "\n"));
    }

    /** Scripts stand alone, so what several of them need is put in where they say {@code #include}. */
    public static String part(String name) {
        try (InputStream stream = Objects.requireNonNull(Scripts.class.getResourceAsStream(name), name)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return INCLUDE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(part(found.group(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
