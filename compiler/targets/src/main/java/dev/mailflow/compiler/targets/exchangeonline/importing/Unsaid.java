package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.importing.Exports.Read;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import java.util.ArrayList;
import java.util.List;
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

    /** What the export does not say, and what stands in its place. */
    void open(Item item, Property property, String taken) {
        sink.report(Diagnostic.of(
                        DiagnosticCode.EXPORT_INCOMPLETE,
                        read.place(item),
                        "`" + property.word() + "` of `" + item.name()
                                + "` is not in the export, and its default is not certain: " + taken)
                .withHelp("export the whole object, by `ConvertTo-Json -Depth 4`"));
    }

    /** Those of the values that no connector before has; a disabled connector takes nothing. */
    List<String> free(Item item, List<String> written, Set<String> taken) {
        return free(item, item, written, taken);
    }

    /** @param state the same item, on or off as the policy has it */
    List<String> free(Item item, Item state, List<String> written, Set<String> taken) {
        if (!state.is(Property.ENABLED)) {
            return written;
        }
        List<String> free = new ArrayList<>();
        List<String> again = new ArrayList<>();
        for (String value : written) {
            (taken.add(value) ? free : again).add(value);
        }
        if (!free.isEmpty()) {
            named(item, again);
        }
        return free;
    }

    /** What another connector has in the policy; nothing is told of nothing. */
    void named(Item item, List<String> again) {
        if (!again.isEmpty()) {
            because(
                    item,
                    "`" + String.join("`, `", again) + "` of `" + item.name() + "` is named by another connector",
                    "name it once in the tenant; the first one has it in the policy");
        }
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
