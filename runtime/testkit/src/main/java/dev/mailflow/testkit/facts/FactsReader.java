package dev.mailflow.testkit.facts;

import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.HeaderTest;
import dev.mailflow.runtime.Network;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.RemoteTls;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.facts.TestFacts.Expected;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the resource line by line; a word that it does not know is left out, so that a newer compiler may say more. */
public final class FactsReader {
    private static final String MAGIC = "mailflow-facts";
    private static final String VERSION = "1";

    /** What ends a connector or a test. */
    private static final Set<String> BEGINNINGS = Set.of("site", "in", "out", "test", "sampled");

    private final String place;
    private final Iterator<String> lines;
    private List<String> words = List.of();

    private String name = "";
    private int hopLimit;
    private PolicyFacts.Part part = PolicyFacts.Part.WHOLE;
    private final List<Pattern> accepted = new ArrayList<>();
    private final List<Pattern> mailboxes = new ArrayList<>();
    private final List<SiteFacts> sites = new ArrayList<>();
    private final List<TestFacts> tests = new ArrayList<>();

    private FactsReader(String place, Iterator<String> lines) {
        this.place = place;
        this.lines = lines;
    }

    /**
     * @param place for messages
     * @throws IllegalArgumentException if the text is not of this form, or of another version
     */
    public static PolicyFacts read(String place, BufferedReader text) throws IOException {
        return new FactsReader(place, text.lines().iterator()).read();
    }

    private PolicyFacts read() {
        step();
        if (!word(0).equals(MAGIC)) {
            throw new IllegalArgumentException(place + " does not tell of a policy");
        }
        if (!word(1).equals(VERSION)) {
            throw new IllegalArgumentException(place + " is of version " + word(1) + ", this test kit reads version "
                    + VERSION + ": compiler and test kit have to be of one release");
        }
        step();
        while (!words.isEmpty()) {
            switch (word(0)) {
                case "policy" -> name = word(1);
                case "hop-limit" -> hopLimit = Integer.parseInt(word(1));
                case "sampled" -> part = PolicyFacts.Part.SAMPLE;
                case "accepted", "accepted-relay" -> accepted.add(Pattern.of(word(1)));
                case "mailbox" -> mailboxes.add(Pattern.of(word(1)));
                case "site" -> {
                    site();
                    continue;
                }
                case "test" -> {
                    test();
                    continue;
                }
                default -> {
                    // Of a newer compiler.
                }
            }
            step();
        }
        return new PolicyFacts(name, hopLimit, accepted, mailboxes, sites, tests, part);
    }

    private void site() {
        String site = word(1);
        String kind = word(2);
        String className = word(3);
        List<RuleFacts> rules = new ArrayList<>();
        step();
        while (!words.isEmpty() && !word(0).equals("site") && !word(0).equals("test")) {
            if (word(0).equals("in") || word(0).equals("out")) {
                rules.add(rule());
            } else {
                if (word(0).equals("sampled")) {
                    part = PolicyFacts.Part.SAMPLE;
                }
                step();
            }
        }
        sites.add(new SiteFacts(site, kind, className, rules));
    }

    private RuleFacts rule() {
        RuleFacts.End end = word(0).equals("in") ? RuleFacts.End.INBOUND : RuleFacts.End.OUTBOUND;
        String connector = word(1);
        String peer = word(2);
        String peerKind = word(3);
        List<List<String>> certificates = new ArrayList<>();
        List<List<Network>> networks = new ArrayList<>();
        List<Pattern> senders = new ArrayList<>();
        List<Pattern> recipients = new ArrayList<>();
        List<HeaderTest> headers = new ArrayList<>();
        Optional<TlsVersion> tls = Optional.empty();
        List<String> requiredCertificates = List.of();
        List<Network> requiredNetworks = List.of();
        boolean auth = false;
        List<Pattern> requiredSenders = List.of();
        List<Pattern> requiredRecipients = List.of();
        OptionalLong size = OptionalLong.empty();
        boolean more = true;
        while (more) {
            step();
            switch (words.isEmpty() ? "" : word(0)) {
                case "cert" -> certificates.add(values());
                case "network" -> networks.add(networks());
                case "sender" -> senders.addAll(patterns());
                case "recipient" -> recipients.addAll(patterns());
                case "header" -> headers.add(new HeaderTest(word(1), words.subList(2, words.size())));
                case "require-tls" -> tls = Optional.of(words.size() > 1 ? version(word(1)) : TlsVersion.NONE);
                case "require-cert" -> requiredCertificates = values();
                case "require-network" -> requiredNetworks = networks();
                case "require-auth" -> auth = true;
                case "require-sender" -> requiredSenders = patterns();
                case "require-recipient" -> requiredRecipients = patterns();
                case "require-size" -> size = OptionalLong.of(Long.parseLong(word(1)));
                default -> more = !words.isEmpty() && !BEGINNINGS.contains(word(0));
            }
        }
        return new RuleFacts(
                end,
                connector,
                peer,
                peerKind,
                new RuleFacts.Criteria(certificates, networks, senders, recipients, headers),
                new RuleFacts.Requirements(
                        tls, requiredCertificates, requiredNetworks, auth, requiredSenders, requiredRecipients, size));
    }

    private void test() {
        String title = word(1);
        String file = word(2);
        int line = Integer.parseInt(word(3));
        String site = word(4);
        Transaction.Builder message = Transaction.builder();
        List<Header> headers = new ArrayList<>();
        Optional<RemoteTls> remote = Optional.empty();
        @Nullable Expected expected = null;
        Optional<String> by = Optional.empty();
        boolean more = true;
        while (more) {
            step();
            switch (words.isEmpty() ? "" : word(0)) {
                case "submitted" -> message.submitted();
                case "client" -> message.client(word(1));
                case "tls" -> message.tls(version(word(1))).certificateNames(words.subList(2, words.size()));
                case "user" -> message.user(word(1));
                case "from" -> message.from(word(1));
                case "to" -> message.to(word(1));
                case "size" -> message.size(Long.parseLong(word(1)));
                case "hops" -> message.hops(Integer.parseInt(word(1)));
                case "with" -> headers.add(new Header(word(1), word(2)));
                case "remote" -> remote = Optional.of(new RemoteTls(version(word(1)), words.subList(2, words.size())));
                case "expect" -> expected = expected();
                case "by" -> by = Optional.of(word(1));
                default -> more = !words.isEmpty() && !BEGINNINGS.contains(word(0));
            }
        }
        if (expected == null) {
            throw new IllegalArgumentException(place + ": the test `" + title + "` expects nothing");
        }
        tests.add(
                new TestFacts(title, file, line, site, message.headers(headers).build(), remote, expected, by));
    }

    private Expected expected() {
        TestFacts.Kind kind =
                TestFacts.Kind.valueOf(word(1).toUpperCase(Locale.ROOT).replace('-', '_'));
        Optional<Reason> reason = switch (kind) {
            case REJECT, DEFER ->
                Arrays.stream(Reason.values())
                        .filter(one -> one.id().equals(word(2)))
                        .findFirst();
            case DELIVER, SEND_VIA, SEND_TO_INTERNET -> Optional.empty();
        };
        return new Expected(kind, kind == TestFacts.Kind.SEND_VIA ? word(2) : "", reason);
    }

    private List<String> values() {
        return List.copyOf(words.subList(1, words.size()));
    }

    private List<Network> networks() {
        return values().stream().map(Network::of).toList();
    }

    private List<Pattern> patterns() {
        return values().stream().map(Pattern::of).toList();
    }

    private static TlsVersion version(String text) {
        return Arrays.stream(TlsVersion.values())
                .filter(version -> version.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no version of TLS: " + text));
    }

    private String word(int index) {
        if (index >= words.size()) {
            throw new IllegalArgumentException(place + ": a word is missing behind " + words);
        }
        return words.get(index);
    }

    /** No words at the end. */
    private void step() {
        words = List.of();
        while (words.isEmpty() && lines.hasNext()) {
            String line = lines.next();
            if (!line.isEmpty()) {
                words = Arrays.stream(line.split("\t", -1))
                        .map(FactsReader::unescaped)
                        .toList();
            }
        }
    }

    private static String unescaped(String word) {
        if (word.indexOf('\\') < 0) {
            return word;
        }
        StringBuilder text = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\\' && i + 1 < word.length()) {
                i++;
                text.append(
                        switch (word.charAt(i)) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> word.charAt(i);
                        });
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
