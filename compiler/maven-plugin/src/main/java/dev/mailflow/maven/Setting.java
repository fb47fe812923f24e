package dev.mailflow.maven;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;

/** A setting whose value can be a mistake. It may stand in any of several POMs or on the command line: no place is named. */
enum Setting {
    PACKAGE_NAME("packageName"),
    TARGETS("targets"),
    SOURCE_DIRECTORY("sourceDirectory"),
    FORMAT("format"),
    THRESHOLD("threshold"),
    TEST("test");

    private final String key;

    Setting(String key) {
        this.key = key;
    }

    /** As a POM's {@code configuration} takes it. */
    String key() {
        return key;
    }

    /** As {@code -D} takes it. */
    String property() {
        return "mailflow." + key;
    }

    Diagnostic mistake(DiagnosticCode code, String message, String help) {
        return Diagnostic.of(code, new Span(new SourceFile(property(), ""), 0, 0), message)
                .withHelp(help);
    }
}
