package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.postfix.importing.AddressPatterns.Parents;
import dev.mailflow.compiler.type.DomainName;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Domains that Postfix takes mail for: delivered here, or passed on. */
final class AcceptedDomains {
    private final Configuration configuration;

    AcceptedDomains(Configuration configuration) {
        this.configuration = configuration;
    }

    void read(Found found) {
        if (configuration.main().get("mydestination").isEmpty()) {
            // The default: $myhostname, localhost.$mydomain, localhost.
            configuration
                    .main()
                    .get("myhostname")
                    .ifPresent(host -> domain(host.place(), host.value(), Parents.NEED_A_DOT, found.local));
        }
        domains("mydestination", found.local);
        domains("virtual_mailbox_domains", found.virtual);
        found.domains.addAll(found.local);
        found.domains.addAll(found.virtual);
        configuration
                .main()
                .get("virtual_alias_domains")
                .filter(setting -> !setting.value().isEmpty())
                .ifPresent(setting -> configuration.report(
                        setting.place(),
                        "addresses in the domains of `virtual_alias_domains` are rewritten, which a policy does not do: it takes their mail in, and that is all",
                        "say where the mail of their mailboxes goes"));
        domains("virtual_alias_domains", found.domains);
        domains("relay_domains", found.relayDomains);
        found.relayDomains.removeAll(found.domains);
    }

    private void domains(String name, Collection<String> into) {
        configuration.take(name).ifPresent(setting -> {
            Parents parents = configuration.parents(name);
            for (String member : setting.members()) {
                if (member.startsWith("/")) {
                    configuration
                            .members(setting, member)
                            .forEach(listed -> domain(listed.place(), listed.text(), parents, into));
                } else if (!Tables.isReference(member)) {
                    domain(setting.place(), member, parents, into);
                }
            }
            configuration.rows(setting).forEach(row -> domain(row.place(), row.key(), parents, into));
        });
    }

    private void domain(Span place, String text, Parents parents, Collection<String> into) {
        if (text.startsWith("/")) {
            expression(place, text, into);
            return;
        }
        if (text.indexOf('$') >= 0) {
            // Told when the setting was taken.
            return;
        }
        String domain = text.toLowerCase(Locale.ROOT);
        if (domain.equals("localhost") || domain.startsWith("localhost.")) {
            return;
        }
        Optional<String> name = AddressPatterns.domain(domain.startsWith(".") ? domain.substring(1) : domain)
                .map(DomainName::text)
                .filter(ascii -> ascii.indexOf('.') >= 0);
        if (name.isEmpty()) {
            configuration.report(place, "`" + text + "` is not understood as a domain", "write the domain by hand");
        } else if (domain.startsWith(".")) {
            into.add("*." + name.get());
        } else {
            into.add(parents == Parents.MATCH ? "." + name.get() : name.get());
        }
    }

    private void expression(Span place, String text, Collection<String> into) {
        AddressPatterns.ofDomainExpression(text.substring(1, Math.max(1, text.length() - 1)))
                .ifPresentOrElse(
                        pattern -> into.add(pattern.text()),
                        () -> configuration.report(
                                place,
                                "`" + text
                                        + "` is not understood as a domain: the expression says more than a pattern of a policy",
                                "write the domains by hand"));
    }
}
