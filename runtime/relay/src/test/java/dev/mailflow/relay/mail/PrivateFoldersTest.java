package dev.mailflow.relay.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFoldersTest {
    @TempDir
    Path folder;

    @Test
    void whatIsMadeIsTheOwnersAndWhatIsThereStays() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path there = Files.createDirectory(folder.resolve("there"));
        Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxr-x---"));

        Path made = PrivateFolders.make(there.resolve("queue").resolve("bodies"));

        assertThat(permissions(made)).isEqualTo("rwx------");
        assertThat(permissions(made.resolveSibling("."))).isEqualTo("rwx------");
        assertThat(permissions(there)).isEqualTo("rwxr-x---");
        assertThat(PrivateFolders.make(there)).isEqualTo(there);
        assertThat(permissions(there)).isEqualTo("rwxr-x---");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
