package dev.mailflow.maven;

import dev.mailflow.cli.render.DiagnosticPrinter;
import dev.mailflow.cli.render.Page;
import dev.mailflow.cli.render.Style;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.plugin.logging.Log;

/** Tells diagnostics as Maven's own errors, warnings and infos, each once in a build of a module. */
final class Findings {
    private static final String TOLD = Findings.class.getName();

    private final Log log;
    private final DiagnosticPrinter printer;
    private final Set<String> told;

    /** @param context what Maven keeps for this plugin and module from goal to goal */
    Findings(Log log, Style style, int width, Map<Object, Object> context) {
        this.log = log;
        this.printer = new DiagnosticPrinter(Page.file(style, width));
        this.told = told(context);
    }

    /** Maven loads a plugin once for all modules, so that what stands there is ours. */
    @SuppressWarnings("unchecked")
    private static Set<String> told(Map<Object, Object> context) {
        return (Set<String>) context.computeIfAbsent(TOLD, key -> new HashSet<String>());
    }

    void tell(List<Diagnostic> diagnostics) {
        for (Diagnostic diagnostic : diagnostics) {
            String text = printer.print(diagnostic);
            if (!told.add(text)) {
                continue;
            }
            // One call each: goals of other modules can run at the same time.
            switch (diagnostic.severity()) {
                case ERROR -> log.error(text);
                case WARNING -> log.warn(text);
                case NOTE -> log.info(text);
            }
        }
    }
}
