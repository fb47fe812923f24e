package dev.mailflow.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rules that the compiler writes beside a class: lines of a letter and fields divided by tabs. Written
 * and read by one version of mailflow only; what a line means is said where it is read.
 */
final class RuleReader {
    private static final String HEADER = "mailflow-rules 3";

    /** Of the rules, to each text that is kept of them: what policies of many connectors have. */
    private static final int OCTETS_OF_A_TEXT = 48;

    private final RuleLines line;
    private String site = "";
    private int hopLimit;
    private boolean refusesDirectSend;
    private boolean directoryComplete;
    private final Set<HeaderTest> headerTests = new LinkedHashSet<>();
    private final TreeSet<Long> sizes = new TreeSet<>();

    private final Strings.Builder strings;
    private final Conditions.Builder conditions = new Conditions.Builder();
    private final DomainTrieBuilder patterns = new DomainTrieBuilder();
    private final List<RuleTables.Otherwise> otherwise = new ArrayList<>();
    private final List<TrustedIndex.Entry> trusted = new ArrayList<>();
    private int groups = DomainTrie.GROUPS;

    private final Numbers sources = new Numbers();
    /** Where the names of the sources stand among the texts. */
    private final Numbers sourceNames = new Numbers();

    private final Numbers ways = new Numbers();
    /** Where the demands on a connection stand among the texts, in the order of their lines. */
    private final Numbers demands = new Numbers();
    /** Of each trusted source; what it is looked up by. */
    private final List<@Nullable Keys> keys = new ArrayList<>();

    /** The record that is being read, or −1. */
    private int record = -1;

    private boolean isSource;
    private boolean inRequirements;
    private @Nullable Keys recordKeys;

    private RuleReader(RuleLines line) {
        this.line = line;
        this.strings = new Strings.Builder(line.octets().length / OCTETS_OF_A_TEXT);
    }

    static RuleTables read(Class<?> generated, String resource) {
        try (InputStream stream = generated.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is missing beside " + generated.getName());
            }
            return read(stream.readAllBytes(), resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param resource what to call the rules in messages */
    static RuleTables read(byte[] rules, String resource) {
        RuleLines line = new RuleLines(rules);
        if (!line.next() || !HEADER.equals(line.whole())) {
            throw new IllegalStateException(resource + " is of another version of mailflow");
        }
        RuleReader reader = new RuleReader(line);
        while (line.next()) {
            reader.line();
        }
        return reader.tables();
    }

    /** A row of record numbers. */
    private static final class Numbers {
        private int[] numbers = new int[64];
        private int count;

        void add(int number) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = number;
        }
    }

    /** The first group of certificates and of networks of a trusted source. */
    private static final class Keys {
        private List<String> certificates = List.of();
        private List<Network> networks = List.of();
    }

    private void line() {
        switch (line.kind()) {
            // X site hops direct-send directory
            case 'X' -> {
                site = line.raw(1);
                hopLimit = line.number(2);
                refusesDirectSend = line.is(3, '1');
                directoryComplete = line.is(4, '1');
            }
            // A value pattern…: accepted domains. M value pattern…: mailboxes
            case 'A' -> patterns(DomainTrie.ACCEPTED, 2, line.number(1));
            case 'M' -> patterns(DomainTrie.MAILBOXES, 2, line.number(1));
            // I name peer right (0 foreign, 1 trusted, 2 may relay); O name peer to-endpoint centralized
            case 'I' -> source();
            case 'O' -> way();
            // c pattern…, n network…, s pattern…, r pattern…, h name value…: conditions, before any requirement
            case 'c' -> certificates();
            case 'n' -> networks();
            case 's' -> conditional().sender(group(1));
            case 'r' -> conditional().recipient(group(1));
            case 'h' -> header();
            // o defers code status text
            case 'o' -> otherwise();
            // Requirements: l minimum (0: any, else its number), k certificate…, w network…, u, y sender…, z
            // recipient…, b octets
            case 'l', 'k', 'w', 'u', 'y', 'z', 'b' -> requirement();
            // v kind host… ; t numbers (level, minimum, mta-sts, dane: a digit each) names presented; = number of a t
            // before
            case 'v' -> set(RuleTables.ROUTE, texts(1));
            case 't' -> demand(texts(1));
            case '=' -> set(RuleTables.TLS, demands.numbers[line.number(1)]);
            // T source rank-networks…
            case 'T' -> trusted();
            case 'P' -> patterns(DomainTrie.PARTNERS, 2, sources.numbers[line.number(1)]);
            case 'F' -> patterns(DomainTrie.FOREIGNERS, 2, sources.numbers[line.number(1)]);
            case 'W' -> patterns(DomainTrie.WAYS, 2, ways.numbers[line.number(1)]);
            case '.' -> finish();
            default -> throw new IllegalStateException("rules: " + line.kind());
        }
    }

    private void patterns(int role, int from, int value) {
        for (int i = from; i < line.fields(); i++) {
            patterns.add(role, AddressPattern.of(line.text(i)), value);
        }
    }

    /** The patterns from that field on as a role of their own. */
    private int group(int from) {
        patterns(groups, from, 0);
        return groups++;
    }

    private void source() {
        begin(
                RuleTables.SOURCE_NUMBERS,
                line.is(3, '0') ? RuleTables.FOREIGN : line.is(3, '2') ? RuleTables.MAY_RELAY : 0);
        isSource = true;
        set(RuleTables.NUMBER, sources.count);
        sourceNames.add(text(1));
        sources.add(record);
        recordKeys = line.is(3, '0') ? null : new Keys();
        keys.add(recordKeys);
    }

    private void way() {
        begin(
                RuleTables.WAY_NUMBERS,
                (line.is(3, '1') ? RuleTables.LEADS_TO_ENDPOINT : 0) | (line.is(4, '1') ? RuleTables.CENTRALIZED : 0));
        isSource = false;
        set(RuleTables.NAME, text(1));
        ways.add(record);
        recordKeys = null;
    }

    private void begin(int numbers, int flags) {
        finish();
        record = conditions.begin(numbers);
        set(RuleTables.FLAGS, flags);
        set(RuleTables.PEER, text(2));
    }

    /** Where a field stands among the texts. */
    private int text(int field) {
        return strings.add(line.octets(), line.start(field), line.end(field));
    }

    /** Where all fields from that one on stand, with the tabs between them. */
    private int texts(int field) {
        return strings.add(line.octets(), line.start(field), line.end(line.fields() - 1));
    }

    private void demand(int text) {
        demands.add(text);
        set(RuleTables.TLS, text);
    }

    private void set(int field, int value) {
        conditions.number(open(), field, value);
    }

    private int open() {
        if (record < 0) {
            throw new IllegalStateException("rules: a line without its connector");
        }
        return record;
    }

    private boolean isConditional() {
        return (conditions.number(record, RuleTables.FLAGS) & RuleTables.CONDITIONAL) != 0;
    }

    private void finish() {
        if (record < 0) {
            return;
        }
        if (isSource) {
            requirements();
            conditions.end();
        } else if (isConditional()) {
            conditions.end();
        }
        inRequirements = false;
        record = -1;
    }

    /** Where the conditions of the connector go. */
    private Conditions.Builder conditional() {
        open();
        if (inRequirements) {
            throw new IllegalStateException("rules: a condition behind a requirement");
        }
        if (!isConditional()) {
            set(RuleTables.FLAGS, conditions.number(record, RuleTables.FLAGS) | RuleTables.CONDITIONAL);
            if (isSource) {
                conditions.begin(1);
            }
        }
        return conditions;
    }

    /** From here on the source's row is that of its requirements. */
    private void requirements() {
        if (inRequirements) {
            return;
        }
        inRequirements = true;
        if (isConditional()) {
            conditions.end();
            set(RuleTables.REQUIREMENTS, conditions.next());
        }
    }

    private void certificates() {
        List<String> names = fields(1);
        conditional().certificates(names);
        if (recordKeys != null && recordKeys.certificates.isEmpty()) {
            recordKeys.certificates = names;
        }
    }

    private void networks() {
        List<Network> networks = networks(1);
        conditional().networks(networks);
        if (recordKeys != null && recordKeys.networks.isEmpty()) {
            recordKeys.networks = networks;
        }
    }

    private void header() {
        List<String> values = new ArrayList<>();
        for (int i = 2; i < line.fields(); i++) {
            values.add(line.text(i));
        }
        HeaderTest test = new HeaderTest(line.raw(1), values);
        headerTests.add(test);
        conditional().header(test);
    }

    private void otherwise() {
        RuleTables.Otherwise said = new RuleTables.Otherwise(
                line.is(1, '1'),
                line.isEmpty(2) ? Optional.empty() : Optional.of(line.number(2)),
                line.isEmpty(3) ? Optional.empty() : Optional.of(line.raw(3)),
                line.isEmpty(4) ? Optional.empty() : Optional.of(line.text(4).substring(1)));
        otherwise.add(said);
        set(
                RuleTables.FLAGS,
                conditions.number(open(), RuleTables.FLAGS) | otherwise.size() << RuleTables.OTHERWISE_SHIFT);
    }

    private void requirement() {
        open();
        requirements();
        switch (line.kind()) {
            case 'l' -> {
                conditions.tls();
                if (!line.is(1, '0')) {
                    conditions.tls(TlsVersion.values()[line.number(1)]);
                }
            }
            case 'k' -> conditions.certificates(fields(1));
            case 'w' -> conditions.networks(networks(1));
            case 'u' -> conditions.auth();
            case 'y' -> conditions.sender(group(1));
            case 'z' -> conditions.recipient(group(1));
            default -> {
                long size = Long.parseLong(line.raw(1));
                sizes.add(size);
                conditions.size(size);
            }
        }
    }

    private List<String> fields(int from) {
        List<String> fields = new ArrayList<>(line.fields() - from);
        for (int i = from; i < line.fields(); i++) {
            fields.add(line.raw(i));
        }
        return fields;
    }

    private List<Network> networks(int from) {
        List<Network> networks = new ArrayList<>(line.fields() - from);
        for (int i = from; i < line.fields(); i++) {
            networks.add(line.network(i));
        }
        return networks;
    }

    private void trusted() {
        finish();
        int number = line.number(1);
        Keys own = keys.get(number);
        if (own == null) {
            throw new IllegalStateException("rules: a trusted source that is foreign");
        }
        List<Network> rank = networks(2);
        trusted.add(new TrustedIndex.Entry(
                sources.numbers[number],
                own.certificates,
                rank.isEmpty() ? null : new NetworkSet(rank, new int[rank.size()]),
                rank.isEmpty() ? own.networks : rank));
    }

    private RuleTables tables() {
        finish();
        DomainTrie trie = patterns.build();
        return new RuleTables(
                new RuleTables.Head(
                        site,
                        hopLimit,
                        refusesDirectSend,
                        directoryComplete,
                        List.copyOf(headerTests),
                        sizes.stream().mapToLong(Long::longValue).toArray()),
                conditions.build(trie),
                trie,
                new TrustedIndex(trusted),
                strings.build(),
                Arrays.copyOf(sourceNames.numbers, sourceNames.count),
                otherwise);
    }
}
