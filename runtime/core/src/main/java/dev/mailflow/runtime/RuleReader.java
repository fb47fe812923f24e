package dev.mailflow.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rules that the compiler writes beside a class: lines of fields divided by tabs, the first field a letter. Written
 * and read by one version of mailflow only; what a line means is said where it is read.
 */
final class RuleReader {
    private static final String HEADER = "mailflow-rules 1";

    private String site = "";
    private int hopLimit;
    private boolean refusesDirectSend;
    private boolean directoryComplete;
    private final List<Source> sources = new ArrayList<>();
    private final List<Way> ways = new ArrayList<>();
    private final Patterns accepted = new Patterns();
    private final Patterns mailboxes = new Patterns();
    private final Patterns partners = new Patterns();
    private final Patterns foreigners = new Patterns();
    private final Patterns wayPatterns = new Patterns();
    private final List<TrustedIndex.Entry> trusted = new ArrayList<>();
    private final Set<HeaderTest> headerTests = new LinkedHashSet<>();
    private final TreeSet<Long> sizes = new TreeSet<>();
    private @Nullable AddressIndex acceptedIndex;

    private @Nullable Pending pending;

    private RuleReader() {}

    static RuleTables read(Class<?> generated, String resource) {
        try (InputStream stream = generated.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is missing beside " + generated.getName());
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            if (!HEADER.equals(lines.readLine())) {
                throw new IllegalStateException(resource + " is of another version of mailflow");
            }
            RuleReader reader = new RuleReader();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.line(line.split("\t", -1));
            }
            return reader.tables();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Patterns {
        private final List<AddressPattern> patterns = new ArrayList<>();
        private final List<Integer> values = new ArrayList<>();

        void add(String[] fields, int from, int value) {
            for (int i = from; i < fields.length; i++) {
                patterns.add(AddressPattern.of(unescape(fields[i])));
                values.add(value);
            }
        }

        AddressIndex index(@Nullable AddressIndex accepted) {
            return new AddressIndex(
                    patterns, values.stream().mapToInt(Integer::intValue).toArray(), accepted);
        }
    }

    /** A connector whose lines are being read. */
    private static final class Pending {
        private final String[] head;
        private final List<CertificateName[]> certificates = new ArrayList<>();
        private final List<List<Network>> networks = new ArrayList<>();
        private final List<HeaderTest> headers = new ArrayList<>();
        private @Nullable AddressIndex senders;
        private @Nullable AddressIndex recipients;
        private Source.@Nullable Otherwise otherwise;
        private final List<String[]> requirements = new ArrayList<>();
        private String @Nullable [] route;
        private String @Nullable [] tls;

        Pending(String[] head) {
            this.head = head;
        }

        Conditions conditions() {
            NetworkSet[] sets = new NetworkSet[networks.size()];
            for (int i = 0; i < sets.length; i++) {
                sets[i] = set(networks.get(i));
            }
            return new Conditions(
                    certificates.toArray(new CertificateName[0][]),
                    sets,
                    senders,
                    recipients,
                    headers.toArray(new HeaderTest[0]));
        }
    }

    private static NetworkSet set(List<Network> networks) {
        return new NetworkSet(networks, new int[networks.size()]);
    }

    private void line(String[] f) {
        switch (f[0]) {
            // X site hops direct-send directory
            case "X" -> {
                site = f[1];
                hopLimit = Integer.parseInt(f[2]);
                refusesDirectSend = f[3].equals("1");
                directoryComplete = f[4].equals("1");
            }
            // A value pattern…: accepted domains. M value pattern…: mailboxes
            case "A" -> accepted.add(f, 2, Integer.parseInt(f[1]));
            case "M" -> mailboxes.add(f, 2, Integer.parseInt(f[1]));
            // I name peer trusted relay; O name peer to-endpoint centralized
            case "I", "O" -> {
                finish();
                pending = new Pending(f);
            }
            case "c" -> open().certificates.add(names(f, 1));
            case "n" -> open().networks.add(networks(f, 1));
            case "s" -> open().senders = index(f, 1);
            case "r" -> open().recipients = index(f, 1);
            // h name value…
            case "h" -> {
                List<String> values = new ArrayList<>();
                for (int i = 2; i < f.length; i++) {
                    values.add(unescape(f[i]));
                }
                HeaderTest test = new HeaderTest(f[1], values);
                headerTests.add(test);
                open().headers.add(test);
            }
            // o defers code status text
            case "o" ->
                open().otherwise = new Source.Otherwise(
                        f[1].equals("1"),
                        f[2].isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(f[2])),
                        f[3].isEmpty() ? Optional.empty() : Optional.of(f[3]),
                        f[4].isEmpty() ? Optional.empty() : Optional.of(unescape(f[4].substring(1))));
            // q reason argument…
            case "q" -> open().requirements.add(f);
            // v kind host… ; t level minimum names presented mta-sts dane
            case "v" -> open().route = f;
            case "t" -> open().tls = f;
            // T source rank-networks…
            case "T" -> trusted(f);
            case "P" -> partners.add(f, 2, Integer.parseInt(f[1]));
            case "F" -> foreigners.add(f, 2, Integer.parseInt(f[1]));
            case "W" -> wayPatterns.add(f, 2, Integer.parseInt(f[1]));
            case "." -> finish();
            default -> throw new IllegalStateException("rules: " + f[0]);
        }
    }

    private Pending open() {
        if (pending == null) {
            throw new IllegalStateException("rules: a line without its connector");
        }
        return pending;
    }

    private AddressIndex accepted() {
        if (acceptedIndex == null) {
            acceptedIndex = accepted.index(null);
        }
        return acceptedIndex;
    }

    private AddressIndex index(String[] fields, int from) {
        Patterns patterns = new Patterns();
        patterns.add(fields, from, 0);
        return patterns.index(accepted());
    }

    private static CertificateName[] names(String[] fields, int from) {
        CertificateName[] names = new CertificateName[fields.length - from];
        for (int i = from; i < fields.length; i++) {
            names[i - from] = new CertificateName(fields[i]);
        }
        return names;
    }

    private static List<Network> networks(String[] fields, int from) {
        List<Network> networks = new ArrayList<>(fields.length - from);
        for (int i = from; i < fields.length; i++) {
            networks.add(Network.of(fields[i]));
        }
        return networks;
    }

    private final List<Pending> finishedSources = new ArrayList<>();

    private void finish() {
        if (pending == null) {
            return;
        }
        Pending done = pending;
        pending = null;
        if (done.head[0].equals("I")) {
            Attribution by = Attribution.connector(done.head[1], done.head[2]);
            List<Requirement> requirements = new ArrayList<>();
            for (String[] fields : done.requirements) {
                requirements.add(requirement(by, fields, done.otherwise));
            }
            sources.add(new Source(
                    by,
                    done.head[2],
                    !done.head[3].equals("1"),
                    done.head[4].equals("1"),
                    done.conditions(),
                    requirements));
            finishedSources.add(done);
        } else {
            ways.add(new Way(
                    done.head[1],
                    done.head[2],
                    done.head[3].equals("1"),
                    done.head[4].equals("1"),
                    done.conditions(),
                    route(done)));
        }
    }

    private Requirement requirement(Attribution by, String[] f, Source.@Nullable Otherwise otherwise) {
        Reason reason = Reason.valueOf(f[1]);
        Decision refusal = Source.refusal(by, reason, otherwise);
        TlsVersion minimum = reason == Reason.TLS_VERSION ? TlsVersion.valueOf(f[2]) : TlsVersion.NONE;
        CertificateName[] names = reason == Reason.CERT_MISMATCH ? names(f, 2) : new CertificateName[0];
        NetworkSet set = reason == Reason.NETWORK_NOT_ALLOWED ? set(networks(f, 2)) : null;
        boolean asksAddress = reason == Reason.SENDER_NOT_ALLOWED || reason == Reason.RECIPIENT_NOT_ALLOWED;
        long size = reason == Reason.SIZE_EXCEEDED ? Long.parseLong(f[2]) : 0;
        if (reason == Reason.SIZE_EXCEEDED) {
            sizes.add(size);
        }
        return new Requirement(reason, refusal, minimum, names, set, asksAddress ? index(f, 2) : null, size);
    }

    private static Route route(Pending done) {
        String[] v = done.route;
        String[] t = done.tls;
        if (v == null || t == null) {
            throw new IllegalStateException("rules: a way without its route");
        }
        TlsDemand tls = new TlsDemand(
                TlsDemand.Level.valueOf(t[1]),
                TlsVersion.valueOf(t[2]),
                list(t[3]),
                list(t[4]),
                TlsDemand.DestinationPolicy.valueOf(t[5]),
                TlsDemand.DestinationPolicy.valueOf(t[6]));
        switch (v[1]) {
            case "mx":
                return Route.toRecipientMx(tls);
            case "of":
                return Route.toMxOf(v[2], tls);
            case "hosts":
                List<NextHop> hosts = new ArrayList<>();
                for (int i = 2; i + 1 < v.length; i += 2) {
                    hosts.add(new NextHop(v[i], Integer.parseInt(v[i + 1])));
                }
                return Route.toHosts(hosts, tls);
            default:
                return Route.unknown(tls);
        }
    }

    private static List<CertificateName> list(String names) {
        return names.isEmpty()
                ? List.of()
                : Arrays.stream(names.split(" ")).map(CertificateName::new).toList();
    }

    private void trusted(String[] f) {
        finish();
        int source = Integer.parseInt(f[1]);
        Pending rule = finishedSources.get(source);
        List<Network> rank = networks(f, 2);
        List<CertificateName> keys = rule.certificates.isEmpty() ? List.of() : List.of(rule.certificates.get(0));
        List<Network> networkKeys = !rank.isEmpty() ? rank : rule.networks.isEmpty() ? List.of() : rule.networks.get(0);
        trusted.add(new TrustedIndex.Entry(source, keys, rank.isEmpty() ? null : set(rank), networkKeys));
    }

    private RuleTables tables() {
        finish();
        long[] limits = sizes.stream().mapToLong(Long::longValue).toArray();
        return new RuleTables(
                site,
                hopLimit,
                refusesDirectSend,
                directoryComplete,
                sources,
                ways,
                accepted(),
                mailboxes.index(null),
                partners.index(accepted()),
                foreigners.index(accepted()),
                wayPatterns.index(accepted()),
                new TrustedIndex(trusted),
                List.copyOf(headerTests),
                limits);
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
            } else {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                i += 4;
            }
        }
        return plain.toString();
    }
}
