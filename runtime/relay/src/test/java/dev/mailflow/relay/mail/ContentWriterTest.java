package dev.mailflow.relay.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents are in memory as far as there is some for all of them. */
final class ContentWriterTest {
    private static final int MEMORY = 512 << 10;

    @TempDir
    Path folder;

    private ContentWriter writer(String name, MemoryBudget budget) {
        return new ContentWriter(MEMORY, folder.resolve(name), budget);
    }

    private static byte[] text(int octets) {
        StringBuilder text = new StringBuilder();
        while (text.length() < octets) {
            text.append(text.length()).append(' ');
        }
        return text.substring(0, octets).getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(ContentWriter writer, byte[] text) throws IOException {
        for (int at = 0; at < text.length; at += 1000) {
            writer.write(text, at, Math.min(1000, text.length - at));
        }
    }

    @Test
    void whatIsLargeGoesToAFileAndComesBackWhole() throws Exception {
        MemoryBudget budget = new MemoryBudget(10 << 20);
        for (int octets : new int[] {0, 8192, 65_536, 65_537, MEMORY, MEMORY + 1, 3 * MEMORY + 7}) {
            ContentWriter writer = writer("large" + octets, budget);
            byte[] text = text(octets);
            write(writer, text);
            assertThat(writer.isCramped()).isFalse();
            Content content = writer.finish();
            assertThat(content instanceof Content.InFile)
                    .as("%d octets", octets)
                    .isEqualTo(octets > MEMORY);
            assertThat(content.open().readAllBytes()).isEqualTo(text);
            writer.close();
        }
        assertThat(budget.taken()).isZero();
    }

    /** Until it is stored it is there, whoever holds it. */
    @Test
    void whatIsFinishedCountsUntilItIsClosed() throws Exception {
        MemoryBudget budget = new MemoryBudget(10 << 20);
        ContentWriter writer = writer("counted", budget);
        write(writer, text(300_000));
        Content content = writer.finish();
        assertThat(content).isInstanceOf(Content.InMemory.class);
        assertThat(budget.taken()).isEqualTo(300_000 - (64 << 10));
        writer.close();
        writer.close();
        assertThat(budget.taken()).isZero();
        ContentWriter dropped = writer("dropped", budget);
        write(dropped, text(300_000));
        dropped.finish();
        dropped.discard();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void manyAtOnceShareWhatThereIs() throws Exception {
        MemoryBudget budget = new MemoryBudget(2 << 20);
        byte[] text = text(400_000);
        List<ContentWriter> writers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ContentWriter writer = writer("many" + i, budget);
            write(writer, text);
            writers.add(writer);
            assertThat(budget.taken()).isLessThanOrEqualTo(2 << 20);
        }
        assertThat(writers).filteredOn(ContentWriter::isCramped).hasSizeGreaterThan(30);
        for (ContentWriter writer : writers.subList(0, 39)) {
            Content content = writer.finish();
            assertThat(content.size()).isEqualTo(text.length);
            assertThat(content.open().readAllBytes()).isEqualTo(text);
            writer.close();
        }
        writers.get(39).discard();
        assertThat(budget.taken()).isZero();
        assertThat(Files.exists(folder.resolve("many39"))).isFalse();
    }

    /** Small ones are never written twice. */
    @Test
    void littleNeedsNoBudget() throws Exception {
        MemoryBudget none = new MemoryBudget(0);
        ContentWriter writer = writer("little", none);
        write(writer, text(60_000));
        assertThat(writer.finish()).isInstanceOf(Content.InMemory.class);
    }
}
