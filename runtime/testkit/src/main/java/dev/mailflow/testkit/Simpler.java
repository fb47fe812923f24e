package dev.mailflow.testkit;

import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Messages that a person understands sooner: less said, plainer names. Each step makes {@link #weight} less, so it ends. */
public final class Simpler {
    private static final int MOST_STEPS = 400;

    private Simpler() {}

    /** Messages one step simpler, the greatest steps first. */
    public static Stream<Message> than(Message message) {
        long weight = weight(message);
        return candidates(message).stream().filter(one -> weight(one) < weight);
    }

    /** The simplest message found that still fails. */
    static Message simplest(Message failing, Predicate<Message> fails) {
        Message found = failing;
        for (int step = 0; step < MOST_STEPS; step++) {
            Optional<Message> simpler = than(found).filter(fails).findFirst();
            if (simpler.isEmpty()) {
                return found;
            }
            found = simpler.get();
        }
        return found;
    }

    /** How much there is to understand; 0 for a stranger's plain message to a stranger. */
    public static long weight(Message message) {
        long weight = 0;
        for (Header header : message.headers()) {
            weight += 1000 + header.value().length();
        }
        weight += message.hops() == 0 ? 0 : 500 + message.hops();
        weight += message.size() == Message.USUAL_SIZE ? 0 : 500 + bits(message.size());
        weight += message.user().isPresent() ? 500 : 0;
        for (String name : message.certificateNames()) {
            weight += 300 + name.length() + capitals(name);
        }
        weight += message.tls() == TlsVersion.NONE ? 0 : message.tls() == TlsVersion.TLS_1_3 ? 100 : 150;
        weight += message.client()
                .map(client -> client.equals(Message.STRANGER)
                        ? 0L
                        : 200 + 5L * client.length() + (client.startsWith("::ffff:") ? 50 : 0))
                .orElse(0L);
        return weight + weight(message.sender()) + weight(message.recipient());
    }

    private static long bits(long size) {
        return 64 - Long.numberOfLeadingZeros(Math.abs(size - Message.USUAL_SIZE));
    }

    private static long weight(String address) {
        if (address.equals(Near.STRANGER)) {
            return 0;
        }
        return address.isEmpty() ? 100 : 200 + address.length() + capitals(address);
    }

    private static long capitals(String text) {
        return text.chars().filter(Character::isUpperCase).count();
    }

    private static List<Message> candidates(Message message) {
        List<Message> candidates = new ArrayList<>();
        candidates.add(message.headers(List.of()));
        for (int i = 0; i < message.headers().size(); i++) {
            candidates.add(message.headers(without(message.headers(), i)));
        }
        candidates.add(message.hops(0));
        candidates.add(message.hops(message.hops() / 2));
        candidates.add(message.hops(Math.max(0, message.hops() - 1)));
        candidates.add(message.size(Message.USUAL_SIZE));
        candidates.add(message.size(Message.USUAL_SIZE + (message.size() - Message.USUAL_SIZE) / 2));
        candidates.add(message.auth(Optional.empty()));
        candidates.add(message.cert(List.of()));
        for (int i = 0; i < message.certificateNames().size(); i++) {
            candidates.add(message.cert(without(message.certificateNames(), i)));
            String name = message.certificateNames().get(i);
            candidates.add(message.cert(with(message.certificateNames(), i, name.toLowerCase(Locale.ROOT))));
            int dot = name.indexOf('.');
            if (dot > 0) {
                candidates.add(message.cert(with(message.certificateNames(), i, name.substring(dot + 1))));
            }
        }
        if (message.certificateNames().isEmpty()) {
            candidates.add(message.tls(TlsVersion.NONE));
        }
        if (message.tls().isProtected()) {
            candidates.add(message.tls(TlsVersion.TLS_1_3));
        }
        message.client().ifPresent(client -> clients(client).forEach(one -> candidates.add(message.client(one))));
        addresses(message.sender()).forEach(address -> candidates.add(message.by(address)));
        addresses(message.recipient()).forEach(address -> candidates.add(message.to(address)));
        return candidates;
    }

    private static List<String> clients(String client) {
        List<String> simpler = new ArrayList<>(List.of(Message.STRANGER));
        IpAddress address = IpAddress.of(client);
        simpler.add(address.toString());
        if (!address.isV4()) {
            for (int bits = 32; bits < 128; bits += 16) {
                simpler.add(first(address, bits).toString());
            }
        }
        String[] octets = address.toString().split("\\.", -1);
        if (address.isV4() && octets.length == 4) {
            for (int i = 3; i > 0; i--) {
                for (String plain : List.of("0", "1")) {
                    String[] other = octets.clone();
                    other[i] = plain;
                    simpler.add(String.join(".", other));
                }
            }
        }
        return simpler;
    }

    /** The first address of the network of so many bits in which this one lies. */
    private static IpAddress first(IpAddress address, int bits) {
        long high = bits >= 64 ? address.high() : address.high() & -1L << 64 - bits;
        return new IpAddress(high, bits <= 64 ? 0 : address.low() & -1L << 128 - bits);
    }

    private static List<String> addresses(String address) {
        List<String> simpler = new ArrayList<>(List.of(Near.STRANGER));
        int at = address.lastIndexOf('@');
        if (at < 0) {
            return simpler;
        }
        String local = address.substring(0, at);
        String domain = address.substring(at + 1);
        simpler.add(address.toLowerCase(Locale.ROOT));
        simpler.add("a@" + domain);
        int dot = domain.indexOf('.');
        if (dot > 0 && domain.indexOf('.', dot + 1) > 0) {
            simpler.add(local + "@" + domain.substring(dot + 1));
        }
        return simpler;
    }

    private static <T> List<T> without(List<T> all, int index) {
        List<T> fewer = new ArrayList<>(all);
        fewer.remove(index);
        return fewer;
    }

    private static <T> List<T> with(List<T> all, int index, T other) {
        List<T> changed = new ArrayList<>(all);
        changed.set(index, other);
        return changed;
    }
}
