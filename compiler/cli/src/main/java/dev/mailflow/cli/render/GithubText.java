package dev.mailflow.cli.render;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.source.Position;
import dev.mailflow.compiler.source.Span;
import java.util.List;

/** Diagnostics as workflow commands of GitHub Actions, which shows them beside the lines of a change. */
public final class GithubText {
    private GithubText() {}

    /** One line for each; empty if there is none. */
    public static String of(List<Diagnostic> diagnostics, WorkingFolder folder) {
        StringBuilder text = new StringBuilder();
        for (Diagnostic diagnostic : diagnostics) {
            text.append(command(diagnostic, folder)).append('\n');
        }
        return text.toString();
    }

    private static String command(Diagnostic diagnostic, WorkingFolder folder) {
        Level level = switch (diagnostic.severity()) {
            case ERROR -> Level.ERROR;
            case WARNING -> Level.WARNING;
            case NOTE -> Level.NOTICE;
        };
        return command(
                level,
                diagnostic.primary().span(),
                diagnostic.code().id() + ": " + diagnostic.code().title(),
                message(diagnostic),
                folder);
    }

    /** How an annotation is shown. */
    public enum Level {
        ERROR("error"),
        WARNING("warning"),
        NOTICE("notice");

        private final String word;

        Level(String word) {
            this.word = word;
        }
    }

    /** One command, without a line end. Whatever the texts hold, they are shown and end no line of the log. */
    public static String command(Level level, Span span, String title, String message, WorkingFolder folder) {
        StringBuilder command = new StringBuilder("::").append(level.word);
        command.append(" file=").append(property(folder.relative(span.file().path())));
        if (!span.file().text().isEmpty()) {
            addPlace(command, span);
        }
        command.append(",title=").append(property(Printable.text(title)));
        return command.append("::").append(data(Printable.text(message))).toString();
    }

    /** Of something that has no place in a file. */
    public static String command(Level level, String title, String message) {
        return "::" + level.word + " title=" + property(Printable.text(title)) + "::" + data(Printable.text(message));
    }

    private static void addPlace(StringBuilder command, Span span) {
        Position start = span.position();
        Position end = span.file().position(span.end());
        command.append(",line=").append(start.line()).append(",endLine=").append(end.line());
        // Columns are refused for a place that spans several lines.
        if (start.line() == end.line()) {
            command.append(",col=").append(start.column()).append(",endColumn=").append(end.column());
        }
    }

    private static String message(Diagnostic diagnostic) {
        StringBuilder message = new StringBuilder(diagnostic.message());
        if (!diagnostic.primary().text().isEmpty()) {
            message.append('\n').append(diagnostic.primary().text());
        }
        for (Label label : diagnostic.related()) {
            message.append('\n').append(DiagnosticPrinter.place(label.span()));
            if (!label.text().isEmpty()) {
                message.append(": ").append(label.text());
            }
        }
        diagnostic.witness().ifPresent(witness -> message.append('\n').append(DiagnosticPrinter.asTest(witness)));
        diagnostic.help().ifPresent(help -> message.append("\nhelp: ").append(help));
        diagnostic.fixes().forEach(fix -> message.append("\nfix: ").append(fix.title()));
        return message.toString();
    }

    /** As the runner reads the text behind the second {@code ::}. */
    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    /** As the runner reads the value of a property. */
    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
