package dev.mailflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Which patterns match is what it says of each one alone, whatever the length of a domain and of the policy. */
class DomainTriePropertyTest {
    private static final List<String> LABELS = List.of(
            "a",
            "b",
            "de",
            "com",
            "x-1",
            "mail",
            "example",
            "partner_7",
            "sixteen-octets-0",
            "seventeen-octets-",
            "q".repeat(63));

    private final TransactionBuffer buffer = new TransactionBuffer();

    private record Known(AddressPattern.Kind kind, String domain) {
        boolean matches(String address) {
            String other = address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
            boolean at = other.equals(domain);
            boolean below =
                    !other.startsWith("[") && other.endsWith("." + domain) && other.length() > domain.length() + 1;
            boolean next = below && other.lastIndexOf('.', other.length() - domain.length() - 2) < 0;
            return switch (kind) {
                case EXACT -> at;
                case BELOW -> below;
                case ONE_BELOW -> next;
                default -> at || below;
            };
        }
    }

    private static String domain(Random random) {
        if (random.nextInt(30) == 0) {
            return random.nextBoolean() ? "[192.0.2.1]" : "[ipv6:2001:db8::1]";
        }
        StringBuilder domain = new StringBuilder(LABELS.get(random.nextInt(LABELS.size())));
        while (random.nextInt(3) > 0 && domain.length() < 180) {
            domain.append('.').append(LABELS.get(random.nextInt(LABELS.size())));
        }
        return domain.toString();
    }

    private static List<Known> known(Random random, int count) {
        AddressPattern.Kind[] kinds = {
            AddressPattern.Kind.EXACT,
            AddressPattern.Kind.BELOW,
            AddressPattern.Kind.ONE_BELOW,
            AddressPattern.Kind.AT_OR_BELOW
        };
        List<Known> known = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String domain = domain(random);
            known.add(new Known(domain.startsWith("[") ? AddressPattern.Kind.EXACT : kinds[random.nextInt(4)], domain));
        }
        return known;
    }

    private Name name(String address) {
        byte[] octets = address.getBytes(StandardCharsets.US_ASCII);
        return buffer.recipient(octets, 0, octets.length)
                .transaction()
                .facts()
                .recipient
                .name();
    }

    private static String mixed(String text, Random random) {
        StringBuilder mixed = new StringBuilder();
        text.chars().forEach(c -> mixed.append((char) (random.nextInt(4) == 0 ? Character.toUpperCase(c) : c)));
        return mixed.toString();
    }

    private static String address(List<Known> known, Random random) {
        String domain = random.nextInt(3) == 0
                ? domain(random)
                : known.get(random.nextInt(known.size())).domain();
        if (!domain.startsWith("[") && random.nextBoolean()) {
            domain = domain(random).replaceAll("[\\[\\]:]", "x") + (random.nextInt(9) == 0 ? "" : ".") + domain;
        }
        return mixed("some.clerk@".substring(random.nextInt(10)) + domain, random);
    }

    @Property(tries = 400)
    void patternsMatchAsEachDoesAlone(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
        Random random = new Random(seed);
        List<Known> known = known(random, count);
        DomainTrieBuilder builder = new DomainTrieBuilder();
        for (int i = 0; i < count; i++) {
            builder.add(
                    DomainTrie.GROUPS + i,
                    new AddressPattern(known.get(i).kind(), known.get(i).domain()),
                    i);
        }
        DomainTrie trie = builder.build();
        for (int asked = 0; asked < 40; asked++) {
            String address = address(known, random);
            Name name = name(address);
            int position = trie.locate(name);
            for (int i = 0; i < count; i++) {
                assertThat(trie.matches(DomainTrie.GROUPS + i, name, position))
                        .as("%s of %s", known.get(i), address)
                        .isEqualTo(known.get(i).matches(address));
            }
            Name value = Mailbox.of(address).name();
            assertThat(trie.locate(value)).as(address).isEqualTo(position);
        }
    }

    @Example
    void manyPatternsOfOneDomainAreAllFound() {
        DomainTrieBuilder builder = new DomainTrieBuilder();
        for (int role = DomainTrie.GROUPS; role < 9000; role++) {
            builder.add(role, new AddressPattern(AddressPattern.Kind.AT_OR_BELOW, "example"), role);
        }
        DomainTrie trie = builder.build();
        Name name = name("bob@mail.example");
        int position = trie.locate(name);
        for (int role = DomainTrie.GROUPS; role < 9000; role++) {
            assertThat(trie.matches(role, name, position)).isTrue();
        }
        assertThat(trie.matches(9000, name, position)).isFalse();
    }

    @Example
    void whatCannotBeToldApartIsNoDomain() {
        DomainTrieBuilder builder = new DomainTrieBuilder();
        assertThatThrownBy(() ->
                        builder.add(DomainTrie.WAYS, new AddressPattern(AddressPattern.Kind.EXACT, "a~b.example"), 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a~b.example");
    }

    /** As full as a perfect hash can be, and a little less. */
    @Example
    void tablesOfEverySizeAreBuilt() {
        for (int count : new int[] {1, 2, 3, 4, 7, 225, 1638, 1818, 7270, 14_562, 28_506, 57_014, 115_000}) {
            DomainTrieBuilder builder = new DomainTrieBuilder();
            for (int i = 0; i < count; i++) {
                builder.add(
                        DomainTrie.PARTNERS,
                        new AddressPattern(AddressPattern.Kind.EXACT, "c" + i + ".example.com"),
                        i);
            }
            DomainTrie trie = builder.build();
            for (int i = 0; i < count; i += Math.max(1, count / 97)) {
                Name name = name("Bob@C" + i + ".Example.com");
                assertThat(trie.find(DomainTrie.PARTNERS, name, trie.locate(name), null, 0, null, 0, 0))
                        .isEqualTo(i);
            }
        }
    }
}
