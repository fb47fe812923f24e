package dev.mailflow.compiler.diagnostic;

/**
 * Every message the compiler can give. A code is never reused and its meaning never changes; each has a page under
 * {@code compiler/docs/diagnostics} and a case in the corpus.
 *
 * <p>MF1 how it is written · MF2 names · MF3 values and kinds · MF4 sense · MF5 behaviour · MF6 what a target cannot
 * say · MF9 the tool itself.
 */
public enum DiagnosticCode {
    // MF1xxx: how it is written (parse).
    UNEXPECTED_TEXT("MF1001", Severity.ERROR, "unexpected text");

    private final String id;
    private final Severity severity;
    private final String title;

    DiagnosticCode(String id, Severity severity, String title) {
        this.id = id;
        this.severity = severity;
        this.title = title;
    }

    public String id() {
        return id;
    }

    public Severity severity() {
        return severity;
    }

    /** What kind of mistake it is, in a few words; the message itself names the user's text. */
    public String title() {
        return title;
    }
}
