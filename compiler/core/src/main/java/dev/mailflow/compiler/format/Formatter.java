package dev.mailflow.compiler.format;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.parse.SyntaxReader;
import dev.mailflow.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a file in the one style of the language. Words keep their order and spelling, so the meaning stays; comments
 * and single empty lines stay; what is formatted already does not change. A byte order mark goes, line ends are those
 * of the first line.
 */
public final class Formatter {
    /** How many columns a line may have where it can be broken: {@value}. */
    public static final int WIDTH = Renderer.WIDTH;

    private static final int COMMENT_DISTANCE = 2;

    private Formatter() {}

    /** Empty if something is wrong with how the file is written; what, goes to the sink. */
    public static Optional<String> format(SourceFile source, DiagnosticSink sink) {
        return SyntaxReader.read(source, sink)
                .map(policy -> text(Renderer.render(Layout.of(policy)), lineEnd(source.text())))
                .map(text -> text.equals(source.text()) || readable(source, text) ? text : source.text());
    }

    /**
     * The grammar knows no line ends, but what tells a mistake from a word does. A file that could be read only as it
     * was laid out stays as it is: formatting never makes a mistake.
     */
    private static boolean readable(SourceFile source, String text) {
        List<Diagnostic> mistakes = new ArrayList<>();
        PolicyParser.parse(new SourceFile(source.path(), text), mistakes::add);
        return mistakes.isEmpty();
    }

    private static String lineEnd(String text) {
        int first = text.indexOf('\n');
        return first > 0 && text.charAt(first - 1) == '\r' ? "\r\n" : "\n";
    }

    private static String text(List<Renderer.Line> lines, String lineEnd) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < lines.size()) {
            // Comments of lines that follow each other stand in one column.
            int end = at + 1;
            int column = lines.get(at).text().length();
            while (commented(lines, at) && commented(lines, end)) {
                column = Math.max(column, lines.get(end).text().length());
                end++;
            }
            for (Renderer.Line line : lines.subList(at, end)) {
                text.append(line.text());
                int distance = column - line.text().length() + COMMENT_DISTANCE;
                line.comment()
                        .ifPresent(comment -> text.append(" ".repeat(distance)).append(comment));
                text.append(lineEnd);
            }
            at = end;
        }
        return text.toString();
    }

    private static boolean commented(List<Renderer.Line> lines, int at) {
        return at < lines.size() && lines.get(at).comment().isPresent();
    }
}
