package dev.mailflow.relay.client;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.runtime.NextHop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an attempt may still do. Exchangers are named by strangers, who could name any number that stand still; hosts that the
 * policy names are all tried.
 */
final class Effort {
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

    private final RelayConfiguration.Attempt limits;
    /** Whether strangers name the hosts. */
    private final boolean isByMx;

    private long begun;
    /** Addresses that were called. */
    int addresses;
    /** Those that came as far as a transaction. */
    int sessions;
    /** Of the connection that had the last word. */
    String tls = "";

    boolean isReached;
    boolean isCutShort;
    boolean isHeard;
    /** We failed with a hop. */
    boolean isOurs;
    /** A hop failed us. */
    boolean isTheirs;
    /** RFC 5321 5.1: of the exchangers those as far down as we are ourselves, and further, are not asked. */
    private int ownPreference = Integer.MAX_VALUE;
    /** Preferences among whose exchangers we looked for ourselves. */
    private final Set<Integer> searched = new HashSet<>();

    private final Set<String> failed = new HashSet<>();
    /** The last one last. */
    private final List<String> answered = new ArrayList<>();

    Effort(RelayConfiguration.Attempt limits, Destination.Remote destination) {
        this.limits = limits;
        this.isByMx = destination.hosts().isEmpty();
    }

    /** Whether to look for ourselves among the exchangers of this preference, which is done once, before the first of them is called. */
    boolean isToSearch(int preference) {
        return isByMx && searched.add(preference);
    }

    /** An address of a host turned out to be our own. */
    void meetsItself(int preference) {
        ownPreference = Math.min(ownPreference, preference);
    }

    /** Whether mail for a host of this preference comes, or will come, from us. */
    boolean isBehindUs(int preference) {
        return isByMx && preference >= ownPreference;
    }

    /** Whose fault it was. */
    void blame(HopFailure failure) {
        boolean ours = failure.kind() == HopFailure.Kind.OURS;
        isOurs |= ours;
        isTheirs |= !ours;
    }

    void fails(NextHop hop, HopFailure failure) {
        blame(failure);
        if (failure.kind() == HopFailure.Kind.OURS) {
            return;
        }
        isHeard |= failure.kind() != HopFailure.Kind.UNHEARD;
        fails(hop);
    }

    Turns.Course course() {
        return new Turns.Course(failed, answered, isCutShort, isHeard);
    }

    void fails(NextHop hop) {
        if (!answered.contains(hop.host())) {
            failed.add(hop.host());
        }
    }

    void answers(NextHop hop) {
        failed.remove(hop.host());
        answered.remove(hop.host());
        answered.add(hop.host());
    }

    boolean isOver() {
        boolean isEnough = isByMx && (addresses >= limits.addresses() || sessions >= limits.sessions());
        return isEnough || addresses > 0 && remaining().isNegative();
    }

    /** One more address is tried; the time begins with the first, for the DNS may have taken long. */
    void begin() {
        if (addresses++ == 0) {
            begun = System.nanoTime();
        }
    }

    /** Addresses that may yet be tried. */
    int left() {
        return isByMx ? limits.addresses() - addresses : Integer.MAX_VALUE - addresses;
    }

    /** Addresses of one host where others follow: half, so that a dead one with many does not hide those after it. */
    int share() {
        return isByMx ? (left() + 1) / 2 : left();
    }

    /** How long a host is waited for: one that is asked at all has a moment. */
    Duration patience() {
        Duration remaining = remaining();
        return remaining.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : remaining;
    }

    private Duration remaining() {
        return limits.timeout().minusNanos(System.nanoTime() - begun);
    }
}
