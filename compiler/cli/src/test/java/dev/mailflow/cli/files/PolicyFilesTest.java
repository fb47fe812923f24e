package dev.mailflow.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.cli.files.PolicyFiles.Reading;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.resolve.SourceLoader.Loaded;
import dev.mailflow.compiler.resolve.SourceLoader.Reach;
import dev.mailflow.compiler.source.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyFilesTest {
    @TempDir
    Path folder;

    private PolicyFiles files(InputStream in) {
        return new PolicyFiles(folder, in);
    }

    private PolicyFiles files() {
        return files(InputStream.nullInputStream());
    }

    private static DiagnosticCode code(Reading reading) {
        return ((Reading.Failed) reading).diagnostic().code();
    }

    @Test
    void readsAFileOnce() throws Exception {
        Files.writeString(folder.resolve("a.mailflow"), "one");
        PolicyFiles files = files();
        Reading.Text first = (Reading.Text) files.root("a.mailflow");
        Files.writeString(folder.resolve("a.mailflow"), "two");
        assertThat(((Loaded.Found) files.loader(first.file(), Reach.PROJECT).load("a.mailflow")).file())
                .isSameAs(first.file());
    }

    @Test
    void knowsHowFilesWereBeforeTheyWereOpened() throws Exception {
        Path policy = folder.resolve("a.mailflow");
        Path gone = folder.resolve("b.mailflow");
        Files.writeString(policy, "one");
        PolicyFiles files = files();
        files.root("a.mailflow");
        files.root("b.mailflow");
        files.root("-");
        assertThat(files.stamps()).isEqualTo(Map.of(policy, FileStamp.of(policy), gone, FileStamp.of(gone)));
        Files.writeString(policy, "another");
        Files.writeString(gone, "found");
        files.root("a.mailflow");
        files.root("b.mailflow");
        assertThat(files.stamps().get(policy)).isNotEqualTo(FileStamp.of(policy));
        assertThat(files.stamps().get(gone)).isNotEqualTo(FileStamp.of(gone));
    }

    @Test
    void tellsWhatIsThereInstead() throws Exception {
        Files.createDirectories(folder.resolve("hq/empty"));
        Files.writeString(folder.resolve("hq/contoso.mailflow"), "");
        Files.writeString(folder.resolve("hq/partners.csv"), "");
        assertThat(help("hq/contso.mailflow")).isEqualTo("did you mean `hq/contoso.mailflow`?");
        assertThat(help("hq/other.mailflow")).startsWith("check the spelling");
        assertThat(help("nowhere/contoso.mailflow")).startsWith("check the spelling");
        assertThat(help("hq")).isEqualTo("name the policy file in it: `hq/contoso.mailflow`");
        assertThat(help("hq/empty")).isEqualTo("name the policy file in it");
        for (String name : List.of("a", "b", "c")) {
            Files.writeString(folder.resolve("hq/" + name + ".mailflow"), "");
        }
        assertThat(help("hq/"))
                .isEqualTo("name the policy file in it: `hq/a.mailflow`, `hq/b.mailflow`, `hq/c.mailflow`, …");
    }

    /** A name at the root is looked for there, not in the current folder. */
    @Test
    void theRootIsNotTheCurrentFolder() throws Exception {
        Files.writeString(folder.resolve("mailflow-many.mailflow"), "");
        assertThat(help("/mailflow-mny.mailflow")).startsWith("check the spelling");
    }

    private String help(String path) {
        return ((Reading.Failed) files().root(path)).diagnostic().help().orElse("");
    }

    @Test
    void readsStandardInput() {
        InputStream in = new ByteArrayInputStream("Zürich".getBytes(StandardCharsets.UTF_8));
        Reading.Text text = (Reading.Text) files(in).root("-");
        assertThat(text.file().path()).isEqualTo("<stdin>");
        assertThat(text.file().text()).isEqualTo("Zürich");
    }

    @Test
    void aBrokenStreamIsNotABug() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        assertThat(((Reading.Failed) files(broken).root("-")).diagnostic().message())
                .isEqualTo("cannot read `<stdin>`: connection reset");
    }

    @Test
    void aHugeFileIsNotReadToItsEnd() throws Exception {
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("disk.img").toFile(), "rw")) {
            sparse.setLength((64L << 20) + 2);
        }
        assertThat(((Reading.Failed) files().root("disk.img")).diagnostic().message())
                .isEqualTo("cannot read `disk.img`: it is larger than 64 MiB");
    }

    @Test
    void aCutSequenceAtTheEndIsNotUtf8() throws Exception {
        Files.write(folder.resolve("cut"), new byte[] {'a', (byte) 0xC3});
        assertThat(code(files().root("cut"))).isEqualTo(DiagnosticCode.NOT_UTF8);
    }

    @Test
    void anEmptyTableIsNoMistakeOfTheFile() throws Exception {
        Files.writeString(folder.resolve("users.csv"), "");
        assertThat(files().loader(new SourceFile("a.mailflow", ""), Reach.PROJECT)
                        .load("users.csv"))
                .isInstanceOf(Loaded.Found.class);
        assertThat(code(files().root("users.csv"))).isEqualTo(DiagnosticCode.EMPTY_FILE);
    }

    @Test
    void namesThatNoSystemTakesAreTold() {
        assertThat(code(files().root("a\0b"))).isEqualTo(DiagnosticCode.CANNOT_READ);
    }
}
