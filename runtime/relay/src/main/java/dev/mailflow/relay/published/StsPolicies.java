package dev.mailflow.relay.published;

import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.memory.BoundedMap;
import dev.mailflow.relay.memory.SingleFlight;
import dev.mailflow.relay.socket.OwnFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * MTA-STS policies of domains: found by their TXT record, fetched, and kept as long as they say, so that whoever can
 * suppress DNS or HTTPS for a while cannot make us forget them (RFC 8461 3.3, 10.2).
 */
public final class StsPolicies {
    /** After a failure to fetch (RFC 8461 3.3). */
    private static final Duration AGAIN = Duration.ofMinutes(5);

    private static final Bounds BOUNDS = new Bounds(10_000, 100_000);

    private final Dns dns;
    private final PolicyFile fetch;
    private final Optional<StsStore> store;
    private final Clock clock;
    private final Bounds bounds;
    private final Map<String, Kept> kept;
    private final Map<String, Failed> failed;
    private final SingleFlight<Asked, Found> flights;

    /** @param file where policies survive a restart; empty: nowhere */
    public StsPolicies(Dns dns, PolicyFile fetch, Optional<Path> file, Clock clock) {
        this(dns, fetch, file, clock, BOUNDS);
    }

    StsPolicies(Dns dns, PolicyFile fetch, Optional<Path> file, Clock clock, Bounds bounds) {
        this.dns = dns;
        this.fetch = fetch;
        this.store = file.map(StsStore::new);
        this.clock = clock;
        this.bounds = bounds;
        this.kept = Collections.synchronizedMap(new BoundedMap<>(bounds.domains));
        this.failed = Collections.synchronizedMap(new BoundedMap<>(bounds.domains));
        this.flights = new SingleFlight<>(fetch.timeout().multipliedBy(2));
        store.ifPresent(from -> {
            kept.putAll(from.read(clock.instant()));
            forgetBeyondBounds();
        });
    }

    /**
     * What is remembered at most; beyond it what nobody asked for longest is forgotten.
     *
     * @param names of all policies together, for one policy can have thousands
     */
    record Bounds(int domains, int names) {}

    /** What is fetched: under a newer id it is another file. */
    private record Asked(String domain, String id) {}

    /** @param again when it may be fetched next */
    private record Failed(Instant again, Doubt doubt) {}

    /** @param id of the TXT record */
    record Kept(StsPolicy policy, String id, Instant until) {}

    /**
     * What is known of a domain.
     *
     * @param doubt why there might be another policy
     */
    public record Found(Optional<StsPolicy> policy, Doubt doubt) {}

    /** Why a policy that might be there could not be had. */
    public enum Doubt {
        NONE,
        /** The domain's servers gave none. */
        THEIRS,
        /** They gave a file that is no policy. */
        MALFORMED,
        /** Their certificate does not prove that it is they who gave it. */
        UNTRUSTED,
        /** They were not even asked. */
        OURS
    }

    /** The policy in force; may ask the network. */
    public Found of(String domain) {
        Instant now = clock.instant();
        Optional<Kept> known = known(domain, now);
        Dns.Texts found = dns.texts("_mta-sts." + domain);
        Optional<String> id = id(found.texts());
        if (id.isEmpty()) {
            // Nothing published, or no answer: what was promised earlier still holds.
            return instead(
                    known,
                    switch (found.status()) {
                        case UNASKED -> Doubt.OURS;
                        case TRY_AGAIN -> Doubt.THEIRS;
                        default -> Doubt.NONE;
                    });
        }
        if (known.isPresent() && known.get().id.equals(id.get())) {
            return new Found(known.map(Kept::policy), Doubt.NONE);
        }
        return flights.ask(new Asked(domain, id.get()), () -> renewed(domain, id.get()));
    }

    /** What was promised earlier still holds, without a doubt. */
    private static Found instead(Optional<Kept> known, Doubt doubt) {
        return new Found(known.map(Kept::policy), known.isPresent() ? Doubt.NONE : doubt);
    }

    private Optional<Kept> known(String domain, Instant now) {
        return Optional.ofNullable(kept.get(domain)).filter(one -> now.isBefore(one.until));
    }

    /** What was fetched a moment ago under this id, or else what is fetched now. */
    private Found renewed(String domain, String id) {
        Instant now = clock.instant();
        Optional<Kept> known = known(domain, now);
        if (known.isPresent() && known.get().id.equals(id)) {
            return new Found(known.map(Kept::policy), Doubt.NONE);
        }
        Failed last = failed.get(domain);
        if (last != null && now.isBefore(last.again)) {
            return instead(known, last.doubt);
        }
        try {
            StsPolicy policy = fetch.fetch(domain);
            failed.remove(domain);
            keep(domain, new Kept(policy, id, now.plus(policy.maxAge())), now);
            store.ifPresent(to -> to.write(kept));
            return new Found(Optional.of(policy), Doubt.NONE);
        } catch (IOException e) {
            Doubt doubt = doubt(e);
            if (doubt != Doubt.OURS && !Thread.currentThread().isInterrupted()) {
                failed.put(domain, new Failed(now.plus(AGAIN), doubt));
            }
            MailLog.event("mta-sts")
                    .with("domain", domain)
                    .with("result", "policy not fetched")
                    .with("reason", String.valueOf(e.getMessage()))
                    .write();
            return instead(known, doubt);
        }
    }

    private static Doubt doubt(IOException e) {
        if (e instanceof OwnFailure) {
            return Doubt.OURS;
        }
        if (e instanceof PolicyFile.NoPolicy) {
            return Doubt.MALFORMED;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return Doubt.UNTRUSTED;
            }
        }
        return Doubt.THEIRS;
    }

    private void keep(String domain, Kept one, Instant now) {
        synchronized (kept) {
            kept.put(domain, one);
            kept.values().removeIf(other -> !now.isBefore(other.until));
            forgetBeyondBounds();
        }
    }

    private void forgetBeyondBounds() {
        synchronized (kept) {
            long names = kept.values().stream()
                    .mapToLong(other -> other.policy.mx().size())
                    .sum();
            Iterator<Kept> longestAgo = kept.values().iterator();
            while (names > bounds.names && longestAgo.hasNext()) {
                names -= longestAgo.next().policy.mx().size();
                longestAgo.remove();
            }
        }
    }

    /** The id of the record, if there is exactly one of this kind (RFC 8461 3.1). */
    static Optional<String> id(List<String> texts) {
        List<String> ours =
                texts.stream().filter(text -> text.matches("v=STSv1\\s*;.*")).toList();
        if (ours.size() != 1) {
            return Optional.empty();
        }
        for (String field : ours.get(0).split(";")) {
            String[] pair = field.split("=", 2);
            if (pair.length == 2
                    && pair[0].strip().equals("id")
                    && pair[1].strip().matches("[A-Za-z0-9]{1,32}")) {
                return Optional.of(pair[1].strip());
            }
        }
        return Optional.empty();
    }
}
