package dev.mailflow.cli.files;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The pages of the codes, packed with the program from {@code compiler/docs/diagnostics}. */
public final class Pages {
    private Pages() {}

    /** In Markdown; empty for a code whose page was not packed, which a test forbids. */
    public static String of(DiagnosticCode code) {
        try (InputStream in = Pages.class.getResourceAsStream("/dev/mailflow/cli/pages/" + code.id() + ".md")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
