package dev.mailflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What generated classes ask of a domain is what its text says, against all domains that nearly are it or above it. */
class MatchingPropertyTest {
    private final TransactionBuffer buffer = new TransactionBuffer();

    @Provide
    Arbitrary<String> domains() {
        Arbitrary<String> label =
                Arbitraries.strings().withChars("aZ0-_").ofMinLength(1).ofMaxLength(20);
        Arbitrary<String> names = label.list().ofMinSize(1).ofMaxSize(6).map(labels -> String.join(".", labels));
        return Arbitraries.frequencyOf(
                Tuple.of(9, names),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                "[192.0.2.1]",
                                ".contoso.com",
                                "[evil.contoso.com",
                                "[IPv6:2001:db8:85a3:8d3:1319:8a2e:370:7348]")));
    }

    @Property(tries = 300)
    void aMailboxIsWhereItsTextSays(@ForAll("domains") String written) {
        byte[] octets = ("clerk@" + written).getBytes(StandardCharsets.US_ASCII);
        Mailbox made = Mailbox.of("clerk@" + written);
        String domain = written.toLowerCase(Locale.ROOT);
        for (String other : nearly(domain)) {
            DomainName asked = DomainName.of(other);
            boolean isAt = domain.equals(other);
            boolean isBelow =
                    !domain.startsWith("[") && domain.endsWith("." + other) && domain.length() > other.length() + 1;
            boolean isOneBelow = isBelow && domain.indexOf('.') == domain.length() - other.length() - 1;
            // Read again for each, for what asks for the text makes it lower case.
            Mailbox read =
                    buffer.recipient(octets, 0, octets.length).transaction().recipient();
            for (Mailbox mailbox : List.of(read, made)) {
                assertThat(Matching.isAt(mailbox, asked)).as(other).isEqualTo(isAt);
                assertThat(Matching.isAddress(mailbox, "clerk", asked))
                        .as(other)
                        .isEqualTo(isAt);
                assertThat(Matching.isAddress(mailbox, "clark", asked))
                        .as(other)
                        .isFalse();
                assertThat(Matching.isBelow(mailbox, asked)).as(other).isEqualTo(isBelow);
                assertThat(Matching.isAtOrBelow(mailbox, asked)).as(other).isEqualTo(isAt || isBelow);
                assertThat(Matching.isOneBelow(mailbox, asked)).as(other).isEqualTo(isOneBelow);
                assertThat(mailbox.domain().isBelow(other)).as(other).isEqualTo(isBelow);
                assertThat(mailbox.domain().isChildOf(other)).as(other).isEqualTo(isOneBelow);
            }
        }
    }

    @Property(tries = 300)
    void aCertificateHasTheNamesThatItsTextSays(@ForAll("domains") String written) {
        byte[] octets = written.getBytes(StandardCharsets.US_ASCII);
        byte[] client = {(byte) 192, 0, 2, 1};
        byte[] anyone = "u@x.example".getBytes(StandardCharsets.US_ASCII);
        Transaction read = buffer.recipient(anyone, 0, anyone.length)
                .connection(client, TlsVersion.TLS_1_3)
                .certificateName(anyone, 2, anyone.length)
                .certificateName(octets, 0, octets.length)
                .transaction();
        String name = written.toLowerCase(Locale.ROOT);
        for (String other : nearly(name)) {
            DomainName asked = DomainName.of(other);
            assertThat(Matching.hasCertificate(read, asked))
                    .as(other)
                    .isEqualTo(new CertificateName(other).matches(name));
            assertThat(Matching.hasCertificateOneBelow(read, asked))
                    .as(other)
                    .isEqualTo(new CertificateName("*." + other).matches(name));
        }
    }

    /** A connection knows nothing of the certificate of the one before it. */
    @Example
    void whatAnotherClientShowedIsForgotten() {
        byte[] anyone = "u@x.example".getBytes(StandardCharsets.US_ASCII);
        byte[] client = {(byte) 192, 0, 2, 1};
        DomainName name = DomainName.of("x.example");
        DomainName parent = DomainName.of("example");
        buffer.recipient(anyone, 0, anyone.length)
                .connection(client, TlsVersion.TLS_1_3)
                .certificateName(anyone, 0, 1)
                .certificateName(anyone, 2, anyone.length);
        assertThat(Matching.hasCertificate(buffer.transaction(), name)).isTrue();
        assertThat(Matching.hasCertificateOneBelow(buffer.transaction(), parent))
                .isTrue();
        for (int names = 0; names < 2; names++) {
            buffer.connection(client, TlsVersion.TLS_1_3);
            if (names == 1) {
                buffer.certificateName(anyone, 0, 1);
            }
            assertThat(Matching.hasCertificate(buffer.transaction(), name)).isFalse();
            assertThat(Matching.hasCertificateOneBelow(buffer.transaction(), parent))
                    .isFalse();
        }
    }

    /** The domain, all ends of it, all of them with an octet changed in turn, and it with something before it. */
    private static List<String> nearly(String domain) {
        List<String> all = new ArrayList<>(List.of("x" + domain, "x." + domain));
        for (int from = 0; from < domain.length(); from++) {
            String end = domain.substring(from);
            if (end.startsWith(".") || end.endsWith(".")) {
                continue;
            }
            all.add(end);
            int changed = from % end.length();
            all.add(end.substring(0, changed) + "k" + end.substring(changed + 1));
        }
        for (int changed = 0; changed < domain.length(); changed++) {
            all.add(domain.substring(0, changed) + "k" + domain.substring(changed + 1));
        }
        return all;
    }
}
