package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Look-up tables by their name in {@code main.cf}, of the types whose text says all (DATABASE_README). */
final class Tables {
    private static final Set<String> INDEXED = Set.of("hash", "btree", "cdb", "lmdb", "dbm", "sdbm", "texthash");

    private final Map<String, SourceFile> files;
    private final Set<String> read = new HashSet<>();

    record Row(String key, String value, Span place) {}

    /** @param files by the last part of their path */
    Tables(Map<String, SourceFile> files) {
        this.files = files;
    }

    static boolean isReference(String member) {
        // Six letters of the hexadecimal digits alone may begin an address of IPv6.
        return member.matches("(?s)[a-z]+:.+") && !member.matches("[0-9a-f:]+(/\\d+)?");
    }

    private static String type(String reference) {
        String inner = reference.startsWith("proxy:") ? reference.substring(6) : reference;
        return inner.substring(0, inner.indexOf(':'));
    }

    /** Its rows; empty if its type says more than its text, or its file is not there. */
    Optional<List<Row>> rows(String reference, Span place) {
        String type = type(reference);
        String inner = reference.startsWith("proxy:") ? reference.substring(6) : reference;
        String where = inner.substring(inner.indexOf(':') + 1);
        if (type.equals("inline")) {
            return Optional.of(inline(where, place));
        }
        if (type.equals("static")) {
            return Optional.of(List.of(new Row("*", Braces.without(where), place)));
        }
        SourceFile file = files.get(where.substring(where.lastIndexOf('/') + 1));
        if (file == null || !(INDEXED.contains(type) || type.equals("cidr"))) {
            return Optional.empty();
        }
        read.add(where.substring(where.lastIndexOf('/') + 1));
        List<Row> rows = new ArrayList<>();
        for (Line line : Line.of(file)) {
            String[] parts = line.text().split("\\s+", 2);
            rows.add(new Row(
                    type.equals("cidr") ? parts[0] : parts[0].toLowerCase(Locale.ROOT),
                    parts.length > 1 ? parts[1].strip() : "",
                    line.place()));
        }
        return Optional.of(rows);
    }

    /** {@code { key=value, { key = text with white space } }} (DATABASE_README). */
    private static List<Row> inline(String text, Span place) {
        List<Row> rows = new ArrayList<>();
        for (String member : Braces.members(Braces.without(text))) {
            String pair = Braces.without(member);
            int equals = pair.indexOf('=');
            if (equals > 0) {
                rows.add(new Row(
                        pair.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        pair.substring(equals + 1).strip(),
                        place));
            }
        }
        return rows;
    }

    /** A file that is no table. */
    Optional<SourceFile> file(String name) {
        read.add(name);
        return Optional.ofNullable(files.get(name));
    }

    /** Files that were given and that nothing refers to. */
    List<SourceFile> unread() {
        return files.entrySet().stream()
                .filter(entry -> !read.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
