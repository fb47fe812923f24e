package dev.mailflow.relay.smtp;

import dev.mailflow.relay.memory.BoundedMap;
import dev.mailflow.runtime.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers wrong passwords from one session to the next. A client (an IPv4 address, or a network of 64 bits of IPv6) that has
 * guessed too often must wait before each further try, twice as long every time. The same wrong password again is no new guess:
 * a device whose password was changed repeats itself, an attacker does not. Safe for any number of threads.
 */
public final class LoginGuard {
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    /** After so long without a wrong password a client starts afresh. */
    private static final Duration MEMORY = Duration.ofHours(24);
    /** Clients; beyond it the one that has been quiet for longest is forgotten. */
    private static final int MOST_CLIENTS = 100_000;

    /** Wrong passwords of one client; beyond it the one that was tried longest ago counts as new again. */
    private static final int MOST_GUESSES = 32;

    private final int free;
    private final LongSupplier nanos;
    private final SecretKeySpec key;
    private final LinkedHashMap<IpAddress, Client> clients = new LinkedHashMap<>(16, 0.75f, true);

    /** @param free wrong passwords a client may have before it must wait */
    public LoginGuard(int free) {
        this(free, System::nanoTime);
    }

    LoginGuard(int free, LongSupplier nanos) {
        this.free = free;
        this.nanos = nanos;
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    private static final class Client {
        private final Set<Long> guesses = Collections.newSetFromMap(new BoundedMap<>(MOST_GUESSES));
        private int failures;
        private int underWay;
        private long blockedUntil;
        private long last;
    }

    /**
     * Whether a password of this client may be looked at now; if so, {@link #wrong} or {@link #over} must follow. Tries at the
     * same moment count as if they failed, so that many sessions at once are no way around.
     */
    synchronized boolean permits(IpAddress client) {
        long now = nanos.getAsLong();
        forget(now);
        Client known = clients.computeIfAbsent(ClientNetwork.of(client), ignored -> new Client());
        if (known.failures + known.underWay >= free && (known.underWay > 0 || now - known.blockedUntil < 0)) {
            return false;
        }
        if (known.failures == 0 && known.underWay == 0) {
            known.last = now;
        }
        known.underWay++;
        return true;
    }

    /** It was not the right one. */
    synchronized void wrong(IpAddress client, String user, String password) {
        long now = nanos.getAsLong();
        Client known = clients.computeIfAbsent(ClientNetwork.of(client), ignored -> new Client());
        known.underWay = Math.max(0, known.underWay - 1);
        known.last = now;
        if (!known.guesses.add(print(user, password))) {
            return;
        }
        known.failures++;
        if (known.failures >= free) {
            int doublings = Math.min(known.failures - free, 16);
            long wait = Math.min(LONGEST_WAIT.toNanos(), FIRST_WAIT.toNanos() << doublings);
            known.blockedUntil = now + wait;
        }
    }

    /** It was right, or the try came to nothing. What was wrong before still counts: an attacker may have one good account. */
    synchronized void over(IpAddress client) {
        Client known = clients.get(ClientNetwork.of(client));
        if (known != null) {
            known.underWay = Math.max(0, known.underWay - 1);
            if (known.failures == 0 && known.underWay == 0 && known.guesses.isEmpty()) {
                clients.remove(ClientNetwork.of(client));
            }
        }
    }

    /** Clients remembered. */
    synchronized int size() {
        return clients.size();
    }

    private void forget(long now) {
        Iterator<Client> eldest = clients.values().iterator();
        while (eldest.hasNext()) {
            Client one = eldest.next();
            if (now - one.last < MEMORY.toNanos() && clients.size() <= MOST_CLIENTS) {
                return;
            }
            eldest.remove();
        }
    }

    /** Keyed, so that what is in memory tells nobody a password. */
    private long print(String user, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(user.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC is not available", e);
        }
    }
}
