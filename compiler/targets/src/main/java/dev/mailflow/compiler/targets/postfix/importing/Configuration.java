package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.postfix.importing.AddressPatterns.Parents;
import dev.mailflow.compiler.targets.postfix.importing.MainCf.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code main.cf}, its tables, and what was said of them: the parts of the import read from here and report here. */
final class Configuration {
    private final MainCf main;
    private final Tables tables;
    private final MasterCf services;
    private final Set<String> understood = new HashSet<>();
    private final List<Diagnostic> reports = new ArrayList<>();

    Configuration(SourceFile main, Tables tables) {
        this.tables = tables;
        this.services = new MasterCf(tables.file("master.cf"));
        this.main = new MainCf(main, services.onPort25());
    }

    void report(Span place, String message, String help) {
        reports.add(Diagnostic.of(DiagnosticCode.POSTFIX_NOT_UNDERSTOOD, place, message)
                .withHelp(help));
    }

    /** Where what is said nowhere is told. */
    Span start() {
        return main.start();
    }

    /** Where that part of it is written; all of it, if it is not written so. */
    Span within(Span place, String part) {
        String all = place.text();
        int at = all.indexOf(part.replaceFirst(" .*", ""));
        int whole = all.indexOf(part);
        int begin = place.start() + Math.max(at, 0);
        return at < 0
                ? place
                : new Span(
                        place.file(),
                        whole < 0 ? begin : place.start() + whole,
                        whole < 0
                                ? begin + part.replaceFirst(" .*", "").length()
                                : place.start() + whole + part.length());
    }

    List<Diagnostic> reports() {
        return reports;
    }

    MainCf main() {
        return main;
    }

    Tables tables() {
        return tables;
    }

    MasterCf services() {
        return services;
    }

    /** Has its say elsewhere, or none. */
    void understand(String... names) {
        understood.addAll(List.of(names));
    }

    boolean isUnderstood(Setting setting) {
        return understood.contains(setting.name());
    }

    /** The setting, if it says something; whoever takes it says what it means. */
    Optional<Setting> take(String name) {
        Optional<Setting> setting = main.get(name).filter(said -> !said.value().isEmpty());
        if (understood.add(name)) {
            setting.filter(said -> MainCf.isOpen(said.value()))
                    .ifPresent(said -> report(
                            said.place(),
                            "`" + name + "` refers to a setting whose value is not in this file: `" + said.value()
                                    + "`",
                            "give the output of `postconf -x`, which has every value filled in"));
        }
        return setting;
    }

    /** What a file lists that stands in place of a member: {@code /file/name} (postconf(5)). */
    List<Line> members(Setting setting, String path) {
        Optional<SourceFile> file = tables.file(path);
        if (file.isEmpty()) {
            report(
                    within(setting.place(), path),
                    "the file `" + path + "` of `" + setting.name() + "` was not read",
                    "give it beside main.cf");
        }
        return file.stream()
                .flatMap(source -> Line.of(source).stream())
                .flatMap(line -> Braces.members(line.text()).stream().map(text -> new Line(text, line.place())))
                .toList();
    }

    /** Rows of every table in the setting, of a key that several have the first one's; a table that cannot be read is reported. */
    List<Tables.Row> rows(Setting setting) {
        Map<Tables.Search, Tables.Row> all = new LinkedHashMap<>();
        for (String member : setting.members()) {
            if (Tables.isReference(member)) {
                rows(setting, member).forEach(row -> all.putIfAbsent(row.search(), row));
            }
        }
        return List.copyOf(all.values());
    }

    List<Tables.Row> rows(Setting setting, String reference) {
        Optional<List<Tables.Row>> rows =
                Tables.isReference(reference) ? tables.rows(reference, setting.place()) : Optional.empty();
        if (rows.isEmpty()) {
            report(
                    within(setting.place(), reference),
                    "the table `" + reference + "` of `" + setting.name() + "` was not read",
                    Tables.isReadable(reference)
                            ? "give its source beside main.cf"
                            : "write what it says by hand: tables of this type say more than a file");
        }
        return once(rows.orElse(List.of()));
    }

    /** Each key once under the same conditions: the first row holds, and another one is told; so is what holds on a condition, and that is left out. */
    List<Tables.Row> once(List<Tables.Row> rows) {
        Set<Tables.Search> searches = new HashSet<>();
        List<Tables.Row> once = new ArrayList<>();
        boolean behind = false;
        for (Tables.Row row : rows) {
            if (row.form() == Tables.Form.CONDITION) {
                boolean opens = row.isOpening();
                behind |= opens;
                report(
                        row.place(),
                        "`" + row.key() + "` of a table "
                                + (opens ? "is not understood, nor are the rows up to its `endif`" : "ends no `if`"),
                        opens
                                ? "write by hand what they say: in a policy a row holds without a condition; in a list of restrictions the rows behind let nobody in"
                                : "remove this row: Postfix passes over it");
            } else if (searches.add(row.search())) {
                once.add(behind ? row.behindCondition() : row);
            } else {
                // postmap(1) warns and keeps the first.
                report(
                        row.place(),
                        "`" + row.key() + "` stands twice in its table: the first row holds",
                        "remove this row");
            }
        }
        return once;
    }

    /** The first number of {@code compatibility_level}, by which defaults change (COMPATIBILITY_README). */
    int level() {
        return main.get("compatibility_level")
                .map(setting -> setting.value().replaceFirst("\\..*", ""))
                .filter(level -> level.matches("\\d{1,6}"))
                .map(Integer::valueOf)
                .orElse(0);
    }

    /** Whether a domain means what is below it as well (postconf(5)). */
    Parents parents(String setting) {
        boolean match = main.get("parent_domain_matches_subdomains")
                .map(value -> value.members().contains(setting))
                .orElse(setting.equals("relay_domains") || setting.equals("smtpd_access_maps"));
        return match ? Parents.MATCH : Parents.NEED_A_DOT;
    }
}
