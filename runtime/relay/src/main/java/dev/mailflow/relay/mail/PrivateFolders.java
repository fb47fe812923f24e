package dev.mailflow.relay.mail;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders that hold mail: those made here are for the user alone whom the relay runs as, whatever the umask. */
public final class PrivateFolders {
    private PrivateFolders() {}

    /**
     * Makes the folder, and those above it that are missing; one that is there keeps its permissions.
     *
     * @return the folder
     * @throws IOException if it cannot be made, or something else has that name
     */
    public static Path make(Path folder) throws IOException {
        return Files.createDirectories(folder, ownersOnly(folder));
    }

    /** Brings to the disk which names the folder holds (fsync(2)). */
    public static void sync(Path folder) throws IOException {
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
