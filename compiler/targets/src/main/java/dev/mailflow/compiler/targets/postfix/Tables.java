package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.type.CertificatePattern;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The tables of one site. Equal tables are one file. */
final class Tables {
    private final Map<String, Table> byName = new LinkedHashMap<>();
    private final Map<Shown, Certificates> certificates = new LinkedHashMap<>();
    private final Set<String> certificateNames = new HashSet<>();

    /**
     * A table of fingerprints, filled on the machine from the certificates that stand there.
     *
     * @param then restriction for a client that shows a certificate with a matching name
     */
    record Certificates(String table, List<CertificatePattern> patterns, String then) {}

    /** What a table of fingerprints is made for. */
    private record Shown(List<CertificatePattern> patterns, String then) {}

    /** How {@code main.cf} names it; the file name carries a number where another table has it. */
    String add(Table table) {
        String base = table.name().toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String name = base;
        for (int number = 2;
                byName.containsKey(name)
                        && !Objects.requireNonNull(byName.get(name)).isSame(table);
                number++) {
            name = base + "_" + number;
        }
        Table named = new Table(name, table.kind(), table.about(), table.rows());
        byName.putIfAbsent(name, named);
        return named.reference();
    }

    /** One answer to everything. A brace would end the short form, so such a text stands in a file. */
    String constant(String name, String value) {
        if (value.indexOf('{') < 0 && value.indexOf('}') < 0) {
            return "static:{" + value.replace("$", "$$") + "}";
        }
        return add(new Table(
                name,
                Table.Kind.CIDR,
                List.of(),
                List.of(new Table.Row("0.0.0.0/0", value), new Table.Row("::/0", value))));
    }

    String certificates(String connector, List<CertificatePattern> patterns, String then) {
        Shown shown = new Shown(patterns, then);
        Certificates known = certificates.get(shown);
        if (known != null) {
            return new Table(known.table(), Table.Kind.INDEXED, List.of(), List.of()).reference();
        }
        String base =
                "certificates_" + connector.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String name = base;
        for (int number = 2; !certificateNames.add(name); number++) {
            name = base + "_" + number;
        }
        certificates.put(shown, new Certificates(name, patterns, then));
        return new Table(name, Table.Kind.INDEXED, List.of(), List.of()).reference();
    }

    List<Table> all() {
        return List.copyOf(byName.values());
    }

    List<Certificates> certificates() {
        return List.copyOf(certificates.values());
    }
}
