package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Identities;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which of several certificates that one client may show goes before which others. Where there are more than a policy can put in an order, those
 * of devices with equal settings are one source: between these it makes no difference who is meant.
 *
 * <p>Nowhere is it said which connector the service takes for a client that shows the names of several. A whole name goes before a
 * {@code *.domain}, which would hide it; then, as everywhere in this target, the name of the connector decides, the first one in the order of
 * the alphabet. Of two with one certificate the first of the export has it.
 */
final class CertificateSources {
    private final List<Source> sources;

    /**
     * @param certificates alternatives
     * @param items the connectors that name them, in the same order
     */
    record Source(List<String> certificates, List<Item> items) {
        Source {
            certificates = List.copyOf(certificates);
            items = List.copyOf(items);
        }

        boolean isShared() {
            return items.size() > 1;
        }
    }

    /** The last one goes before all. */
    private CertificateSources(List<Source> sources) {
        this.sources = List.copyOf(sources);
    }

    /** @param device whether a connector becomes a device, and not the site's or a service's */
    static CertificateSources of(Tenant tenant, Predicate<Item> device) {
        Map<String, Item> first = new LinkedHashMap<>();
        for (Item item : tenant.enabled(Kind.INBOUND)) {
            if (item.isOnPremises()) {
                certificate(item).ifPresent(name -> first.putIfAbsent(name, item));
            }
        }
        List<Map.Entry<String, Item>> ordered = first.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Item> entry) ->
                                !entry.getKey().startsWith("*"))
                        .thenComparing(entry -> entry.getValue().name(), Comparator.reverseOrder()))
                .toList();
        return new CertificateSources(grouped(ordered, device).stream()
                .map(entries -> new Source(
                        entries.stream().map(Map.Entry::getKey).toList(),
                        entries.stream().map(Map.Entry::getValue).toList()))
                .toList());
    }

    /** No more together than is needed, for of a group all go before whatever its first goes before. */
    private static List<List<Map.Entry<String, Item>>> grouped(
            List<Map.Entry<String, Item>> ordered, Predicate<Item> device) {
        if (ordered.size() <= Precedence.MOST) {
            return ordered.stream().map(List::of).toList();
        }
        List<List<Map.Entry<String, Item>>> neighbours = new ArrayList<>();
        Map<String, List<Map.Entry<String, Item>>> together = new LinkedHashMap<>();
        String before = "";
        for (Map.Entry<String, Item> entry : ordered) {
            String group = device.test(entry.getValue()) ? settings(entry) : entry.getKey();
            together.computeIfAbsent(group, key -> new ArrayList<>()).add(entry);
            if (!group.equals(before)) {
                neighbours.add(new ArrayList<>());
            }
            neighbours.get(neighbours.size() - 1).add(entry);
            before = group;
        }
        return neighbours.size() <= Precedence.MOST ? neighbours : List.copyOf(together.values());
    }

    /** What the policy says of a device beside its certificate; no certificate is called so. */
    private static String settings(Map.Entry<String, Item> entry) {
        return (entry.getKey().startsWith("*") ? "pattern " : "name ")
                + entry.getValue().is(Property.CLOUD_SERVICES_MAIL)
                + " "
                + entry.getValue().is(Property.TREAT_AS_INTERNAL)
                + " "
                // One that all tenants show would take the right to relay from those beside it.
                + Identities.isShared(new CertificatePattern(entry.getKey()));
    }

    static Optional<String> certificate(Item item) {
        return item.lowerCase(Property.CERTIFICATE_NAME);
    }

    /** Empty if it is off. */
    Optional<Source> of(String certificate) {
        return sources.stream()
                .filter(source -> source.certificates().contains(certificate))
                .findFirst();
    }

    /** How many others it goes before. */
    int before(Source source) {
        return sources.indexOf(source);
    }
}
