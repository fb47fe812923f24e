package dev.mailflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is read from octets is what is read from text, however often the buffer was used before. */
class TransactionBufferPropertyTest {
    private final TransactionBuffer buffer = new TransactionBuffer();

    @Provide
    Arbitrary<String> addresses() {
        Arbitrary<String> local = Arbitraries.of(
                        "a", "Some.Clerk", "\"q x\"", "\"clerk\"", "o'b", "a@b", "a@b.of.the@house", "ü", "x\\y")
                .injectDuplicates(0.3);
        Arbitrary<String> label =
                Arbitraries.strings().withChars("aZ0-").ofMinLength(1).ofMaxLength(20);
        Arbitrary<String> domain = label.list().ofMinSize(1).ofMaxSize(6).map(labels -> String.join(".", labels));
        return Combinators.combine(local, Arbitraries.oneOf(domain, Arbitraries.of("[192.0.2.1]", "X.example.")))
                .as((l, d) -> l + "@" + d);
    }

    @Property(tries = 1000)
    void addressesAreReadAsTextIs(@ForAll("addresses") String address) {
        byte[] octets = ("<<" + address + ">").getBytes(StandardCharsets.UTF_8);
        Mailbox read =
                buffer.recipient(octets, 2, octets.length - 1).transaction().recipient();
        Mailbox expected = Mailbox.of(address);
        assertThat(read).isEqualTo(expected).hasSameHashCodeAs(expected).hasToString(expected.toString());
        assertThat(read.localPart()).isEqualTo(expected.localPart());
        assertThat(read.domain()).isEqualTo(expected.domain());
        assertThat(read.name().labels()).isEqualTo(expected.name().labels());
    }

    @Property(tries = 1000)
    void aDomainIsBelowWhatItEndsWithBehindADot(
            @ForAll("addresses") String address, @ForAll("addresses") String other) {
        Mailbox mailbox = Mailbox.of(address);
        String domain = mailbox.domain().text();
        int at = domain.indexOf('.');
        String parent = at < 0 || domain.startsWith("[") ? "none" : domain.substring(at + 1);
        assertThat(Matching.isOneBelow(mailbox, DomainName.of(parent))).isEqualTo(at > 0 && !domain.startsWith("["));
        String ancestor = Mailbox.of(other).domain().text();
        assertThat(Matching.isBelow(mailbox, DomainName.of(ancestor)))
                .isEqualTo(domain.endsWith("." + ancestor)
                        && !domain.startsWith("[")
                        && domain.length() > ancestor.length() + 1);
        assertThat(Matching.isAt(mailbox, DomainName.of(ancestor))).isEqualTo(domain.equals(ancestor));
    }

    @Property(tries = 500)
    void certificateNamesAreReadAsTextIs(@ForAll("addresses") String text) {
        String name = text.replace('@', '.');
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        byte[] client = {(byte) 192, 0, 2, 1};
        buffer.recipient("u@x.example".getBytes(StandardCharsets.US_ASCII), 0, 11)
                .connection(client, TlsVersion.TLS_1_3)
                .certificateName(octets, 0, octets.length);
        assertThat(buffer.transaction().certificateNames()).isEqualTo(List.of(name.toLowerCase(Locale.ROOT)));
        assertThat(buffer.transaction().client()).isEqualTo(IpAddress.of("192.0.2.1"));
    }

    /** Among others, up to the end of the array. */
    @Example
    void anAddressIsReadWhereItStands() {
        for (String address : List.of("192.0.2.1", "2001:db8:1:2:3:4:5:6")) {
            IpAddress expected = IpAddress.of(address);
            byte[] octets = octets(expected);
            for (int before = 0; before < 9; before++) {
                byte[] all = new byte[before + octets.length];
                Arrays.fill(all, (byte) 0x5A);
                System.arraycopy(octets, 0, all, before, octets.length);
                buffer.recipient("u@x.example".getBytes(StandardCharsets.US_ASCII), 0, 11)
                        .connection(all, before, all.length, TlsVersion.NONE);
                assertThat(buffer.transaction().client()).isEqualTo(expected);
                int start = before;
                assertThatThrownBy(() -> buffer.connection(all, start, all.length - 1, TlsVersion.NONE))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static byte[] octets(IpAddress address) {
        ByteBuffer all = ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low());
        return address.isV4() ? Arrays.copyOfRange(all.array(), 12, 16) : all.array();
    }

    @Property(tries = 300)
    void whatWasLentCanBeKept(@ForAll("addresses") String address, @ForAll("addresses") String next) {
        byte[] octets = address.getBytes(StandardCharsets.UTF_8);
        Transaction kept =
                buffer.recipient(octets, 0, octets.length).sender(octets, 0, octets.length).transaction().toBuilder()
                        .build();
        byte[] others = next.getBytes(StandardCharsets.UTF_8);
        buffer.recipient(others, 0, others.length).sender(others, 0, others.length);
        assertThat(kept.recipient()).isEqualTo(Mailbox.of(address));
        assertThat(kept.sender()).contains(Mailbox.of(address));
    }

    /** Of whatever length: nothing is read before the first octet or behind the last. */
    @Example
    void whatIsNoAddressIsRefused() {
        for (int length = 1; length < 140; length++) {
            for (String text : List.of(
                    "x".repeat(length),
                    "@" + "x".repeat(length - 1),
                    "x".repeat(length - 1) + "@",
                    "x".repeat(length / 2) + "\u00fc".repeat(length - length / 2))) {
                byte[] octets = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
                assertThatThrownBy(() -> buffer.recipient(octets, 1, octets.length - 1))
                        .as(text)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /** At every place of addresses of every length that is read in steps. */
    @Example
    void anOctetThatIsNotPrintableIsReadAsItsTextIs() {
        byte[] odd = {0, 9, 0x0D, 0x0E, 0x10, 0x19, 0x20, 0x7F, (byte) 0x80, (byte) 0xA1, (byte) 0xFF};
        for (int length = 14; length <= 66; length++) {
            byte[] address = ("clerk@" + "x".repeat(length - 14) + ".example").getBytes(StandardCharsets.US_ASCII);
            for (int place = 0; place < length; place++) {
                for (byte octet : odd) {
                    byte[] octets = address.clone();
                    octets[place] = octet;
                    assertThat(readOrRefused(octets)).isEqualTo(madeOrRefused(octets));
                }
            }
        }
    }

    private Optional<String> readOrRefused(byte[] octets) {
        try {
            return Optional.of(buffer.recipient(octets, 0, octets.length)
                    .transaction()
                    .recipient()
                    .toString());
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    private static Optional<String> madeOrRefused(byte[] octets) {
        try {
            return Optional.of(
                    Mailbox.of(new String(octets, StandardCharsets.UTF_8)).toString());
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    @Example
    void whatABufferLentIsKeptByTheTransactionThatIsMadeOfIt() {
        byte[] first = "Some.Clerk@Mail.Example".getBytes(StandardCharsets.US_ASCII);
        byte[] second = "another.one@elsewhere.example".getBytes(StandardCharsets.US_ASCII);
        Mailbox lent = buffer.recipient(first, 0, first.length).transaction().recipient();
        Transaction made = Transaction.builder().from(lent).to(lent).build();
        buffer.recipient(second, 0, second.length);
        assertThat(made.recipient()).hasToString("some.clerk@mail.example");
        assertThat(made.sender()).contains(made.recipient());
    }
}
