package dev.mailflow.languageserver;

import dev.mailflow.cli.files.Pages;
import dev.mailflow.cli.files.Release;
import dev.mailflow.cli.render.DiagnosticPrinter;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.DiagnosticCodeDescription;
import org.eclipse.lsp4j.DiagnosticRelatedInformation;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.DiagnosticTag;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WorkspaceEdit;

/** Findings of the compiler in the protocol's form. */
final class Findings {
    private static final String SOURCE = "mailflow";

    /** The part of a code's page that says what the mistake would do. */
    private static final String WHY = "## Why it matters";

    private Findings() {}

    static org.eclipse.lsp4j.Diagnostic diagnostic(Diagnostic found, Function<SourceFile, String> uri) {
        org.eclipse.lsp4j.Diagnostic shown =
                new org.eclipse.lsp4j.Diagnostic(Ranges.of(found.primary().span()), text(found));
        shown.setSeverity(
                switch (found.severity()) {
                    case ERROR -> DiagnosticSeverity.Error;
                    case WARNING -> DiagnosticSeverity.Warning;
                    case NOTE -> DiagnosticSeverity.Information;
                });
        shown.setSource(SOURCE);
        shown.setCode(found.code().id());
        shown.setCodeDescription(new DiagnosticCodeDescription(
                Release.documentation() + found.code().id()));
        if (found.code() == DiagnosticCode.UNUSED_LIST || found.code() == DiagnosticCode.UNUSED_ENDPOINT) {
            shown.setTags(List.of(DiagnosticTag.Unnecessary));
        }
        if (!found.related().isEmpty()) {
            shown.setRelatedInformation(
                    found.related().stream().map(label -> related(label, uri)).toList());
        }
        return shown;
    }

    private static DiagnosticRelatedInformation related(Label label, Function<SourceFile, String> uri) {
        return new DiagnosticRelatedInformation(
                new Location(uri.apply(label.span().file()), Ranges.of(label.span())),
                label.text().isEmpty() ? "see here" : label.text());
    }

    private static String text(Diagnostic found) {
        String label = found.primary().text();
        return found.message()
                + (label.isEmpty() ? "" : "\n" + label)
                + found.witness()
                        .map(witness -> "\n" + DiagnosticPrinter.asTest(witness))
                        .orElse("")
                + found.help().map(help -> "\nhelp: " + help).orElse("");
    }

    /** One action for each fix. */
    static List<CodeAction> actions(Diagnostic found, Function<SourceFile, String> uri) {
        return found.fixes().stream()
                .map(fix -> action(found, fix, uri))
                .peek(action -> action.setIsPreferred(found.fixes().size() == 1))
                .toList();
    }

    private static CodeAction action(Diagnostic found, Fix fix, Function<SourceFile, String> uri) {
        CodeAction action = new CodeAction(fix.title());
        action.setKind(CodeActionKind.QuickFix);
        action.setDiagnostics(List.of(diagnostic(found, uri)));
        action.setEdit(new WorkspaceEdit(
                Map.of(uri.apply(fix.replace().file()), List.of(new TextEdit(Ranges.of(fix.replace()), fix.with())))));
        return action;
    }

    /** What a code means: its title, what its page says on why it matters, and where the page is. */
    static String explanation(DiagnosticCode code) {
        String page = Pages.of(code);
        int why = page.indexOf(WHY);
        String prose = why < 0 ? "" : page.substring(why + WHY.length()).strip().split("\n\\s*\n", 2)[0];
        return "**" + code.title() + "** ([" + code.id() + "](" + Release.documentation() + code.id() + "))"
                + (prose.isEmpty() ? "" : "\n\n" + prose);
    }
}
