package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FmtCommandTest {
    private static final String WILD = "from   onprem to office365\n   require tls cert *.contoso.com\n";
    private static final String CALM = "from onprem to office365 require tls cert *.contoso.com\n";

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Shell.Run fmt(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "fmt";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return new Shell(folder).run(all);
    }

    @Test
    void writesWhatChangesAndKeepsItsPermissions() throws IOException {
        Path wild = file("wild.mailflow", WILD);
        Files.setPosixFilePermissions(wild, PosixFilePermissions.fromString("rw-r-----"));
        Path calm = file("calm.mailflow", CALM);
        var before = Files.getLastModifiedTime(calm);
        Shell.Run run = fmt("wild.mailflow", "calm.mailflow");
        assertThat(run.transcript()).isEqualTo("2 files looked at, 1 changed\n-- exit 0 --\n");
        assertThat(wild).hasContent(CALM);
        assertThat(Files.getPosixFilePermissions(wild)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Files.getLastModifiedTime(calm)).isEqualTo(before);
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path real = file("real/a.mailflow", WILD);
        Path link = Files.createSymbolicLink(folder.resolve("link.mailflow"), Path.of("real/a.mailflow"));
        assertThat(fmt("link.mailflow").code()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(real)).isEqualTo(CALM);
    }

    @Test
    void checkNamesFilesAndChangesNothing() throws IOException {
        Path wild = file("a/wild.mailflow", WILD);
        file("a/calm.mailflow", CALM);
        file(".hidden/other.mailflow", WILD);
        assertThat(fmt("--check", ".").transcript())
                .isEqualTo("a/wild.mailflow\n2 files looked at, 1 not in style\n-- exit 3 --\n");
        assertThat(wild).hasContent(WILD);
        assertThat(fmt("--check", "a/calm.mailflow").code()).isZero();
    }

    @Test
    void diffShowsWhatWouldChange() throws IOException {
        Path wild = file("wild.mailflow", WILD);
        assertThat(fmt("--diff", "wild.mailflow").transcript()).isEqualTo("""
                        --- wild.mailflow
                        +++ wild.mailflow
                        @@ -1,2 +1,1 @@
                        -from   onprem to office365
                        -   require tls cert *.contoso.com
                        +from onprem to office365 require tls cert *.contoso.com
                        -- exit 0 --
                        """);
        assertThat(wild).hasContent(WILD);
        assertThat(fmt("--diff", "--check", "wild.mailflow").code()).isEqualTo(3);
    }

    @Test
    void standardInputGoesToStandardOutput() {
        assertThat(new Shell(folder).input(WILD).run("fmt", "-").transcript()).isEqualTo(CALM + "-- exit 0 --\n");
    }

    @Test
    void aFileWithMistakesIsLeftAlone() throws IOException {
        String broken = "from onprem   to\n";
        Path file = file("broken.mailflow", broken);
        Shell.Run run = fmt("broken.mailflow");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("MF1");
        assertThat(file).hasContent(broken);
        Shell.Run piped = new Shell(folder).input(broken).run("fmt", "-");
        assertThat(piped.out()).as("an editor's buffer").isEqualTo(broken);
        assertThat(piped.code()).isEqualTo(3);
        assertThat(fmt("nowhere.mailflow").code()).isEqualTo(1);
    }
}
