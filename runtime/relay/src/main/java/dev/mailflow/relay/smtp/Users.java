package dev.mailflow.relay.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who may submit, by password; the file's format is in {@code docs/configuration.md}, its lines are made by {@link PasswordLine}. */
public final class Users {
    private static final Pattern NAME = Pattern.compile("[^:\\s#][^:\\s]*");

    private final Map<String, PasswordHash> entries;
    /** Of a user that does not exist, so that his refusal takes as long as any other's. */
    private final PasswordHash nobody;

    private Users(Map<String, PasswordHash> entries) {
        this.entries = Map.copyOf(entries);
        this.nobody = PasswordHash.nobody(entries.values().stream()
                .mapToInt(PasswordHash::iterations)
                .max()
                .orElse(PasswordLine.ITERATIONS));
    }

    /** Whether a line of the file can begin with it. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** @throws IOException if the file cannot be read or a line is not of the format; the message names the line */
    public static Users read(Path file) throws IOException {
        Map<String, PasswordHash> entries = new HashMap<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String text = line.trim();
            int colon = text.indexOf(':');
            Optional<PasswordHash> hash;
            try {
                hash = isName(text.substring(0, Math.max(0, colon)))
                        ? PasswordHash.of(text.substring(colon + 1))
                        : Optional.empty();
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ":" + number + ": salt or hash is not base64", e);
            }
            if (hash.isEmpty()) {
                throw new IOException(file + ":" + number + ": not of the form `user:" + PasswordHash.FORM
                        + "`; `mailflow password` makes them");
            }
            entries.put(text.substring(0, colon), hash.get());
        }
        return new Users(entries);
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IOException("submission.users: " + file + " cannot be read as a text in UTF-8", e);
        }
    }

    boolean accepts(String user, String password) {
        return entries.getOrDefault(user, nobody).isOf(password) && entries.containsKey(user);
    }

    /** How much a user that does not exist costs. */
    int iterationsOfNobody() {
        return nobody.iterations();
    }
}
