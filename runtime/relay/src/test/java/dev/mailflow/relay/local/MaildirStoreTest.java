package dev.mailflow.relay.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.Tool;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a mailbox is there after a loss of power too, the folders that lead to it included. */
final class MaildirStoreTest {
    private static final Pattern SYNC = Pattern.compile("f(?:data)?sync\\([0-9]+<([^>]*)>");

    @TempDir
    Path folder;

    /** Delivers one message into a mailbox below a folder. */
    public static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws IOException {
            new MaildirStore(Path.of(arguments[0]))
                    .deliver(
                            "ID",
                            Optional.empty(),
                            EnvelopeAddress.of("bob@local.test"),
                            new Content.InMemory("\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @Test
    void syncsEveryFolderThatItMakes() throws Exception {
        Tool.need("strace");
        Path trace = folder.resolve("trace");
        Path root = folder.toRealPath();
        Path mail = root.resolve("made/mail");
        Process process = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-y",
                        "-o",
                        trace.toString(),
                        "-e",
                        "trace=fsync,fdatasync",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        mail.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        List<String> synced = new ArrayList<>();
        for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
            Matcher call = SYNC.matcher(line);
            if (call.find()) {
                synced.add(call.group(1));
            }
        }
        Path box = mail.resolve("local.test/bob");
        assertThat(synced)
                .startsWith(
                        box.toString(),
                        mail.resolve("local.test").toString(),
                        mail.toString(),
                        root.resolve("made").toString(),
                        root.toString())
                .endsWith(box.resolve("new").toString())
                .hasSize(7)
                .anyMatch(path -> path.startsWith(box.resolve("tmp/ID").toString()));
    }

    /** A path may have 256 octets (RFC 5321 4.5.3.1.3), each three characters of a folder's name; a folder's has 255 at most. */
    @Test
    void longNamesAreShortenedAndStayApart() throws Exception {
        MaildirStore store = new MaildirStore(folder);
        Content content = new Content.InMemory("\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
        String name = "\u00fc".repeat(100);
        List<String> locals = List.of(name, name + "x", "\u00fc".repeat(42), "a".repeat(240), "a".repeat(239) + "b");
        for (String local : locals) {
            store.deliver("ID", Optional.empty(), EnvelopeAddress.of(local + "@local.test"), content);
        }
        try (var boxes = Files.list(folder.resolve("local.test"))) {
            assertThat(boxes.map(box -> box.getFileName().toString()))
                    .hasSize(locals.size())
                    .allMatch(it -> it.length() <= 255);
        }
        assertThat(MaildirStore.fileName(name))
                .isEqualTo(MaildirStore.fileName(name.toUpperCase(java.util.Locale.ROOT)));
        // None of them can be the name of another address.
        assertThat(MaildirStore.fileName(MaildirStore.fileName(name))).isNotEqualTo(MaildirStore.fileName(name));
    }

    @Test
    void aMailboxThatWasRemovedIsMadeAnew() throws Exception {
        MaildirStore store = new MaildirStore(folder);
        Content content = new Content.InMemory("\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
        EnvelopeAddress bob = EnvelopeAddress.of("bob@local.test");
        store.deliver("ID1", Optional.empty(), bob, content);
        Path box = folder.resolve("local.test/bob");
        for (String part : new String[] {"new", "tmp", "cur"}) {
            try (var files = Files.list(box.resolve(part))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(box.resolve(part));
        }
        store.deliver("ID2", Optional.empty(), bob, content);
        try (var files = Files.list(box.resolve("new"))) {
            assertThat(files).hasSize(1);
        }
    }
}
