package dev.mailflow.testkit;

import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.Network;
import dev.mailflow.testkit.facts.Domains;
import dev.mailflow.testkit.facts.Pattern;
import java.net.IDN;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Values at the edge of a pattern, a network or a name: those just within and those just without. */
final class Near {
    static final String STRANGER = "sun@internet.example";

    private Near() {}

    /** Addresses at, below, above and merely resembling what is meant; empty text is the empty sender. */
    static List<String> addresses(Pattern pattern, String localPart) {
        List<String> near = new ArrayList<>();
        switch (pattern.kind()) {
            case ANY, ACCEPTED -> near.add(STRANGER);
            case EMPTY_SENDER -> {
                near.add("");
                near.add(STRANGER);
            }
            case ADDRESS -> {
                String at = "@" + pattern.domain();
                near.add(pattern.localPart() + at);
                near.add((pattern.localPart() + at).toUpperCase(Locale.ROOT));
                near.add("not-" + pattern.localPart() + at);
                near.add(pattern.localPart() + "x" + at);
                near.add(pattern.localPart() + "+tag" + at);
                near.add(pattern.localPart() + "@sub." + pattern.domain());
                near.add(pattern.localPart() + "@evil" + pattern.domain());
            }
            case EXACT, ONE_BELOW, BELOW, AT_OR_BELOW ->
                domains(pattern.domain()).forEach(domain -> near.add(localPart + "@" + domain));
        }
        return near;
    }

    /** An address that is meant. */
    static String address(Pattern pattern, String localPart) {
        return switch (pattern.kind()) {
            case ANY, ACCEPTED -> STRANGER;
            case EMPTY_SENDER -> "";
            case ADDRESS -> pattern.localPart() + "@" + pattern.domain();
            case EXACT, AT_OR_BELOW -> localPart + "@" + pattern.domain();
            case ONE_BELOW, BELOW -> localPart + "@sub." + pattern.domain();
        };
    }

    /** Apex, below, far below, look-alikes before and behind, the parent, and other spellings. */
    static List<String> domains(String domain) {
        if (domain.startsWith("[")) {
            return List.of(domain);
        }
        Set<String> near = new LinkedHashSet<>();
        near.add(domain);
        near.add("sub." + domain);
        near.add("a.sub." + domain);
        near.add("evil" + domain);
        near.add("evil-" + domain);
        near.add("sub.evil" + domain);
        near.add(domain + ".evil.example");
        near.add(domain.toUpperCase(Locale.ROOT));
        near.add("Sub." + domain.substring(0, 1).toUpperCase(Locale.ROOT) + domain.substring(1));
        int dot = domain.indexOf('.');
        if (dot > 0 && dot < domain.length() - 1) {
            String parent = domain.substring(dot + 1);
            near.add(parent);
            near.add("x" + domain.substring(1));
            near.add(domain.substring(0, dot) + "x." + parent);
            near.add(domain.substring(0, dot) + parent);
        }
        String unicode = Domains.toUnicode(domain);
        if (!unicode.equals(domain)) {
            near.add(unicode);
            near.add(unicode.toUpperCase(Locale.ROOT));
            // Where the older mapping and this one part: straße.de was strasse.de once.
            ace(unicode).ifPresent(near::add);
        }
        homoglyph(domain).ifPresent(near::add);
        near.removeIf(name -> name.isEmpty() || name.length() > 253);
        return List.copyOf(near);
    }

    /** The same to the eye: a Cyrillic letter in the place of the first Latin one that has such a twin. */
    private static Optional<String> homoglyph(String domain) {
        String latin = "aeopcxy";
        String cyrillic = "\u0430\u0435\u043e\u0440\u0441\u0445\u0443";
        int dot = domain.indexOf('.');
        for (int i = 0; i < (dot < 0 ? domain.length() : dot); i++) {
            int twin = latin.indexOf(domain.charAt(i));
            if (twin >= 0 && !domain.startsWith("xn--")) {
                return ace(domain.substring(0, i) + cyrillic.charAt(twin) + domain.substring(i + 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ace(String unicode) {
        try {
            return Optional.of(IDN.toASCII(unicode).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException tooLong) {
            return Optional.empty();
        }
    }

    /** First, last, one before, one past and, of IPv4, two of them as IPv4-mapped IPv6 (RFC 4291 2.5.5.2). */
    static List<String> clients(Network network) {
        IpAddress first = network.base();
        IpAddress last = last(network);
        List<String> near = new ArrayList<>(List.of(first.toString(), last.toString()));
        neighbour(first, -1).ifPresent(before -> near.add(before.toString()));
        neighbour(last, 1).ifPresent(past -> near.add(past.toString()));
        if (first.isV4()) {
            near.add("::ffff:" + first);
            neighbour(last, 1).ifPresent(past -> near.add("::ffff:" + past));
            // The same 32 bits, but IPv6: no network of IPv4 contains it.
            near.add("::" + first);
        }
        return near;
    }

    static IpAddress last(Network network) {
        IpAddress base = network.base();
        int bits = base.isV4() ? network.prefix() + 96 : network.prefix();
        long high = bits >= 64 ? base.high() : base.high() | ~(bits == 0 ? 0 : -1L << 64 - bits);
        long low = bits >= 128 ? base.low() : base.low() | (bits <= 64 ? -1L : ~(-1L << 128 - bits));
        return new IpAddress(high, low);
    }

    /** Of the same family; none at its ends. */
    private static Optional<IpAddress> neighbour(IpAddress address, int step) {
        long low = address.low() + step;
        boolean carry = step > 0 ? low == 0 : address.low() == 0;
        IpAddress next = new IpAddress(address.high() + (carry ? step : 0), low);
        boolean wrapped = Integer.signum(next.compareTo(address)) != Integer.signum(step);
        return wrapped || next.isV4() != address.isV4() ? Optional.empty() : Optional.of(next);
    }

    /** Certificates' names around a pattern: the right ones, one label too many or too few, several, look-alikes. */
    static List<List<String>> certificates(String pattern) {
        boolean wildcard = pattern.startsWith("*.");
        String bare = wildcard ? pattern.substring(2) : pattern;
        String right = wildcard ? "mail." + bare : bare;
        int dot = bare.indexOf('.');
        List<List<String>> near = new ArrayList<>();
        near.add(List.of(right));
        near.add(List.of(bare));
        near.add(List.of("a." + right));
        near.add(List.of((wildcard ? "mail.evil" : "evil") + bare));
        near.add(List.of("*." + bare));
        near.add(List.of("mail." + bare + ".evil.example"));
        near.add(List.of("mail.stranger.example", right));
        near.add(List.of(right, "mail.stranger.example"));
        near.add(List.of("mail.stranger.example", "mail.evil" + bare));
        near.add(List.of(right.toUpperCase(Locale.ROOT)));
        if (dot > 0) {
            near.add(List.of(bare.substring(dot + 1)));
            near.add(List.of("mail." + bare.substring(dot + 1)));
        }
        // The chain does not verify: no name counts.
        near.add(List.of());
        return near;
    }

    static String certificate(String pattern) {
        return pattern.startsWith("*.") ? "mail" + pattern.substring(1) : pattern;
    }
}
