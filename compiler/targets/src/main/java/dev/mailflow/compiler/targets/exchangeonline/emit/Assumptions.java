package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;

/** {@code assumptions.md}: what the scripts rest on, and what a tenant should try first. Only what this policy touches. */
final class Assumptions {
    private final Tenant tenant;
    private final StringBuilder page = new StringBuilder();

    private Assumptions(Tenant tenant) {
        this.tenant = tenant;
    }

    static String of(Tenant tenant, String origin, String differences) {
        Assumptions made = new Assumptions(tenant);
        made.page.append("# What these connectors rest on\n\n").append(origin).append("\n\n");
        made.count();
        made.page
                .append("\n## Policy and service compared\n\n")
                .append(differences)
                .append('\n');
        made.undocumented();
        made.tries();
        return made.page.toString();
    }

    private void count() {
        line("| | used | a tenant has room for about |");
        line("|---|---|---|");
        line("| inbound connectors | " + tenant.of(Kind.INBOUND).size() + " | " + Translation.MOST_INBOUND + " |");
        line("| outbound connectors | " + tenant.of(Kind.OUTBOUND).size() + " | " + Translation.MOST_OUTBOUND + " |");
        line("| address blocks, most in one connector | "
                + tenant.of(Kind.INBOUND).stream()
                        .mapToInt(item -> item.texts(Property.SENDER_ADDRESSES).size())
                        .max()
                        .orElse(0)
                + " | not documented |");
    }

    private void undocumented() {
        List<String> open = new ArrayList<>();
        if (has(Kind.INBOUND, Property.SENDER_DOMAINS, "*.") || has(Kind.OUTBOUND, Property.RECIPIENT_DOMAINS, "*.")) {
            open.add("Whether `*.x` covers x itself: the vendor's pages say both. Taken as covered.");
        }
        if (has(Kind.INBOUND, Property.CERTIFICATE_NAME, "*.") || has(Kind.OUTBOUND, Property.TLS_DOMAIN, "*.")) {
            open.add("How many labels `*.x` covers in the name of a certificate. Taken as any number.");
        }
        if (tenant.of(Kind.OUTBOUND).stream().anyMatch(item -> item.is(Property.ALL_ACCEPTED_DOMAINS))) {
            open.add(
                    "Whether a connector for all accepted domains comes before one for `*.x`: the list and the example of"
                            + " one page differ. Taken as after it.");
        }
        if (tenant.of(Kind.OUTBOUND).stream()
                .anyMatch(item -> item.texts(Property.SMART_HOSTS).size() > 1)) {
            open.add("In which order several smart hosts are tried.");
        }
        if (tenant.of(Kind.INBOUND).stream().anyMatch(item -> !item.isOnPremises())) {
            open.add("Whether a partner is known by MAIL FROM or by the From field. Taken as MAIL FROM.");
            open.add("With which reply mail is refused that comes without the TLS that a partner must use.");
        }
        own(open);
        if (!tenant.of(Kind.RULE).isEmpty()) {
            open.add(
                    "Mail flow rules are appended behind those of the tenant; an earlier rule may stop the processing.");
        }
        open.add(
                "Settings that a policy does not speak of (Enhanced Filtering, associated accepted domains, sender rewriting)"
                        + " stay as they are; `mailflow plan exchange-online` names those that are set.");
        if (tenant.of(Kind.ACCEPTED_DOMAIN).stream()
                .anyMatch(item -> item.says(Property.DOMAIN_TYPE, "Authoritative"))) {
            open.add(
                    "Which recipients the directory of the tenant holds: taken as all of the Authoritative domains that the policy"
                            + " does not place at another system. Another one is refused with 5.4.1, or comes back with 5.1.10.");
        }
        open.add("Clients that log in at the submission host are not affected by connectors.");
        open.add("Changes take a while until all of the service knows them.");
        page.append("\n## What is not documented\n\n");
        open.forEach(text -> line("- " + text));
    }

    /** What is written of connectors to and from own servers, and surprises. */
    private void own(List<String> open) {
        List<Item> inbound =
                tenant.enabled(Kind.INBOUND).stream().filter(Item::isOnPremises).toList();
        if (inbound.stream()
                .anyMatch(item -> item.is(Property.REQUIRE_TLS)
                        && item.text(Property.CERTIFICATE_NAME).isEmpty())) {
            open.add("Whether `RequireTls` is asked of own servers that are known by address. Taken as not asked.");
        }
        if (inbound.stream()
                .anyMatch(item -> !item.texts(Property.SENDER_ADDRESSES).isEmpty())) {
            open.add("An address that other tenants list as well names no tenant: the sender's domain decides. One"
                    + " certificate for each tenant is what the vendor asks for.");
        }
        if (inbound.stream().anyMatch(item -> item.is(Property.TREAT_AS_INTERNAL))) {
            open.add("Mail that is treated as internal passes the spam filter with senders of ours, forged ones too.");
        }
        if (tenant.enabled(Kind.OUTBOUND).stream().anyMatch(item -> item.is(Property.ROUTE_ALL))) {
            open.add("Mail that a mailbox forwards is reported to leave without centralized transport.");
        }
        if (tenant.enabled(Kind.INBOUND).stream()
                .anyMatch(item -> !item.isOnPremises()
                        && item.texts(Property.SENDER_DOMAINS).contains("*")
                        && (item.is(Property.RESTRICT_TO_ADDRESSES) || item.is(Property.RESTRICT_TO_CERTIFICATE)))) {
            open.add(
                    "Whether a restriction for all senders holds for mail to the tenant's `onmicrosoft.com` domain too."
                            + " Taken as if it did.");
        }
    }

    private boolean has(Kind kind, Property property, String start) {
        return tenant.of(kind).stream()
                .anyMatch(item -> item.texts(property).stream().anyMatch(text -> text.startsWith(start)));
    }

    private void tries() {
        page.append("\n## What to try first\n\n");
        int number = 1;
        line(
                number++
                        + ". `./connectors.ps1 -WhatIf`: every cmdlet says what it would do and whether it takes the settings.");
        for (Item item : tenant.enabled(Kind.OUTBOUND)) {
            if (!item.is(Property.RULE_SCOPED)
                    && !item.texts(Property.SMART_HOSTS).isEmpty()) {
                line(number++ + ". `Validate-OutboundConnector -Identity " + PowerShell.quoted(item.name())
                        + " -Recipients ADDRESS` sends a test message by each smart host.");
            }
        }
        for (Item item : tenant.enabled(Kind.INBOUND)) {
            line(number++ + ". One message " + source(item) + ": the trace must name `" + item.name() + "`"
                    + (item.is(Property.RESTRICT_TO_ADDRESSES) || item.is(Property.RESTRICT_TO_CERTIFICATE)
                            ? ", and one from elsewhere must be refused with 5.7.51."
                            : "."));
        }
        line(number + ". `./rollback.ps1` if a message goes another way than `mailflow explain` says.");
    }

    private static String source(Item item) {
        if (item.text(Property.CERTIFICATE_NAME).isPresent()) {
            return "with the certificate `"
                    + item.text(Property.CERTIFICATE_NAME).get() + "`";
        }
        List<String> blocks = item.texts(Property.SENDER_ADDRESSES);
        return blocks.isEmpty()
                ? "from `" + String.join("`, `", item.texts(Property.SENDER_DOMAINS)) + "`"
                : "from " + blocks.get(0);
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
