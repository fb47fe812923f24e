package dev.mailflow.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A record says the same when it is read, or nothing. */
final class BuildRecordPropertyTest {
    @Property
    void whatIsWrittenIsRead(
            @ForAll("files") Map<String, String> inputs,
            @ForAll("files") Map<String, String> outputs,
            @ForAll @IntRange(max = 1000) int lost,
            @ForAll List<String> findings) {
        BuildRecord record = new BuildRecord("0a1b", lost, findings, inputs, outputs);
        assertThat(BuildRecord.parse(record.text())).contains(record);
    }

    /** A record that was cut off could forget a file that was written: then none is better. */
    @Property
    void aPieceOfARecordIsNone(@ForAll("files") Map<String, String> files, @ForAll @IntRange(max = 10_000) int length) {
        String text = new BuildRecord("0a1b", 0, List.of("{}"), files, files).text();
        String piece = text.substring(0, Math.min(length, text.length() - 1));
        assertThat(BuildRecord.parse(piece)).isEqualTo(Optional.empty());
    }

    @Property
    void listsThatDifferHaveOtherDigests(@ForAll List<String> one, @ForAll List<String> other) {
        assertThat(Checksum.of(one).equals(Checksum.of(other))).isEqualTo(one.equals(other));
    }

    @Provide
    Arbitrary<Map<String, String>> files() {
        Arbitrary<String> paths = Arbitraries.strings()
                .withChars("ab/ .-_öß\\\n\rnr")
                .ofMinLength(1)
                .ofMaxLength(12);
        return Arbitraries.maps(
                        paths,
                        Arbitraries.strings().withChars("0123456789abcdef").ofLength(8))
                .ofMaxSize(5);
    }
}
