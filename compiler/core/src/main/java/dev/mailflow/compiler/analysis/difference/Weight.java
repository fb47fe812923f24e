package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.analysis.difference.Effect.Delivered;
import dev.mailflow.compiler.analysis.difference.Effect.Sent;
import dev.mailflow.compiler.analysis.difference.Effect.SentAlike;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.List;
import java.util.Optional;

/** Which way a change goes. */
public enum Weight {
    /** More is accepted, goes further out, or goes out less protected. */
    WIDENED("widened"),
    /** Wider in one respect, narrower in another. */
    MIXED("widened and narrowed"),
    /** Less is accepted, or what goes out is better protected. */
    NARROWED("narrowed"),
    /** Neither: another way, another reply, another source. */
    CHANGED("changed");

    private final String words;

    Weight(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    public boolean isWider() {
        return this == WIDENED || this == MIXED;
    }

    /** Of a message that is treated so before and after. */
    static Weight of(Effect before, Effect after) {
        if (before instanceof SentAlike was && after instanceof SentAlike is) {
            return of(was.example(), is.example());
        }
        if (before.isAccepted() != after.isAccepted()) {
            return after.isAccepted() ? WIDENED : NARROWED;
        }
        if (!before.isAccepted() || before.equals(after)) {
            return CHANGED;
        }
        int change = Integer.compare(distance(after), distance(before));
        boolean isWider = change > 0;
        boolean isNarrower = change < 0;
        if (!(before instanceof Delivered) && !(after instanceof Delivered)) {
            OutboundTls old = tls(before);
            OutboundTls now = tls(after);
            isWider |= isLess(now, old);
            isNarrower |= isLess(old, now);
        }
        if (isWider) {
            return isNarrower ? MIXED : WIDENED;
        }
        return isNarrower ? NARROWED : CHANGED;
    }

    /** How far away from us it goes: to a site or device of ours, to a service that is trusted, to strangers. */
    private static int distance(Effect effect) {
        if (effect instanceof Sent sent) {
            return sent.kind() == EndpointKind.SERVICE ? 1 : sent.kind().isTrusted() ? 0 : 2;
        }
        return effect instanceof Delivered ? 0 : 2;
    }

    private static OutboundTls tls(Effect effect) {
        return effect instanceof Sent sent ? sent.tls() : OutboundTls.OPPORTUNISTIC;
    }

    /** Whether one asks less than the other in some respect. */
    private static boolean isLess(OutboundTls one, OutboundTls other) {
        return one.level().compareTo(other.level()) < 0
                || other.level() == Level.REQUIRED
                        && one.level() == Level.REQUIRED
                        && (isBelow(one.minimum(), other.minimum()) || isLooser(one.serverNames(), other.serverNames()))
                || one.mtaSts().compareTo(other.mtaSts()) < 0
                || one.dane().compareTo(other.dane()) < 0;
    }

    private static <T extends Comparable<T>> boolean isBelow(Optional<T> one, Optional<T> other) {
        return other.isPresent()
                && one.filter(version -> version.compareTo(other.get()) >= 0).isEmpty();
    }

    /** Whether names of one are accepted that the other does not accept, and nothing the other way round. */
    private static boolean isLooser(List<CertificatePattern> one, List<CertificatePattern> other) {
        return !isWithin(one, other) && isWithin(other, one);
    }

    /** Whether every name that one accepts is accepted by the other; empty accepts any. */
    private static boolean isWithin(List<CertificatePattern> one, List<CertificatePattern> other) {
        return other.isEmpty()
                || !one.isEmpty()
                        && one.stream().allMatch(shown -> other.stream().anyMatch(pattern -> covers(pattern, shown)));
    }

    private static boolean covers(CertificatePattern pattern, CertificatePattern shown) {
        return pattern.equals(shown) || !shown.isWildcard() && pattern.matches(shown.text());
    }
}
