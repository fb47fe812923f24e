package dev.mailflow.compiler.targets.exchangeonline.service;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@link Service#receive} says of all messages at once, as boxes; of one tenant, at its MX. Together the pieces hold every
 * message of the scope that came over SMTP. A piece is a box without what others take before it: those never forbid a name, as the
 * search wants it, so that a restriction that was met is a need and one that was not is a forbidden name.
 */
public final class ReceptionRegions {
    private final Atoms atoms;
    private final MessageSpace space;
    private final Tenant tenant;
    private final Box scope;
    private final Ranges known;
    private final Ranges unknown;
    private final List<Region> own = new ArrayList<>();
    private final List<Box> recognised = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final List<Admitted> admitted = new ArrayList<>();

    /**
     * @param except boxes that others take
     * @param status enhanced status code; empty where no source states it
     */
    public record Refused(Box box, List<Region> except, String status) {
        public Refused {
            except = List.copyOf(except);
        }
    }

    /** @param except boxes that others take */
    public record Admitted(Box box, List<Region> except, Departure.Source source) {
        public Admitted {
            except = List.copyOf(except);
        }
    }

    /**
     * @param scope what is asked about
     * @param known recipients that the directory knows
     */
    public ReceptionRegions(Atoms atoms, Box scope, Ranges known) {
        this.atoms = atoms;
        this.space = atoms.space();
        this.tenant = atoms.tenant();
        this.scope = scope.only(Dimension.CHANNEL, space.connections());
        this.known = known;
        this.unknown = atoms.unknown(known);
        originating();
        incoming();
    }

    public List<Refused> refused() {
        return refused;
    }

    public List<Admitted> admitted() {
        return admitted;
    }

    // Of the tenant itself.

    private void originating() {
        List<Item> servers =
                tenant.enabled(Kind.INBOUND).stream().filter(Item::isOnPremises).toList();
        List<Item> certified = servers.stream()
                .filter(item -> item.text(Property.CERTIFICATE_NAME)
                        .filter(name -> tenant.accepted(Patterns.domainOf(name)).isPresent())
                        .isPresent())
                .toList();
        recognised.addAll(recognised(servers));
        Box ours = scope.only(Dimension.SENDER, atoms.acceptedSenders());
        List<Box> all = new ArrayList<>(List.of(showing(scope, names(certified))));
        recognised.forEach(box -> all.add(ours.and(box)));
        for (Box box : all) {
            if (box.isEmpty()) {
                continue;
            }
            own.add(box);
            Box lost = box.only(Dimension.RECIPIENT, unknown);
            if (!lost.isEmpty()) {
                refused.add(new Refused(lost, List.of(), Service.NO_SUCH_RECIPIENT));
            }
            Box found = box.except(Dimension.RECIPIENT, unknown);
            if (!found.isEmpty()) {
                admitted.add(new Admitted(found, List.of(), Departure.Source.OWN_SERVER));
            }
        }
    }

    /** What shows a certificate or has an address of one of them. */
    private List<Box> recognised(List<Item> items) {
        return List.of(scope.only(Dimension.CLIENT, clients(items)), showing(scope, names(items))).stream()
                .filter(box -> !box.isEmpty())
                .toList();
    }

    private Ranges clients(List<Item> items) {
        return Ranges.union(items.stream().map(atoms::clients).toList());
    }

    private Ranges names(List<Item> items) {
        return Ranges.union(items.stream().map(atoms::names).toList());
    }

    /** Nothing shows a certificate without TLS; without such a name the box is empty. */
    private Box showing(Box box, Ranges names) {
        return box.only(Dimension.CHANNEL, space.tls(Optional.empty())).needing(names);
    }

    // For the tenant.

    /** Senders for whom the same is asked. */
    private record Asked(BitSet restrictions, boolean tls) {}

    private void incoming() {
        Ranges accepted = atoms.acceptedRecipients();
        refuse(scope.except(Dimension.RECIPIENT, accepted), "5.7.64");
        Ranges taken = Ranges.union(List.of(known, atoms.relayedRecipients()));
        List<Item> partners = tenant.enabled(Kind.INBOUND).stream()
                .filter(item -> !item.isOnPremises())
                .toList();
        Box inside = scope.only(Dimension.RECIPIENT, accepted);
        List<Item> all = tenant.enabled(Kind.INBOUND);
        Recognised connectors = new Recognised(clients(all), names(all), recognised(all));
        parts(partners).forEach((asked, senders) -> {
            Box met = restricted(partners, asked, inside.only(Dimension.SENDER, senders));
            if (asked.tls()) {
                refuse(met.only(Dimension.CHANNEL, space.plain()), "");
                met = met.only(Dimension.CHANNEL, space.tls(Optional.empty()));
            }
            for (Box passed : directSend(met, connectors)) {
                refuse(passed.except(Dimension.RECIPIENT, taken), "5.4.1");
                admit(passed.only(Dimension.RECIPIENT, taken));
            }
        });
    }

    /** Senders by what is asked of them: between two borders it is the same. */
    private Map<Asked, Ranges> parts(List<Item> partners) {
        List<Ranges> senders = partners.stream().map(atoms::senders).toList();
        TreeMap<Integer, List<Integer>> begins = new TreeMap<>();
        TreeMap<Integer, List<Integer>> ends = new TreeMap<>();
        Ranges all = space.all(Dimension.SENDER);
        begins.put(all.least(), new ArrayList<>());
        for (int item = 0; item < senders.size(); item++) {
            Ranges ranges = senders.get(item);
            for (int i = 0; i < ranges.count(); i++) {
                begins.computeIfAbsent(ranges.first(i), at -> new ArrayList<>()).add(item);
                begins.computeIfAbsent(ranges.last(i) + 1, at -> new ArrayList<>());
                ends.computeIfAbsent(ranges.last(i) + 1, at -> new ArrayList<>())
                        .add(item);
            }
        }
        Map<Asked, List<Ranges>> parts = new LinkedHashMap<>();
        BitSet restrictions = new BitSet();
        int tls = 0;
        int last = all.last(all.count() - 1);
        for (int border : List.copyOf(begins.keySet())) {
            for (int item : ends.getOrDefault(border, List.of())) {
                restrictions.clear(item);
                tls -= partners.get(item).is(Property.REQUIRE_TLS) ? 1 : 0;
            }
            for (int item : begins.getOrDefault(border, List.of())) {
                restrictions.set(item, isRestricting(partners.get(item)));
                tls += partners.get(item).is(Property.REQUIRE_TLS) ? 1 : 0;
            }
            Integer next = begins.higherKey(border);
            Ranges here = Ranges.of(border, next == null ? last : next - 1);
            if (!here.isEmpty()) {
                parts.computeIfAbsent(new Asked((BitSet) restrictions.clone(), tls > 0), asked -> new ArrayList<>())
                        .add(here);
            }
        }
        Map<Asked, Ranges> united = new LinkedHashMap<>();
        parts.forEach((asked, ranges) -> united.put(asked, Ranges.union(ranges)));
        return united;
    }

    private static boolean isRestricting(Item item) {
        return item.is(Property.RESTRICT_TO_ADDRESSES) || item.is(Property.RESTRICT_TO_CERTIFICATE);
    }

    /** Every restriction holds, whatever else fits; what meets all of them goes on. */
    private Box restricted(List<Item> partners, Asked asked, Box box) {
        Box met = box;
        for (Item item : asked.restrictions().stream().mapToObj(partners::get).toList()) {
            if (item.is(Property.RESTRICT_TO_ADDRESSES)) {
                Ranges clients = atoms.clients(item);
                refuse(met.except(Dimension.CLIENT, clients), "5.7.51");
                met = met.only(Dimension.CLIENT, clients);
            }
            if (item.is(Property.RESTRICT_TO_CERTIFICATE)) {
                Ranges names = atoms.names(item);
                refuse(met.without(names), "5.7.51");
                met = showing(met, names);
            }
        }
        return met;
    }

    /** By what connectors recognise a source, and the messages in which they do. */
    private record Recognised(Ranges clients, Ranges names, List<Box> boxes) {}

    /** RejectDirectSend: what no connector recognises has no sender of ours. */
    private List<Box> directSend(Box box, Recognised connectors) {
        if (!tenant.refusesDirectSend()) {
            return List.of(box);
        }
        Ranges ours = atoms.acceptedSenders();
        Box own = box.only(Dimension.SENDER, ours);
        refuse(own.except(Dimension.CLIENT, connectors.clients()).without(connectors.names()), "5.7.68");
        List<Box> passed = new ArrayList<>(List.of(box.except(Dimension.SENDER, ours)));
        connectors.boxes().forEach(who -> passed.add(own.and(who)));
        return passed;
    }

    private void refuse(Box box, String status) {
        if (!box.isEmpty()) {
            refused.add(new Refused(box, own, status));
        }
    }

    private void admit(Box box) {
        for (Box server : recognised) {
            Box both = box.and(server);
            if (!both.isEmpty()) {
                admitted.add(new Admitted(both, own, Departure.Source.OWN_SERVER));
            }
        }
        if (!box.isEmpty()) {
            List<Region> servers = new ArrayList<>(own);
            servers.addAll(recognised);
            admitted.add(new Admitted(box, servers, Departure.Source.OUTSIDE));
        }
    }
}
