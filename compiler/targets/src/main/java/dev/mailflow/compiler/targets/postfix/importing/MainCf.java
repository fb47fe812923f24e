package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of {@code main.cf}, or what {@code postconf -n} prints of them. */
final class MainCf {
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final List<Line> unread = new ArrayList<>();
    private final SourceFile file;

    /** @param value with references to other settings filled in */
    record Setting(String name, String value, Span place) {
        /** Members of a list: separated by commas and white space, braces kept together. */
        List<String> members() {
            return Braces.members(value);
        }
    }

    /**
     * Of a setting that is there twice the later holds, as for Postfix.
     *
     * @param own settings of the service that takes mail from others; they hold in place of those in the file
     */
    MainCf(SourceFile file, Map<String, Setting> own) {
        this.file = file;
        for (Line line : Line.of(file)) {
            int equals = line.text().indexOf('=');
            String name = equals > 0 ? line.text().substring(0, equals).strip() : "";
            if (name.matches("[^\\s{}$]+")) {
                settings.put(
                        name,
                        new Setting(name, line.text().substring(equals + 1).strip(), line.place()));
            } else {
                unread.add(line);
            }
        }
        settings.putAll(own);
        Map<String, String> written = new LinkedHashMap<>();
        settings.forEach((name, setting) -> written.put(name, setting.value()));
        Expansion expansion = new Expansion(written);
        settings.replaceAll((name, setting) -> new Setting(name, expansion.of(setting.value()), setting.place()));
    }

    Optional<Setting> get(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    Span start() {
        return new Span(file, 0, 0);
    }

    List<Setting> all() {
        return List.copyOf(settings.values());
    }

    /** Lines that are no settings. */
    List<Line> unread() {
        return unread;
    }

    /** Whether a reference is left that nothing here fills in. */
    static boolean isOpen(String value) {
        return value.matches("(?s).*\\$[A-Za-z_({].*");
    }
}
