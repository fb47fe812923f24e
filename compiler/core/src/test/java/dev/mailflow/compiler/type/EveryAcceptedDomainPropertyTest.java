package dev.mailflow.compiler.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.AddressPattern.EveryAcceptedDomain;
import dev.mailflow.compiler.type.AddressPattern.Exact;
import dev.mailflow.compiler.type.AddressPattern.Suffix;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Looked up by domains, every accepted domain means what one of the domains means. */
final class EveryAcceptedDomainPropertyTest {
    @Property(tries = 3000)
    void meansWhatOneOfThemMeans(
            @ForAll("patterns") List<AddressPattern> patterns, @ForAll("domain") DomainName domain) {
        Optional<MailAddress> address = Optional.of(new MailAddress("x", domain));
        assertThat(new EveryAcceptedDomain(patterns).matches(address))
                .isEqualTo(patterns.stream().anyMatch(pattern -> pattern.matches(address)));
    }

    @Provide
    Arbitrary<List<AddressPattern>> patterns() {
        Arbitrary<AddressPattern> exact = domain().map(Exact::new);
        Arbitrary<AddressPattern> suffix =
                Combinators.combine(Arbitraries.of(Depth.class), domain()).as(Suffix::new);
        return Arbitraries.oneOf(exact, suffix).list().ofMaxSize(4);
    }

    /** Few labels, so that domains nest. */
    @Provide
    Arbitrary<DomainName> domain() {
        Arbitrary<DomainName> names = Arbitraries.of("a", "ab", "b")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(labels -> new DomainName(String.join(".", labels)));
        return Arbitraries.oneOf(
                names, Arbitraries.of("[192.0.2.1]", "[IPv6:2001:db8::1]").map(DomainName::new));
    }
}
