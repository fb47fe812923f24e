package dev.mailflow.relay;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.config.RelayConfiguration.Kind;
import dev.mailflow.relay.config.RelayConfiguration.Listener;
import dev.mailflow.relay.config.RelayConfiguration.ListenerTls;
import dev.mailflow.relay.config.RelayConfiguration.Obligation;
import dev.mailflow.relay.config.RelayConfiguration.Queue;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.RoutingPolicy;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What can be known of configuration, policy and keys together, before the first connection and before a reload is taken; each
 * message names the way out. Of a reload the configuration is that which will be in force after it.
 */
final class StartCheck {
    private static final String KEY = "`tls.key` and `tls.certificate` in the overlay";

    /** So many are read in one line; of more, the first few. */
    private static final int MOST = 8;

    private static final int SHOWN = 5;

    private StartCheck() {}

    /** Why the relay cannot do what its policy decides. */
    static List<String> mistakes(RelayConfiguration configuration, RoutingPolicy policy, TlsEngine tls) {
        List<String> mistakes = ofOneBuild(configuration, policy);
        owed(configuration)
                .filter(one -> isMissing(one, tls))
                .map(StartCheck::due)
                .forEach(mistakes::add);
        configuration
                .local()
                .maildir()
                .filter(maildir -> Files.exists(maildir) && !Files.isDirectory(maildir))
                .ifPresent(file -> mistakes.add("local.maildir: " + file + " is a file, not a folder"));
        for (Listener listener : configuration.listeners()) {
            if (listener.tls() == ListenerTls.IMPLICIT && !tls.canServe()) {
                mistakes.add("the listener on port " + listener.port()
                        + " speaks TLS from the first octet, and no key is configured; state " + KEY);
            }
        }
        mistakes.addAll(boundTwice(configuration.listeners()));
        return mistakes;
    }

    /**
     * Why a reload cannot be taken. Where keys are taken away that listeners need, what is not met without them is no mistake of its
     * own.
     *
     * @param configuration what will be in force
     * @param before the keys that are
     * @param after those that would be
     */
    static List<String> mistakesOfReload(
            RelayConfiguration configuration, RoutingPolicy policy, TlsEngine before, TlsEngine after) {
        boolean isTakenAway = isOffered(configuration) && before.canServe() && !after.canServe();
        List<String> mistakes = ofOneBuild(configuration, policy);
        owed(configuration)
                .filter(one -> isMissing(one, after) && !(isTakenAway && !isMissing(one, before)))
                .map(StartCheck::due)
                .forEach(mistakes::add);
        if (isTakenAway) {
            mistakes.add("no key is configured any more, and the listeners of this relay offer TLS; state " + KEY
                    + ", or restart it if that is meant");
        }
        return mistakes;
    }

    private static List<String> ofOneBuild(RelayConfiguration configuration, RoutingPolicy policy) {
        List<String> mistakes = new ArrayList<>();
        if (!policy.site().equals(configuration.site())) {
            mistakes.add("the routing class decides for site `" + policy.site() + "`, the configuration is for `"
                    + configuration.site() + "`");
        }
        configuration
                .hopLimit()
                .filter(limit -> limit != policy.hopLimit())
                .ifPresent(limit -> mistakes.add("the configuration states hop limit " + limit + ", the routing class "
                        + policy.hopLimit() + "; they are of different builds"));
        return mistakes;
    }

    private static Stream<Obligation> owed(RelayConfiguration configuration) {
        return Stream.concat(
                        configuration.presentedNames().toServers().stream(),
                        configuration.presentedNames().toClients().stream())
                .distinct();
    }

    private static String due(Obligation one) {
        return "the policy obliges this site to show a certificate for " + one
                + ", and none of the configured ones is; add it to `certificates`";
    }

    private static boolean isOffered(RelayConfiguration configuration) {
        return configuration.listeners().stream().anyMatch(listener -> listener.tls() != ListenerTls.OFF);
    }

    /** Java binds either form of any address for both families, so another would find its port in use, as if by a stranger. */
    private static List<String> boundTwice(List<Listener> listeners) {
        List<String> mistakes = new ArrayList<>();
        listeners.stream()
                .filter(listener -> listener.port() > 0)
                .collect(Collectors.groupingBy(Listener::port, TreeMap::new, Collectors.toList()))
                .forEach((port, all) -> boundTwice(port, all).ifPresent(mistakes::add));
        return mistakes;
    }

    private static Optional<String> boundTwice(int port, List<Listener> listeners) {
        List<Listener> anywhere = listeners.stream()
                .filter(listener -> isAnyAddress(listener.address()))
                .toList();
        if (anywhere.size() > 1) {
            return Optional.of("more than one of `listeners` is for port " + port
                    + " of all addresses; `0.0.0.0` and `::` are both for IPv4 and IPv6, so state one of them");
        }
        Set<IpAddress> seen = new LinkedHashSet<>();
        for (Listener listener : listeners) {
            if (!seen.add(listener.address())) {
                return Optional.of("two of `listeners` are for port " + port + " of `" + listener.address()
                        + "`; state one of them");
            }
        }
        seen.removeIf(StartCheck::isAnyAddress);
        return anywhere.isEmpty() || seen.isEmpty()
                ? Optional.empty()
                : Optional.of("one of `listeners` is for port " + port + " of all addresses, `"
                        + seen.iterator().next()
                        + "` of another among them; leave that out, or state each address by itself");
    }

    private static boolean isAnyAddress(IpAddress address) {
        return address.equals(IpAddress.ofV4(0)) || address.equals(IpAddress.of("::"));
    }

    private static boolean isMissing(Obligation one, TlsEngine tls) {
        return one.anyOf().stream().noneMatch(tls::has);
    }

    /** What the relay can live with and its administrator should know. */
    static List<String> warnings(RelayConfiguration configuration, TlsEngine tls) {
        List<String> warnings = new ArrayList<>();
        List<String> requiring = configuration.tlsRequiredBy();
        String which = requiring.isEmpty()
                ? ""
                : named(requiring)
                        + (requiring.size() == 1 ? " requires TLS of its" : " require TLS of their")
                        + " clients, and ";
        boolean isOffered = isOffered(configuration);
        if (!which.isEmpty() && !tls.canServe()) {
            warnings.add(which + "no key is configured, so all of them are refused; state " + KEY);
        } else if (!which.isEmpty() && !isOffered) {
            warnings.add(which + "no listener offers it, so all of them are refused; state `starttls` as `tls` of one"
                    + " of the `listeners`");
        }
        for (Obligation one : configuration.presentedNames().toServersAdvised()) {
            if (isMissing(one, tls)) {
                warnings.add("a server that mail goes to may know this site by a certificate for " + one
                        + ", and none of the configured ones is; if it does, add it to `certificates`");
            }
        }
        if (configuration.submission().users().isPresent() && !(tls.canServe() && isOffered)) {
            warnings.add(
                    "`submission.users` are configured, and AUTH is offered only over TLS, which nobody is offered;"
                            + " state " + KEY + ", and a listener with `starttls` or `implicit`");
        }
        noLogin(configuration).ifPresent(warnings::add);
        tooLarge(configuration).ifPresent(warnings::add);
        Queue queue = configuration.queue();
        int most = Queue.mostPerDestination(queue.deliveries());
        if (queue.deliveriesPerDestination() > most) {
            warnings.add("`queue.deliveriesPerDestination` is " + queue.deliveriesPerDestination()
                    + ", but one destination never has more than " + most + ", for a quarter of the "
                    + queue.deliveries() + " `queue.deliveries` is for destinations that have none yet; state at most "
                    + most + ", or " + needed(queue.deliveriesPerDestination()) + " `queue.deliveries`");
        }
        if (queue.deliveries() > 1 && queue.deliveriesByMx() >= queue.deliveries()) {
            warnings.add("`queue.deliveriesByMx` is " + queue.deliveriesByMx() + ", which leaves none of the "
                    + queue.deliveries() + " `queue.deliveries` for hosts that the policy names and for this site's"
                    + " mailboxes while strangers' hosts stand still; state at most " + (queue.deliveries() - 1));
        }
        return warnings;
    }

    /** AUTH is offered by submission listeners alone, and there who is of {@code submission.networks} need not log in. */
    private static Optional<String> noLogin(RelayConfiguration configuration) {
        List<String> requiring = configuration.authRequiredBy();
        boolean hasUsers = configuration.submission().users().isPresent();
        boolean isOffered = configuration.listeners().stream().anyMatch(one -> one.kind() == Kind.SUBMISSION);
        if (requiring.isEmpty() || hasUsers && isOffered) {
            return Optional.empty();
        }
        boolean areSomeTaken =
                isOffered && !configuration.submission().networks().isEmpty();
        return Optional.of(named(requiring)
                + (requiring.size() == 1 ? " requires its" : " require their") + " clients to log in, and "
                + (hasUsers ? "no listener offers AUTH" : "this relay has no users") + ", so all of them "
                + (areSomeTaken ? "outside of `submission.networks` " : "") + "are refused; "
                + (hasUsers
                        ? "add one of `kind` `submission` to `listeners`"
                        : "state `submission.users` in the overlay"));
    }

    /** A size that the policy allows and the relay does not take. */
    private static Optional<String> tooLarge(RelayConfiguration configuration) {
        long limit = configuration.limits().messageSize();
        Map<String, Long> refused = new LinkedHashMap<>(configuration.sizesAllowed());
        refused.values().removeIf(size -> size <= limit);
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        List<String> allowed = refused.entrySet().stream()
                .map(entry -> "`" + entry.getKey() + "` allows " + octets(entry.getValue()))
                .toList();
        return Optional.of(few(allowed) + ", `limits.messageSize` is " + octets(limit)
                + ", and what is larger than that is refused; state `\"messageSize\": "
                + asWritten(Collections.max(refused.values())) + "` in `limits`");
    }

    private static String named(List<String> connectors) {
        return (connectors.size() == 1 ? "connector " : "connectors ")
                + few(connectors.stream().map(name -> "`" + name + "`").toList());
    }

    /** All of them; of very many the first few, and how many there are beside. */
    private static String few(List<String> all) {
        int shown = all.size() > MOST ? SHOWN : all.size();
        return String.join(", ", all.subList(0, shown))
                + (shown < all.size() ? " and " + (all.size() - shown) + " more" : "");
    }

    private static String octets(long size) {
        return size > 0 && size % (1 << 20) == 0 ? (size >> 20) + " MiB" : size + " octets";
    }

    /** As an overlay has it. */
    private static String asWritten(long size) {
        return size > 0 && size % (1 << 20) == 0 ? "\"" + (size >> 20) + "MiB\"" : String.valueOf(size);
    }

    /** Deliveries of which one destination can have so many. */
    private static int needed(int perDestination) {
        int deliveries = perDestination;
        while (Queue.mostPerDestination(deliveries) < perDestination) {
            deliveries++;
        }
        return deliveries;
    }
}
