package dev.mailflow.relay.local;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.PrivateFolders;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Final delivery into folders: {@code FOLDER/DOMAIN/LOCAL-PART/{tmp,new,cur}}. A message is in {@code new} whole and synced,
 * or not at all; lines end with LF, as Maildir has them.
 */
public final class MaildirStore {
    /** Mailboxes remembered as durable; beyond it all are looked after anew. */
    private static final int MOST_REMEMBERED = 10_000;

    private static final int LONGEST_NAME = 255;
    private static final int KEPT_OF_LONG = 180;

    private final Path folder;
    /** Mailboxes whose folders are on the disk, their names in the folders above included. */
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    public MaildirStore(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /**
     * Returns when the message is on disk. The same message for the same mailbox again replaces itself.
     *
     * @param id queue id
     * @param sender for the Return-Path field (RFC 5321 4.4)
     */
    public void deliver(String id, Optional<EnvelopeAddress> sender, EnvelopeAddress recipient, Content content)
            throws IOException {
        Path box = folder.resolve(fileName(recipient.domain().text()))
                .resolve(fileName(recipient.mailbox().localPart()));
        make(box);
        String name = id + "." + Integer.toHexString(recipient.toString().hashCode());
        Path temporary = box.resolve("tmp").resolve(name);
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 14);
            String path =
                    "Return-Path: <" + sender.map(EnvelopeAddress::toString).orElse("") + ">\n";
            out.write(path.getBytes(StandardCharsets.UTF_8));
            try (InputStream in = content.open()) {
                copy(in, out);
            }
            out.flush();
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        Path arrived = box.resolve("new");
        Files.move(temporary, arrived.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        PrivateFolders.sync(arrived);
    }

    /** A folder is on the disk only when the one that names it is (fsync(2)). */
    private void make(Path box) throws IOException {
        Path newest = box.resolve("cur");
        if (durable.contains(box) && Files.isDirectory(newest)) {
            return;
        }
        Path known = folder;
        while (!Files.isDirectory(known) && known.getParent() != null) {
            known = known.getParent();
        }
        for (String part : new String[] {"tmp", "new", "cur"}) {
            PrivateFolders.make(box.resolve(part));
        }
        Path each = box;
        while (each != null && each.startsWith(known)) {
            PrivateFolders.sync(each);
            each = each.getParent();
        }
        if (durable.size() >= MOST_REMEMBERED) {
            durable.clear();
        }
        durable.add(box);
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 14];
        int count;
        while ((count = in.read(buffer)) > 0) {
            int start = 0;
            for (int i = 0; i < count; i++) {
                // Contents hold CR only in CRLF.
                if (buffer[i] == '\r') {
                    out.write(buffer, start, i - start);
                    start = i + 1;
                }
            }
            out.write(buffer, start, count - start);
        }
    }

    /**
     * One name below its folder, whatever an address holds; nothing but plain characters stays as it is. What would be longer than
     * a file's name may be (NAME_MAX) ends in a hash, after a sign that no other name holds.
     */
    static String fileName(String text) {
        StringBuilder name = new StringBuilder();
        for (byte octet : text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '+' || c == '=';
            if (plain || c == '.' && name.length() > 0) {
                name.append(c);
            } else {
                name.append(String.format("%%%02x", (int) c));
            }
        }
        return name.length() <= LONGEST_NAME ? name.toString() : name.substring(0, KEPT_OF_LONG) + "%-" + hash(text);
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
