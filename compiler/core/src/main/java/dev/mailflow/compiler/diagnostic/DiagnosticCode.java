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
    UNEXPECTED_TEXT("MF1001", Severity.ERROR, "unexpected text"),
    MISSPELT_KEYWORD("MF1002", Severity.ERROR, "misspelt keyword"),
    UNFINISHED("MF1003", Severity.ERROR, "unfinished text"),
    UNCLOSED_BLOCK("MF1004", Severity.ERROR, "block without its closing brace"),
    UNCLOSED_QUOTE("MF1005", Severity.ERROR, "text without its closing quote"),
    MISSING_COMMA("MF1006", Severity.ERROR, "missing comma"),
    EXTRA_COMMA("MF1007", Severity.ERROR, "comma that separates nothing"),
    WRONG_SEPARATOR("MF1008", Severity.ERROR, "wrong `:` or `=`"),
    WRONG_ARROW("MF1009", Severity.ERROR, "arrow written otherwise"),
    MISSING_WORD("MF1010", Severity.ERROR, "missing small word or sign"),
    MISSING_QUOTES("MF1011", Severity.ERROR, "text without quotes"),
    NEEDLESS_QUOTES("MF1012", Severity.ERROR, "quotes or brackets around a bare word"),
    ODD_CHARACTER("MF1013", Severity.ERROR, "character that looks like another"),
    FOREIGN_COMMENT("MF1014", Severity.ERROR, "comment of another language"),
    JOINING_WORD("MF1015", Severity.ERROR, "joining word that the language does without"),
    MISPLACED_PART("MF1016", Severity.ERROR, "part that belongs elsewhere"),
    REPEATED_PART("MF1017", Severity.ERROR, "part said twice"),
    BAD_COLUMN_WORD("MF1018", Severity.ERROR, "unreadable `${…}`"),
    UNOPENED_BLOCK("MF1019", Severity.ERROR, "closing brace that closes nothing"),
    NOT_TEXT("MF1020", Severity.ERROR, "not a text file"),
    LINE_TOO_LONG("MF1021", Severity.ERROR, "line too long"),
    NESTED_TOO_DEEP("MF1022", Severity.ERROR, "blocks nested too deep"),
    MORE_MISTAKES("MF1023", Severity.NOTE, "mistakes left out");

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
