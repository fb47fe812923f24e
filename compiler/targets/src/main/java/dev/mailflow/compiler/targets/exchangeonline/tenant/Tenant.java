package dev.mailflow.compiler.targets.exchangeonline.tenant;

import dev.mailflow.compiler.type.DomainName;
import java.util.List;
import java.util.Optional;

/**
 * What one tenant holds of mail flow.
 *
 * @param id tells tenants apart
 */
public record Tenant(String id, List<Item> items) {
    public Tenant {
        items = List.copyOf(items);
    }

    public List<Item> of(Kind kind) {
        return items.stream().filter(item -> item.kind() == kind).toList();
    }

    /** Those that are switched on. */
    public List<Item> enabled(Kind kind) {
        return of(kind).stream().filter(item -> item.is(Property.ENABLED)).toList();
    }

    public Optional<Item> find(Kind kind, String name) {
        return of(kind).stream()
                .filter(item -> item.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The accepted domain that the domain belongs to: itself, else the longest one above that takes subdomains. */
    public Optional<Item> accepted(DomainName domain) {
        return of(Kind.ACCEPTED_DOMAIN).stream()
                .filter(item -> takes(item, domain))
                .max((a, b) -> Integer.compare(a.name().length(), b.name().length()));
    }

    private static boolean takes(Item accepted, DomainName domain) {
        DomainName own = new DomainName(accepted.name());
        return own.equals(domain) || (accepted.is(Property.MATCH_SUBDOMAINS) && domain.isBelow(own));
    }

    public boolean refusesDirectSend() {
        return of(Kind.ORGANIZATION).stream().anyMatch(item -> item.is(Property.REJECT_DIRECT_SEND));
    }
}
