package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.importing.Exports.Read;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import java.util.Set;

/** The report of what a tenant has and the policy has not. */
final class Unsaid {
    private final Read read;
    private final DiagnosticSink sink;

    Unsaid(Read read, DiagnosticSink sink) {
        this.read = read;
        this.sink = sink;
    }

    /** A setting that is on and that no clause says. */
    void setting(Item item, Property property) {
        because(
                item,
                "`" + property.word() + "` of `" + item.name() + "` has no words in a policy",
                "it stays as it is in the tenant: note it where the policy is kept");
    }

    void because(Item item, String message, String help) {
        sink.report(Diagnostic.of(DiagnosticCode.SETTING_NOT_MODELLED, read.place(item), message)
                .withHelp(help));
    }

    void noAcceptedDomains(Set<String> guessed) {
        Span place = read.places().isEmpty()
                ? new Span(new SourceFile("", ""), 0, 0)
                : read.places().get(0);
        sink.report(Diagnostic.of(
                        DiagnosticCode.EXPORT_INCOMPLETE,
                        place,
                        guessed.isEmpty()
                                ? "the export has no accepted domains"
                                : "the export has no accepted domains; `" + String.join("`, `", guessed)
                                        + "` are guessed")
                .withHelp("add the output of `Get-AcceptedDomain | ConvertTo-Json`"));
    }
}
