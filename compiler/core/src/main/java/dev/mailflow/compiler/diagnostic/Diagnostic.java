package dev.mailflow.compiler.diagnostic;

import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One finding, in data. Layout, colour and JSON belong to the renderers.
 *
 * @param severity usually the code's own
 * @param message lower case, no final stop, the user's text in backticks; what is wrong
 * @param primary the place that is wrong
 * @param related other places that explain it
 * @param help the way out
 * @param witness of a finding about all messages, one of them
 */
public record Diagnostic(
        DiagnosticCode code,
        Severity severity,
        String message,
        Label primary,
        List<Label> related,
        Optional<String> help,
        List<Fix> fixes,
        Optional<Witness> witness) {
    public Diagnostic {
        related = List.copyOf(related);
        fixes = List.copyOf(fixes);
    }

    public static Diagnostic of(DiagnosticCode code, Span span, String message) {
        return new Diagnostic(
                code,
                code.severity(),
                message,
                new Label(span, ""),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** The same finding, taken more or less seriously than its code usually is. */
    public Diagnostic withSeverity(Severity other) {
        return new Diagnostic(code, other, message, primary, related, help, fixes, witness);
    }

    /** The same finding, told with this behind it: {@code "; its configuration is left out"}. */
    public Diagnostic withAddition(String text) {
        return new Diagnostic(code, severity, message + text, primary, related, help, fixes, witness);
    }

    /** The text printed beside the underline. */
    public Diagnostic labelled(String text) {
        return new Diagnostic(code, severity, message, new Label(primary.span(), text), related, help, fixes, witness);
    }

    public Diagnostic withRelated(Span span, String text) {
        List<Label> all = new ArrayList<>(related);
        all.add(new Label(span, text));
        return new Diagnostic(code, severity, message, primary, all, help, fixes, witness);
    }

    public Diagnostic withHelp(String text) {
        return new Diagnostic(code, severity, message, primary, related, Optional.of(text), fixes, witness);
    }

    public Diagnostic withFix(Fix fix) {
        List<Fix> all = new ArrayList<>(fixes);
        all.add(fix);
        return new Diagnostic(code, severity, message, primary, related, help, all, witness);
    }

    public Diagnostic withWitness(Witness message) {
        return new Diagnostic(code, severity, this.message, primary, related, help, fixes, Optional.of(message));
    }

    /** The same finding, with each of its places where the text stands that the user knows. */
    public Diagnostic at(UnaryOperator<Span> places) {
        return new Diagnostic(
                code,
                severity,
                message,
                new Label(places.apply(primary.span()), primary.text()),
                related.stream()
                        .map(label -> new Label(places.apply(label.span()), label.text()))
                        .toList(),
                help,
                fixes.stream()
                        .map(fix -> new Fix(fix.title(), places.apply(fix.replace()), fix.with()))
                        .toList(),
                witness);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }
}
