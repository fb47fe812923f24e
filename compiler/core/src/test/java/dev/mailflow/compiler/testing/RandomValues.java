package dev.mailflow.compiler.testing;

import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Reply;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** The small world of {@link RandomPolicies}: few values, chosen so that they contain, touch and resemble each other. */
final class RandomValues {
    static final List<AddressPattern> ACCEPTED = Values.patterns(
            "contoso.com",
            ".contoso.com",
            "*.contoso.com",
            "?.contoso.com",
            "sub.contoso.com",
            ".sub.contoso.com",
            "legacy.contoso.com",
            "fabrikam.com",
            ".fabrikam.com");
    private static final List<AddressPattern> DOMAINS = Stream.concat(
                    ACCEPTED.stream(),
                    Values.patterns(
                            "bank.example",
                            "*.bank.example",
                            ".bank.example",
                            "?.bank.example",
                            "mx.bank.example",
                            "evilcontoso.com",
                            ".com",
                            "*.example",
                            "woodgrove.example")
                            .stream())
            .toList();
    private static final List<AddressPattern> ADDRESSES = Values.patterns(
            "bob@contoso.com", "john@contoso.com", "bob@sub.contoso.com", "sun@bank.example", "bob@fabrikam.com");
    private static final List<Network> NETWORKS = Values.networks(
            "10.0.0.0/8",
            "10.1.0.0/16",
            "10.1.2.0/24",
            "10.1.2.128/25",
            "10.1.2.200",
            "192.0.2.64/27",
            "0.0.0.0/0",
            "2001:db8::/32",
            "2001:db8:1::/48",
            "2001:db8:1::25",
            "::/0");
    private static final List<CertificatePattern> CERTIFICATES = Values.certificates(
            "*.contoso.com",
            "mail.contoso.com",
            "*.bank.example",
            "mail.protection.outlook.com",
            "ingest.filter.example");
    static final List<String> HEADERS = List.of("x-route", "x-tenant");
    private static final List<String> HEADER_VALUES = List.of("A", "a", "b");

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    List<AddressPattern> acceptedDomains(int atLeast, int atMost) {
        return some(ACCEPTED, atLeast, atMost);
    }

    List<AddressPattern> mailboxPatterns() {
        return random.nextInt(3) == 0
                ? ACCEPTED
                : Stream.concat(ADDRESSES.stream(), ACCEPTED.stream()).toList();
    }

    List<AddressPattern> domains() {
        return some(DOMAINS, 1, 2);
    }

    /** What {@code when sender} and {@code require sender} may list. */
    List<AddressPattern> senders() {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return List.of(new AddressPattern.Any());
        }
        List<AddressPattern> patterns = some(kind < 4 ? ADDRESSES : DOMAINS, 1, 3);
        return random.nextInt(4) == 0
                ? Stream.concat(patterns.stream(), Stream.of(new AddressPattern.EmptySender()))
                        .toList()
                : patterns;
    }

    /** What {@code when recipient} and {@code require recipient} may list. */
    List<AddressPattern> recipients() {
        int kind = random.nextInt(10);
        return kind == 0 ? List.of(new AddressPattern.Any()) : some(kind < 4 ? ADDRESSES : DOMAINS, 1, 3);
    }

    List<Network> networks() {
        return some(NETWORKS, 1, 3);
    }

    List<CertificatePattern> certificates() {
        return some(CERTIFICATES, 1, 2);
    }

    HeaderCriterion header(Span origin) {
        return new HeaderCriterion(pick(HEADERS), some(HEADER_VALUES, 0, 2), origin);
    }

    Optional<TlsVersion> minimum() {
        return pick(List.of(Optional.empty(), Optional.of(TlsVersion.TLS_1_2), Optional.of(TlsVersion.TLS_1_3)));
    }

    long size() {
        return pick(List.of(0L, 1000L, 20L * 1024 * 1024));
    }

    /** Of {@code otherwise}: a code fits its verdict, and a status its code (RFC 3463 2). */
    Reply reply() {
        Reply.Verdict verdict = pick(List.of(Reply.Verdict.REJECT, Reply.Verdict.REJECT, Reply.Verdict.DEFER));
        int leading = verdict == Reply.Verdict.REJECT ? 5 : 4;
        boolean coded = random.nextBoolean();
        return new Reply(
                verdict,
                coded ? Optional.of(leading * 100 + 51) : Optional.empty(),
                coded && random.nextBoolean() ? Optional.of(leading + ".7.99") : Optional.empty(),
                random.nextBoolean() ? Optional.of("ask the postmaster") : Optional.empty());
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private <T> List<T> some(List<T> choices, int atLeast, int atMost) {
        return Stream.generate(() -> pick(choices))
                .distinct()
                .limit(atLeast + random.nextInt(atMost - atLeast + 1))
                .toList();
    }
}
