package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.target.Artifact;
import java.util.List;

/**
 * One look-up table (DATABASE_README).
 *
 * @param name of the file below the folder of tables
 * @param about what a reader should know, a line each
 * @param rows in the order in which they are tried, where the kind has an order
 */
record Table(String name, Kind kind, List<String> about, List<Row> rows) {
    /** Where the tables are, in {@code main.cf}. */
    static final String FOLDER = "$mailflow_tables";

    enum Kind {
        /** Whole keys; the installed system's fastest type, or {@code texthash} that needs no other file. */
        INDEXED("$mailflow_table_type"),
        /** cidr_table(5): the first network that holds the client. */
        CIDR("cidr"),
        /** regexp_table(5): the first expression that matches the address. */
        REGEXP("regexp");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    record Row(String key, String value) {}

    Table {
        about = List.copyOf(about);
        rows = List.copyOf(rows);
    }

    /**
     * Whether a key is one address: where {@code recipient_delimiter} is set, such a table is asked about {@code u+x@y}, and then about
     * {@code u@y}; expressions are asked about the whole address alone (access(5), transport(5)).
     */
    boolean namesAddresses() {
        return kind == Kind.INDEXED && rows.stream().anyMatch(row -> row.key().indexOf('@') >= 0);
    }

    /** Whether one file does for both. */
    boolean isSame(Table other) {
        return kind == other.kind() && rows.equals(other.rows());
    }

    /** As {@code main.cf} names it. */
    String reference() {
        return kind.type + ":" + FOLDER + "/" + name;
    }

    Artifact artifact(String folder) {
        StringBuilder text = new StringBuilder();
        about.forEach(line -> text.append("# ").append(line).append('\n'));
        int width = rows.stream().mapToInt(row -> row.key().length()).max().orElse(0);
        int column = Math.min(width, 48) + 2;
        for (Row row : rows) {
            text.append(row.key());
            text.append(" ".repeat(Math.max(1, column - row.key().length())));
            text.append(row.value()).append('\n');
        }
        return new Artifact(folder + "/" + name, text.toString());
    }
}
