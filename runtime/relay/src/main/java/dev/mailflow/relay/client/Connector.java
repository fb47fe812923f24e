package dev.mailflow.relay.client;

import dev.mailflow.relay.client.HopProfile.Standing;
import dev.mailflow.relay.memory.BoundedMap;
import dev.mailflow.relay.published.Assurance;
import dev.mailflow.relay.published.Objection;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.socket.OwnFailure;
import dev.mailflow.relay.socket.Sockets;
import dev.mailflow.relay.time.Deadlines;
import dev.mailflow.relay.tls.PeerTls;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.Level;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Opens connections to next hops and protects them exactly as the policy demands (language contract R11). */
final class Connector {
    /** What the contract gives every deferral of R11. */
    static final String UNMET_TLS = "4.4.317";

    /** RFC 5321 4.5.3.2.1. */
    private static final Duration GREETING = Duration.ofMinutes(5);

    /** Beyond it the one that was noted first is forgotten, and noted again when it has mail. */
    private static final int MOST_WITHOUT_CHUNKS = 10_000;

    private final String hostName;
    private final TlsEngine tls;
    private final Duration connectTimeout;
    private final Deadlines<Dialogue> deadlines;
    private final Predicate<Lease> holds;
    private final Dialling dialling;
    /** Hops that announce CHUNKING and do not know BDAT. */
    private final Set<String> withoutChunks =
            Collections.synchronizedSet(Collections.newSetFromMap(new BoundedMap<>(MOST_WITHOUT_CHUNKS)));

    /** @param holds see {@link dev.mailflow.relay.queue.MailQueue#holds} */
    Connector(
            String hostName,
            TlsEngine tls,
            Duration connectTimeout,
            Deadlines<Dialogue> deadlines,
            Predicate<Lease> holds) {
        this(hostName, tls, connectTimeout, deadlines, holds, Dialogue::open);
    }

    /** @param dialling how a connection is made */
    Connector(
            String hostName,
            TlsEngine tls,
            Duration connectTimeout,
            Deadlines<Dialogue> deadlines,
            Predicate<Lease> holds,
            Dialling dialling) {
        this.holds = holds;
        this.dialling = dialling;
        this.hostName = hostName;
        this.tls = tls;
        this.connectTimeout = connectTimeout;
        this.deadlines = deadlines;
    }

    /** Makes a connection. */
    @FunctionalInterface
    interface Dialling {
        Dialogue open(InetSocketAddress address, Duration patience) throws IOException;
    }

    /** Whether STARTTLS is tried. */
    private enum Protection {
        STARTTLS,
        PLAIN
    }

    /**
     * Where to connect, and what must be true of it.
     *
     * @param host the next hop's name, for SNI
     * @param assurance what the destination's own word asks for beside the demand
     * @param choice how the host was found
     */
    record Goal(
            Connection.Protocol protocol,
            String host,
            InetSocketAddress address,
            TlsDemand demand,
            Assurance assurance,
            Choice choice) {
        String remote() {
            return host + "[" + IpAddress.of(address.getAddress().getAddress()) + "]:" + address.getPort();
        }
    }

    /** Whether somebody else could have put the host there. */
    enum Choice {
        /** Named by the administrator, or validated by DNSSEC. */
        CERTAIN,
        /** By an answer of the DNS that nobody vouches for. */
        UNPROVED
    }

    /** @throws HopFailure if it cannot be reached or does not meet the demand; never falls back to less than demanded */
    Connection open(Goal goal) throws HopFailure {
        return open(goal, GREETING);
    }

    /** @param patience how long to wait for its greeting; not longer than a host may take in any case */
    Connection open(Goal goal, Duration patience) throws HopFailure {
        if (goal.demand.level() == Level.NEVER) {
            return attempt(goal, Protection.PLAIN, patience);
        }
        try {
            return attempt(goal, Protection.STARTTLS, patience);
        } catch (HopFailure failure) {
            if (failure.kind() == HopFailure.Kind.TLS
                    && goal.demand.level() == Level.OPPORTUNISTIC
                    && !goal.assurance.needsTls()) {
                // RFC 7435: better unprotected than not at all, where nothing was demanded.
                return afterTls(goal, patience, failure);
            }
            throw failure;
        }
    }

    /** It spoke a moment ago, so it was heard, though it may not take the next call. */
    private Connection afterTls(Goal goal, Duration patience, HopFailure before) throws HopFailure {
        try {
            Connection plain = attempt(goal, Protection.PLAIN, patience);
            before.tls().ifPresent(plain::noteTls);
            return plain;
        } catch (HopFailure failure) {
            throw failure.after(before);
        }
    }

    /** From now on it gets its mail by DATA. */
    void noteWithoutChunks(String remote) {
        withoutChunks.add(remote);
    }

    /** Hops that are remembered so. */
    int withoutChunks() {
        return withoutChunks.size();
    }

    private Connection attempt(Goal goal, Protection protection, Duration patience) throws HopFailure {
        String remote = goal.remote();
        Dialogue dialogue = dial(goal.address, remote);
        try {
            greet(dialogue, remote, patience);
            Map<String, String> features = features(dialogue, goal);
            PeerTls peer = PeerTls.NONE;
            if (protection == Protection.STARTTLS && features.containsKey("STARTTLS")) {
                peer = startTls(dialogue, goal.host, remote, goal.demand);
                // RFC 3207 4.2: what was said in plain text does not count.
                features = features(dialogue, goal);
            }
            check(remote, peer, goal.assurance, dialogue);
            Optional<Reason> unmet = goal.demand.judge(peer.remote());
            if (unmet.isPresent()) {
                throw new HopFailure(
                        HopFailure.Kind.UNUSABLE,
                        UNMET_TLS,
                        unmet.get().id(),
                        unmet(remote, unmet.get(), peer, goal.demand),
                        unmet.get() == Reason.TLS_UNAVAILABLE
                                ? TlsResult.STARTTLS_NOT_SUPPORTED
                                : unmet.get() == Reason.TLS_VERSION
                                        ? TlsResult.VALIDATION_FAILURE
                                        : TlsResult.of(peer));
            }
            if (withoutChunks.contains(remote)) {
                features.remove("CHUNKING");
            }
            return new Connection(
                    dialogue,
                    new HopProfile(remote, features, peer.version(), goal.assurance.word(), standing(goal, peer)),
                    goal.protocol,
                    holds);
        } catch (IOException e) {
            drop(dialogue);
            throw HopFailure.unusable("4.4.2", remote + ": " + e.getMessage());
        } catch (HopFailure e) {
            drop(dialogue);
            throw e;
        } catch (RuntimeException e) {
            drop(dialogue);
            throw HopFailure.ofOurs(remote, e);
        }
    }

    /** RFC 8689 4.2.1: by the name in a certificate that verifies, or by DANE, of a host that nobody else could have named. */
    private static Standing standing(Goal goal, PeerTls peer) {
        if (goal.protocol == Connection.Protocol.LMTP) {
            return Standing.OURS;
        }
        if (!peer.version().isProtected()) {
            return Standing.ANYBODY;
        }
        boolean isVouchedFor = goal.assurance instanceof Assurance.ByDane || goal.assurance instanceof Assurance.BySts;
        boolean isNamed = peer.names().stream().anyMatch(name -> new CertificateName(name).matches(goal.host))
                || goal.demand.level() == Level.REQUIRED
                        && !goal.demand.serverNames().isEmpty();
        return isVouchedFor || goal.choice == Choice.CERTAIN && isNamed ? Standing.AUTHENTICATED : Standing.ANYBODY;
    }

    private static void check(String remote, PeerTls peer, Assurance assurance, Dialogue dialogue) throws HopFailure {
        if (assurance.needsTls() && !peer.version().isProtected()) {
            throw new HopFailure(
                    HopFailure.Kind.UNUSABLE,
                    UNMET_TLS,
                    Reason.TLS_UNAVAILABLE.id(),
                    remote + " does not offer STARTTLS, which" + assurance.word() + " asks for",
                    TlsResult.STARTTLS_NOT_SUPPORTED);
        }
        Optional<Objection> why = assurance.judge(dialogue.chain(), peer.names());
        if (why.isPresent()) {
            throw new HopFailure(
                    HopFailure.Kind.UNUSABLE,
                    UNMET_TLS,
                    Reason.CERT_MISMATCH.id(),
                    remote + ": " + why.get().text(),
                    TlsResult.of(assurance, why.get(), peer));
        }
    }

    private Dialogue dial(InetSocketAddress address, String remote) throws HopFailure {
        try {
            Dialogue dialogue = dialling.open(address, connectTimeout);
            deadlines.watch(dialogue);
            return dialogue;
        } catch (IOException e) {
            throw undialled(remote, e);
        }
    }

    /** Heard only if it refused. */
    static HopFailure undialled(String remote, IOException e) {
        String why = String.valueOf(e.getMessage());
        if (e instanceof OwnFailure) {
            return HopFailure.withoutSocket(remote + ": " + why);
        }
        if (Sockets.isRefusal(e)) {
            return HopFailure.unusable("4.4.1", remote + ": " + why);
        }
        // Whether it was a router far away that said there is no way (ICMP) or this machine, Java does not tell.
        return HopFailure.unheard(remote + ": " + why);
    }

    private void drop(Dialogue dialogue) {
        deadlines.forget(dialogue);
        dialogue.close();
    }

    /** Ends a connection that was opened here. */
    void close(Connection connection) {
        connection.close();
        deadlines.forget(connection.dialogue());
    }

    private static void greet(Dialogue dialogue, String remote, Duration patience) throws IOException, HopFailure {
        dialogue.allow(patience.compareTo(GREETING) < 0 ? patience : GREETING);
        SmtpAnswer greeting = dialogue.answer();
        if (greeting.code() != 220) {
            throw HopFailure.unusable("4.4.2", remote + " greets with " + greeting.line());
        }
        dialogue.allow(GREETING);
    }

    private Map<String, String> features(Dialogue dialogue, Goal goal) throws IOException, HopFailure {
        String remote = goal.remote();
        if (goal.protocol == Connection.Protocol.LMTP) {
            return hello(dialogue, "LHLO", remote)
                    .orElseThrow(() -> HopFailure.unusable("4.4.2", remote + " refuses LHLO"));
        }
        Optional<Map<String, String>> extended = hello(dialogue, "EHLO", remote);
        if (extended.isPresent()) {
            return extended.get();
        }
        SmtpAnswer plain = dialogue.ask("HELO " + hostName);
        if (!plain.isPositive()) {
            throw HopFailure.unusable("4.4.2", remote + " refuses HELO: " + plain.line());
        }
        return new HashMap<>();
    }

    /** Empty if the hop does not know the command. */
    private Optional<Map<String, String>> hello(Dialogue dialogue, String verb, String remote)
            throws IOException, HopFailure {
        SmtpAnswer answer = dialogue.ask(verb + " " + hostName);
        if (answer.code() >= 500) {
            return Optional.empty();
        }
        if (!answer.isPositive()) {
            throw HopFailure.unusable("4.4.2", remote + " refuses " + verb + ": " + answer.line());
        }
        Map<String, String> features = new HashMap<>();
        for (String line : answer.lines().subList(1, answer.lines().size())) {
            int space = line.indexOf(' ');
            String keyword = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
            features.put(keyword, space < 0 ? "" : line.substring(space + 1).trim());
        }
        return Optional.of(features);
    }

    private PeerTls startTls(Dialogue dialogue, String host, String remote, TlsDemand demand)
            throws IOException, HopFailure {
        SmtpAnswer answer = dialogue.ask("STARTTLS");
        if (answer.code() != 220) {
            throw tlsFailure(
                    remote + " refuses STARTTLS: " + answer.line(),
                    Reason.TLS_UNAVAILABLE,
                    TlsResult.STARTTLS_NOT_SUPPORTED);
        }
        try {
            return dialogue.secure(tls, host, demand.presented());
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            Reason reason = why.contains("protocol_version") ? Reason.TLS_VERSION : Reason.TLS_UNAVAILABLE;
            throw tlsFailure(remote + ": TLS handshake failed: " + why, reason, TlsResult.VALIDATION_FAILURE);
        }
    }

    private static HopFailure tlsFailure(String diagnostic, Reason reason, TlsResult result) {
        return new HopFailure(HopFailure.Kind.TLS, UNMET_TLS, reason.id(), diagnostic, result);
    }

    /** Also what proves nothing is named: who has to mend it looks for that certificate. */
    private static String shown(PeerTls peer) {
        if (!peer.hasCertificate()) {
            return "shows no certificate";
        }
        String what = peer.shownNames().isEmpty()
                ? "shows a certificate without DNS names"
                : "shows a certificate for " + peer.shownNames();
        return peer.isVerified()
                ? what
                : what + ", issued by \"" + peer.issuer() + "\", that proves nothing: " + peer.verification();
    }

    private static String unmet(String remote, Reason reason, PeerTls peer, TlsDemand demand) {
        return switch (reason) {
            case TLS_UNAVAILABLE -> remote + " does not offer STARTTLS";
            case TLS_VERSION ->
                remote + " speaks TLS " + peer.version().text() + ", demanded is "
                        + demand.minimum().text();
            default -> remote + " " + shown(peer) + "; demanded is " + demand.serverNames();
        };
    }
}
