package dev.mailflow.compiler.check;

import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Subscription;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Software;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Between which servers and clouds the table of language.md, section 5, calls for connectors both ways, and which there are. The check
 * that warns of a missing one and the advice that proposes it both ask here.
 */
public final class NeededWays {
    /**
     * @param kind of the endpoint to which it leads
     * @param connector absent where the hybrid wizard made the way
     */
    private record Step(String to, EndpointKind kind, Optional<Connector> connector) {}

    /** All steps, by where they begin and by where they end. */
    private record Steps(Map<String, List<Step>> onward, Map<String, List<Step>> back) {
        static Steps of(CheckedPolicy policy) {
            Steps steps = new Steps(new HashMap<>(), new HashMap<>());
            for (Connector connector : policy.connectors()) {
                if (connector.isEnabled()) {
                    steps.add(connector.from(), connector.to(), Optional.of(connector));
                }
            }
            Collection<Endpoint> all = policy.endpoints().values();
            List<Endpoint> clouds = all.stream()
                    .filter(endpoint -> endpoint.kind() == EndpointKind.EXCHANGE_ONLINE)
                    .toList();
            for (Endpoint server : all) {
                for (Endpoint cloud : isHybridDone(server) ? clouds : List.<Endpoint>of()) {
                    if (isJoinedByWizard(server, cloud)) {
                        steps.add(server, cloud, Optional.empty());
                        steps.add(cloud, server, Optional.empty());
                    }
                }
            }
            return steps;
        }

        private void add(Endpoint from, Endpoint to, Optional<Connector> connector) {
            onward.computeIfAbsent(from.name(), name -> new ArrayList<>(1))
                    .add(new Step(to.name(), to.kind(), connector));
            back.computeIfAbsent(to.name(), name -> new ArrayList<>(1))
                    .add(new Step(from.name(), from.kind(), connector));
        }
    }

    private final CheckedPolicy policy;
    private final boolean nowhere;
    private final boolean noneAtServers;
    /** Made when a way is looked for: most large policies have no two sites that need one. */
    private @Nullable Steps made;
    /** Connectors by where they begin and by where they end. */
    private @Nullable Map<String, Map<String, List<Connector>>> ends;

    private NeededWays(CheckedPolicy policy) {
        this.policy = policy;
        boolean isAnywhere = false;
        boolean isAtServers = false;
        for (Endpoint endpoint : policy.endpoints().values()) {
            boolean isHere = !endpoint.mailboxes().isEmpty();
            isAnywhere |= isHere;
            isAtServers |= isHere && endpoint.kind() == EndpointKind.SERVER;
        }
        nowhere = !isAnywhere;
        noneAtServers = !isAtServers;
    }

    public static NeededWays of(CheckedPolicy policy) {
        return new NeededWays(policy);
    }

    private Steps steps() {
        Steps known = made;
        if (known == null) {
            known = Steps.of(policy);
            made = known;
        }
        return known;
    }

    /** Whether mail must find its way from that server of ours to the cloud, and back. */
    public boolean isNeeded(Endpoint server, Endpoint cloud) {
        if (isJoinedByWizard(server, cloud)) {
            return false;
        }
        // A server whose software is told is one of the situations, and its mailboxes may be anywhere.
        return (isEop(cloud)
                        || !server.mailboxes().isEmpty()
                        || server.software()
                                .map(Spanned::value)
                                .filter(software -> nowhere || !software.canBeHybrid())
                                .isPresent())
                && !onlyPassesOn(server, cloud);
    }

    /**
     * Whether the server holds no mailboxes while others do, and one way between it and the cloud is written: it takes the mail of devices
     * and applications there, or the cloud's out, and nothing has to come back. Without any the table has both.
     */
    public boolean onlyPassesOn(Endpoint server, Endpoint cloud) {
        boolean elsewhere = isEop(cloud) ? !noneAtServers : !nowhere;
        return elsewhere
                && server.mailboxes().isEmpty()
                && (way(server, cloud).isPresent() || way(cloud, server).isPresent());
    }

    /** A subscription that only filters. */
    public static boolean isEop(Endpoint cloud) {
        return cloud.subscription().map(Spanned::value).equals(Optional.of(Subscription.EOP));
    }

    /** Whether the wizard made the connectors between the two: of a subscription that only filters it makes no half. */
    public static boolean isJoinedByWizard(Endpoint server, Endpoint cloud) {
        return isHybridDone(server) && cloud.kind() == EndpointKind.EXCHANGE_ONLINE && !isEop(cloud);
    }

    /** Whether the wizard made the connectors; of other software it made nothing, whatever the file says. */
    public static boolean isHybridDone(Endpoint endpoint) {
        return endpoint.kind() == EndpointKind.SERVER
                && endpoint.hybridDone().filter(Spanned::value).isPresent()
                && endpoint.software()
                        .map(Spanned::value)
                        .filter(software -> !software.canBeHybrid())
                        .isEmpty();
    }

    /** Whether the server runs what can be one half of a hybrid deployment; whoever says that the wizard was run, says so too. */
    public static boolean canBeHybrid(Endpoint server) {
        return server.software().map(Spanned::value).map(Software::canBeHybrid).orElseGet(() -> isHybridDone(server));
    }

    /** Sites and services to which mail from there finds its way, over others of them if need be. */
    public Set<String> reachedFrom(Endpoint start) {
        return walk(start, steps().onward()).keySet();
    }

    /** Sites and services from which mail finds its way there, over others of them if need be. */
    public Set<String> reaching(Endpoint end) {
        return walk(end, steps().back()).keySet();
    }

    /** The shortest way, over others if need be. Empty if there is none; of what the wizard made nothing is written. */
    public Optional<List<Connector>> way(Endpoint from, Endpoint to) {
        Map<String, Step> last = walk(to, steps().back());
        if (!last.containsKey(from.name())) {
            return Optional.empty();
        }
        List<Connector> way = new ArrayList<>();
        for (Step step = last.get(from.name()); step != null && !step.to().isEmpty(); step = last.get(step.to())) {
            step.connector().ifPresent(way::add);
        }
        return Optional.of(way);
    }

    /** What can be reached, each with the step by which it was: back to where it was reached from. */
    private static Map<String, Step> walk(Endpoint start, Map<String, List<Step>> steps) {
        Map<String, Step> reached = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        reached.put(start.name(), new Step("", start.kind(), Optional.empty()));
        open.add(start.name());
        while (!open.isEmpty()) {
            String at = open.remove();
            for (Step step : steps.getOrDefault(at, List.of())) {
                if (handsOn(step.kind()) && !reached.containsKey(step.to())) {
                    reached.put(step.to(), new Step(at, step.kind(), step.connector()));
                    open.add(step.to());
                }
            }
        }
        return reached;
    }

    /** What a printer gets, a partner or the internet, does not come back as ours. */
    private static boolean handsOn(EndpointKind kind) {
        return kind.isSite() || kind == EndpointKind.SERVICE;
    }

    /** Enabled connectors that lead straight from one to the other. */
    public List<Connector> straight(Endpoint from, Endpoint to) {
        return ends().getOrDefault(from.name(), Map.of()).getOrDefault(to.name(), List.of());
    }

    private Map<String, Map<String, List<Connector>>> ends() {
        Map<String, Map<String, List<Connector>>> known = ends;
        if (known == null) {
            known = new HashMap<>();
            for (Connector connector : policy.connectors()) {
                if (connector.isEnabled()) {
                    known.computeIfAbsent(connector.from().name(), name -> new HashMap<>())
                            .computeIfAbsent(connector.to().name(), name -> new ArrayList<>(1))
                            .add(connector);
                }
            }
            ends = known;
        }
        return known;
    }
}
