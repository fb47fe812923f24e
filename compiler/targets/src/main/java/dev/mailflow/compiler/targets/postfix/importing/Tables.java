package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.postfix.importing.AddressPatterns.Parents;
import dev.mailflow.compiler.type.AddressPattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Look-up tables by their name in {@code main.cf}, of the types whose text says all (DATABASE_README). */
final class Tables {
    private static final Set<String> INDEXED = Set.of("hash", "btree", "cdb", "lmdb", "dbm", "sdbm", "texthash");

    private final Map<String, SourceFile> files;
    private final Set<String> read = new HashSet<>();

    private static final Set<String> EXPRESSIONS = Set.of("regexp", "pcre");

    private static final Pattern EXPRESSION = Pattern.compile("(/(.*)/([a-z]*))\\s+(.*)");

    /** Of pcre_table(5), regexp_table(5) and cidr_table(5); letters big or small. */
    private static final Pattern IF = Pattern.compile("(?i)if(?![a-z0-9]).*");

    private static final Pattern ENDIF = Pattern.compile("(?i)endif(?![a-z0-9]).*");

    enum Form {
        KEY,
        /** A row behind such a condition: what that would have said of a look-up before it came here is not known. */
        BEHIND_CONDITION,
        /** All rows from an {@code if} to its {@code endif}. */
        CONDITION
    }

    /**
     * @param meaning of an expression, or of a row for everything; empty: the key says what is meant
     * @param guards of a cidr table: the conditions around it, which all have to hold
     */
    record Row(
            String key,
            String value,
            Span place,
            Optional<AddressPattern> meaning,
            List<ClientTable.Entry> guards,
            Form form) {
        Row {
            guards = List.copyOf(guards);
        }

        Row(String key, String value, Span place) {
            this(key, value, place, Optional.empty());
        }

        Row(String key, String value, Span place, Optional<AddressPattern> meaning) {
            this(key, value, place, meaning, List.of(), Form.KEY);
        }

        /** By what a row behind it is one that no look-up ever comes to. */
        Search search() {
            return new Search(key, guards);
        }

        /** Which clients a cidr table means by the row. */
        Optional<ClientTable.Entry> clients(String value) {
            return Networks.entry(key, value).map(entry -> entry.within(guards));
        }

        Row behindCondition() {
            return new Row(key, value, place, meaning, guards, Form.BEHIND_CONDITION);
        }

        boolean isExpression() {
            return key.startsWith("/");
        }

        /** Not an {@code endif} by itself. */
        boolean isOpening() {
            return form == Form.CONDITION && !ENDIF.matcher(key).matches();
        }

        /** {@code static:}. */
        boolean isEverything() {
            return key.equals("*") && meaning.isPresent();
        }

        /** Which senders or recipients an access table means by the row. */
        Optional<AddressPattern> pattern(Parents parents) {
            return meaning.or(() -> AddressPatterns.ofAccessKey(key, parents));
        }
    }

    /** What a row is looked up by: one within an {@code if} is passed over by look-ups that come to the same key outside of it. */
    record Search(String key, List<ClientTable.Entry> guards) {
        Search {
            guards = List.copyOf(guards);
        }
    }

    /** @param files by their path, or by its last part alone */
    Tables(Map<String, SourceFile> files) {
        this.files = files;
    }

    static boolean isReference(String member) {
        // Six letters of the hexadecimal digits alone may begin an address of IPv6.
        return member.matches("(?s)[a-z]+:.+") && !member.matches("[0-9a-f:]+(/\\d+)?");
    }

    /** Whether its text says all, if only it is there. */
    static boolean isReadable(String reference) {
        String type = type(reference);
        return INDEXED.contains(type)
                || EXPRESSIONS.contains(type)
                || List.of("cidr", "inline", "static").contains(type);
    }

    static boolean isIndexed(String reference) {
        return INDEXED.contains(type(reference)) || type(reference).equals("inline");
    }

    static boolean isExpressions(String reference) {
        return EXPRESSIONS.contains(type(reference));
    }

    static boolean isCidr(String reference) {
        return type(reference).equals("cidr");
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
            return Optional.of(
                    List.of(new Row("*", Braces.without(where), place, Optional.of(new AddressPattern.Any()))));
        }
        if (where.startsWith("{") && isOrdered(type)) {
            List<Line> lines = Braces.members(Braces.without(where)).stream()
                    .map(member -> new Line(Braces.without(member), place))
                    .toList();
            return Optional.of(rows(type, lines));
        }
        if (!isReadable(reference)) {
            return Optional.empty();
        }
        return file(where).map(file -> rows(type, Line.of(file)));
    }

    private static boolean isOrdered(String type) {
        return EXPRESSIONS.contains(type) || type.equals("cidr");
    }

    /**
     * Rows between {@code if} and its {@code endif} hold for some look-ups alone. Of a cidr table each says so by its guards; of expressions
     * they are one row, that nobody understands. Without an {@code endif} they reach to the end.
     */
    private static List<Row> rows(String type, List<Line> lines) {
        List<Row> rows = new ArrayList<>();
        Deque<ClientTable.Entry> guards = new ArrayDeque<>();
        int depth = 0;
        for (Line line : lines) {
            boolean opens = isOrdered(type) && IF.matcher(line.text()).matches();
            boolean closes = isOrdered(type) && ENDIF.matcher(line.text()).matches();
            Optional<ClientTable.Entry> guard = opens && depth == 0 && type.equals("cidr")
                    ? Networks.entry(line.text().substring(2).strip(), "")
                    : Optional.empty();
            if (guard.isPresent()) {
                guards.addLast(guard.get());
                continue;
            }
            if (closes && depth == 0 && !guards.isEmpty()) {
                guards.removeLast();
                continue;
            }
            if (depth == 0) {
                Form form = opens || closes ? Form.CONDITION : Form.KEY;
                Row row = form == Form.CONDITION
                        ? new Row(line.text(), "", line.place())
                        : row(type, line.text(), line.place());
                rows.add(new Row(row.key(), row.value(), row.place(), row.meaning(), List.copyOf(guards), form));
            }
            depth = Math.max(0, depth + (opens ? 1 : closes ? -1 : 0));
        }
        return rows;
    }

    private static Row row(String type, String line, Span place) {
        if (EXPRESSIONS.contains(type)) {
            return expression(line, place);
        }
        String[] parts = line.split("\\s+", 2);
        return new Row(
                type.equals("cidr") ? parts[0] : parts[0].toLowerCase(Locale.ROOT),
                parts.length > 1 ? parts[1].strip() : "",
                place);
    }

    /** Of an expression with flags, or one that says more than a pattern of a policy, the meaning is left open. */
    private static Row expression(String line, Span place) {
        Matcher row = EXPRESSION.matcher(line);
        if (!row.matches()) {
            return new Row(line, "", place);
        }
        String value = row.group(4).strip();
        boolean plain = row.group(3).isEmpty() && !value.matches(".*(?<!\\$)\\$[({]?\\d.*");
        return new Row(
                row.group(1),
                value.replace("$$", "$"),
                place,
                plain ? AddressPatterns.ofExpression(row.group(2)) : Optional.empty());
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

    /** The file that is called so; of several, the one whose folders are called so too. */
    Optional<SourceFile> file(String path) {
        List<String> wanted = parts(path);
        Optional<String> nearest = files.keySet().stream()
                .filter(given -> common(parts(given), wanted) > 0)
                .max(Comparator.comparingInt(given -> common(parts(given), wanted)));
        nearest.ifPresent(read::add);
        return nearest.map(files::get);
    }

    /** From the last to the first. */
    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>(List.of(path.split("[/\\\\]+")));
        Collections.reverse(parts);
        return parts;
    }

    private static int common(List<String> one, List<String> other) {
        int count = 0;
        while (count < Math.min(one.size(), other.size()) && one.get(count).equals(other.get(count))) {
            count++;
        }
        return count;
    }

    /** Files that were given and that nothing refers to. */
    List<SourceFile> unread() {
        return files.entrySet().stream()
                .filter(entry -> !read.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
