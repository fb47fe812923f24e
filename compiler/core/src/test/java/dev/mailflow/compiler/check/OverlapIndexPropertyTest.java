package dev.mailflow.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Address;
import dev.mailflow.compiler.type.AddressPattern.Any;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.AddressPattern.EmptySender;
import dev.mailflow.compiler.type.AddressPattern.EveryAcceptedDomain;
import dev.mailflow.compiler.type.AddressPattern.Exact;
import dev.mailflow.compiler.type.AddressPattern.Suffix;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** The index says of each pattern what asking all of them says. */
final class OverlapIndexPropertyTest {
    @Property(tries = 4000)
    void meetsWhatOneOfThemMeets(
            @ForAll("patterns") List<AddressPattern> patterns, @ForAll("pattern") AddressPattern asked) {
        boolean isMet = patterns.stream().anyMatch(one -> Overlap.of(one, asked));
        Statistics.label("met").collect(isMet);
        assertThat(new OverlapIndex(patterns).meets(asked)).as(asked.text()).isEqualTo(isMet);
    }

    @Provide
    Arbitrary<List<AddressPattern>> patterns() {
        return pattern().list().ofMaxSize(6);
    }

    /** Few labels, so that domains nest, and some that only begin alike. */
    @Provide
    Arbitrary<AddressPattern> pattern() {
        Arbitrary<DomainName> domains = Arbitraries.frequencyOf(
                Tuple.of(
                        9,
                        Arbitraries.of("a", "ab", "b", "a-b")
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(4)
                                .map(labels -> new DomainName(String.join(".", labels)))),
                Tuple.of(1, Arbitraries.of("[192.0.2.1]", "[IPv6:2001:db8::1]").map(DomainName::new)));
        Arbitrary<AddressPattern> exact = domains.map(Exact::new);
        Arbitrary<AddressPattern> address = Combinators.combine(Arbitraries.of("x", "y"), domains)
                .as((local, domain) -> new Address(new MailAddress(local, domain)));
        Arbitrary<AddressPattern> suffix =
                Combinators.combine(Arbitraries.of(Depth.class), domains).as(Suffix::new);
        Arbitrary<AddressPattern> wide = Arbitraries.of(new Any(), new EmptySender());
        Arbitrary<AddressPattern> every = exact.list().ofMaxSize(2).map(EveryAcceptedDomain::new);
        return Arbitraries.frequencyOf(
                Tuple.of(4, exact), Tuple.of(3, address), Tuple.of(4, suffix), Tuple.of(1, wide), Tuple.of(1, every));
    }
}
