package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.AddressBlock;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.type.DomainName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Services of others that mail loops through, for signatures, encryption and the like. Their connectors are of type OnPremises,
 * as those of own servers are, because the headers of the tenant have to survive the way (the vendor's page on add-on services). What
 * tells them apart: a mail flow rule sends to a host that is in no domain of ours and that no other connector to own servers names; and
 * what comes back shows a certificate of that service, or one made for this tenant under a name that is an accepted domain of its own.
 */
final class AddOnServices {
    private final Tenant tenant;
    private final List<DomainName> ours;
    private final Map<Item, String> labels = new IdentityHashMap<>();
    private final Map<String, List<String>> hosts = new LinkedHashMap<>();
    private final Map<String, String> declared = new HashMap<>();

    /** @param accepted as a policy writes them */
    AddOnServices(Tenant tenant, List<String> accepted) {
        this.tenant = tenant;
        this.ours = accepted.stream()
                .map(domain -> new DomainName(domain.replaceAll("^\\.|\\.$", "")))
                .toList();
        for (Item item : tenant.of(Kind.OUTBOUND)) {
            List<String> names = hosts(item);
            if (item.isOnPremises() && item.is(Property.RULE_SCOPED) && isForeign(names)) {
                labels.put(item, label(names.get(0)));
                hosts.putIfAbsent(label(names.get(0)), names);
            }
        }
        for (Item item : tenant.of(Kind.INBOUND)) {
            if (item.isOnPremises() && !item.isOfHybridWizard()) {
                ofInbound(item).ifPresent(label -> labels.put(item, label));
            }
        }
    }

    /** The endpoint of the service whose connector it is, declared where it is first asked for. */
    Optional<String> endpoint(Item item, Declarations declarations) {
        return Optional.ofNullable(labels.get(item))
                .map(label -> declared.computeIfAbsent(
                        label,
                        key -> declarations.endpoint(
                                key, "service", "hosts " + String.join(", ", Objects.requireNonNull(hosts.get(key))))));
    }

    boolean has(Item item) {
        return labels.containsKey(item);
    }

    /** Whether it leads to the hosts that the endpoint has, so that it need not name them. */
    boolean leadsToItsHosts(Item outbound) {
        return hosts(outbound).equals(hosts.get(String.valueOf(labels.get(outbound))));
    }

    /** Whether what was sent to the service is seen to come back. */
    boolean comesBack(Item outbound) {
        String label = labels.get(outbound);
        return label != null && tenant.enabled(Kind.INBOUND).stream().anyMatch(item -> label.equals(labels.get(item)));
    }

    private static List<String> hosts(Item outbound) {
        return outbound.texts(Property.SMART_HOSTS).stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
    }

    private boolean isForeign(List<String> names) {
        return !ours.isEmpty()
                && !names.isEmpty()
                && names.stream()
                        .allMatch(name -> Words.isHost(name)
                                && AddressBlock.parse(name).isEmpty()
                                && ours.stream().noneMatch(domain -> isIn(new DomainName(name), domain))
                                && ofOwnServers().noneMatch(name::equals));
    }

    /** Names by which connectors to own servers know them. */
    private Stream<String> ofOwnServers() {
        return tenant.of(Kind.OUTBOUND).stream()
                .filter(item -> item.isOnPremises() && !item.is(Property.RULE_SCOPED))
                .flatMap(item -> Stream.concat(hosts(item).stream(), item.lowerCase(Property.TLS_DOMAIN).stream()));
    }

    private Optional<String> ofInbound(Item inbound) {
        Optional<String> name = inbound.lowerCase(Property.CERTIFICATE_NAME);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String base = name.get().replaceFirst("^\\*\\.", "");
        Optional<String> related = hosts.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(host -> isOfOneOwner(base, host)))
                .map(Map.Entry::getKey)
                .findFirst();
        boolean madeForUs = hosts.size() == 1
                && name.get().equals(base)
                && ours.contains(new DomainName(base))
                && ours.stream().anyMatch(domain -> new DomainName(base).isBelow(domain))
                && ofOwnServers().noneMatch(base::equals);
        return related.or(
                () -> madeForUs ? Optional.of(hosts.keySet().iterator().next()) : Optional.empty());
    }

    private static boolean isIn(DomainName name, DomainName domain) {
        return name.equals(domain) || name.isBelow(domain);
    }

    /** Whether both are below a name that somebody owns, as far as names tell. */
    private static boolean isOfOneOwner(String one, String other) {
        return owner(one).equals(owner(other));
    }

    /** The two last labels, or three where the last but one is a kind of name as in {@code co.uk}. */
    private static String owner(String name) {
        String[] labels = name.split("\\.", -1);
        int last = labels.length - 1;
        int kept = labels.length > 2 && labels[last].length() == 2 && labels[last - 1].length() <= 3 ? 3 : 2;
        return String.join(".", Arrays.copyOfRange(labels, Math.max(0, labels.length - kept), labels.length));
    }

    private static String label(String host) {
        return owner(host).split("\\.", -1)[0];
    }
}
