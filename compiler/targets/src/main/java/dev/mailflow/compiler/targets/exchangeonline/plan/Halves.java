package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.PartnerHalves;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a policy has in two inbound connectors, one by certificate and one by addresses, as the tenant has it. */
final class Halves {
    /** The second half of what has two. */
    private static final String ADDRESSES = "-addresses";

    private final Tenant current;
    private final Names known;

    Halves(Tenant current, Names known) {
        this.current = current;
        this.known = known;
    }

    List<Item> asThere(List<Item> wanted) {
        return turned(paired(eased(together(wanted))));
    }

    /** A connector of own servers takes its certificate or its addresses: a policy has two for that, a tenant may have one. */
    private List<Item> together(List<Item> wanted) {
        List<Item> items = new ArrayList<>(wanted);
        Map<String, Item> seconds = new HashMap<>();
        wanted.stream()
                .filter(item -> item.kind() == Kind.INBOUND && item.name().endsWith(ADDRESSES))
                .forEach(item -> seconds.put(item.name(), item));
        for (Item item : wanted) {
            Optional<Item> second = Optional.ofNullable(seconds.get(item.name() + ADDRESSES));
            boolean both = item.kind() == Kind.INBOUND
                    && item.isOnPremises()
                    && second.isPresent()
                    && !known.has(second.get())
                    && known.byHand(item)
                            .filter(there -> there.text(Property.CERTIFICATE_NAME)
                                            .isPresent()
                                    && !there.texts(Property.SENDER_ADDRESSES).isEmpty())
                            .isPresent()
                    && Comparing.isAlike(
                            item,
                            second.get(),
                            Set.of(
                                    Property.SENDER_ADDRESSES,
                                    Property.CERTIFICATE_NAME,
                                    Property.REQUIRE_TLS,
                                    Property.COMMENT));
            if (both) {
                items.set(
                        items.indexOf(item),
                        item.with(
                                Property.SENDER_ADDRESSES,
                                new Value.Texts(second.get().texts(Property.SENDER_ADDRESSES))));
                items.remove(second.get());
            }
        }
        return items;
    }

    /** Of two halves that have to hold together one may leave it to the other to ask for TLS: a certificate is shown by TLS alone. */
    private List<Item> eased(List<Item> wanted) {
        return wanted.stream()
                .map(item -> item.kind() == Kind.INBOUND
                                && item.name().endsWith(ADDRESSES)
                                && item.is(Property.RESTRICT_TO_ADDRESSES)
                                && first(wanted, item).isPresent()
                        ? current.of(Kind.INBOUND).stream()
                                .filter(there -> !Counterparts.isOfSomePolicy(there)
                                        && Comparing.isAlike(
                                                item, there, Set.of(Property.REQUIRE_TLS, Property.COMMENT)))
                                .findFirst()
                                .map(there ->
                                        item.with(Property.REQUIRE_TLS, new Value.Flag(there.is(Property.REQUIRE_TLS))))
                                .orElse(item)
                        : item)
                .toList();
    }

    /**
     * Two that an administrator made for more senders than the policy has of them, as when another connector has the rest, are the two: what
     * they say is not alike, and the second one has a name that the policy does not know.
     */
    private List<Item> paired(List<Item> wanted) {
        List<Item> items = new ArrayList<>(wanted);
        for (Item second : wanted) {
            if (second.kind() != Kind.INBOUND
                    || !second.name().endsWith(ADDRESSES)
                    || !second.is(Property.RESTRICT_TO_ADDRESSES)
                    || known.has(second)
                    || current.of(Kind.INBOUND).stream()
                            .anyMatch(there -> Comparing.isAlike(second, there, Set.of(Property.COMMENT)))) {
                continue;
            }
            first(items, second)
                    .ifPresent(first -> known.byHand(first)
                            .ifPresent(here -> otherHalf(here, first, second, wanted)
                                    .ifPresent(other -> pair(items, first, second, here, other))));
        }
        return items;
    }

    private static void pair(List<Item> items, Item first, Item second, Item here, Item other) {
        boolean turned = !here.is(Property.RESTRICT_TO_CERTIFICATE);
        Item byAddresses =
                second.with(Property.REQUIRE_TLS, new Value.Flag((turned ? here : other).is(Property.REQUIRE_TLS)));
        Item asHere = turned ? named(byAddresses, first.name()) : first;
        Item asOther = named(turned ? first : byAddresses, other.name())
                .with(Property.COMMENT, other.value(Property.COMMENT).orElseGet(Value.Nothing::new));
        items.set(items.indexOf(first), asHere);
        items.set(items.indexOf(second), asOther);
    }

    /** Of the tenant; none that the policy has under its own name or in the same words, and rather one that says what is wanted. */
    private Optional<Item> otherHalf(Item here, Item first, Item second, List<Item> wanted) {
        return current.of(Kind.INBOUND).stream()
                .filter(other -> !Counterparts.isOfSomePolicy(other)
                        && PartnerHalves.are(here, other)
                        && wanted.stream().noneMatch(item -> isSaidBy(item, other)))
                .min(Comparator.comparing(other -> !isRestrictedAlike(other, first, Property.CERTIFICATE_NAME)
                        && !isRestrictedAlike(other, second, Property.SENDER_ADDRESSES)));
    }

    private boolean isSaidBy(Item item, Item there) {
        return item.kind() == Kind.INBOUND
                && (known.find(item).filter(found -> found == there).isPresent()
                        || Comparing.isAlike(item, there, Set.of(Property.COMMENT)));
    }

    private static boolean isRestrictedAlike(Item there, Item wanted, Property by) {
        return Comparing.words(there, by).equals(Comparing.words(wanted, by));
    }

    /** The one that a second half belongs to: a connector may have such a name for reasons of its own. */
    private static Optional<Item> first(List<Item> items, Item second) {
        return plain(items, second).filter(first -> PartnerHalves.are(first, second));
    }

    private static Optional<Item> plain(List<Item> items, Item second) {
        String plain = second.name().substring(0, second.name().length() - ADDRESSES.length());
        return items.stream()
                .filter(item -> item.kind() == Kind.INBOUND && item.name().equals(plain))
                .findFirst();
    }

    /** Which of two halves has the plain name is the tenant's affair. */
    private List<Item> turned(List<Item> wanted) {
        List<Item> items = new ArrayList<>(wanted);
        for (Item second : wanted) {
            if (second.kind() != Kind.INBOUND || !second.name().endsWith(ADDRESSES) || known.has(second)) {
                continue;
            }
            plain(items, second)
                    .filter(item -> known.byHand(item)
                            .filter(there -> Comparing.isAlike(second, there, Set.of(Property.COMMENT)))
                            .isPresent())
                    .ifPresent(first -> {
                        items.set(items.indexOf(first), named(first, second.name()));
                        items.set(items.indexOf(second), named(second, first.name()));
                    });
        }
        return items;
    }

    private static Item named(Item item, String name) {
        return new Item(item.kind(), name, item.settings(), item.unmodelled());
    }
}
