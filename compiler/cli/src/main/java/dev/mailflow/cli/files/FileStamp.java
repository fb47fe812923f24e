package dev.mailflow.cli.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * What tells a file from the same one after a change, without reading it.
 *
 * @param state time, size and key of the file; equal as long as nobody has changed it or put another in its place
 */
public record FileStamp(String state) {
    private static final FileStamp NONE = new FileStamp("none");

    /** As the file is now; what cannot be looked at is as what is not there. */
    public static FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            // As a number: to write a time out takes Java's calendar.
            long time = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            return new FileStamp(time + " " + attributes.size() + " " + attributes.fileKey());
        } catch (IOException e) {
            return NONE;
        }
    }
}
