package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * A logical line of a file of Postfix: lines that begin with white space go on with the one before, lines that begin with
 * {@code #} and empty ones do not count (postconf(5), postmap(1)).
 *
 * @param text without the line ends and comments inside it
 */
record Line(String text, Span place) {
    static List<Line> of(SourceFile file) {
        List<Line> lines = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        int start = 0;
        int end = 0;
        int offset = 0;
        for (String physical : file.text().split("\n", -1)) {
            String line = physical.endsWith("\r") ? physical.substring(0, physical.length() - 1) : physical;
            boolean counts = !line.isBlank() && !line.stripLeading().startsWith("#");
            boolean goesOn = counts && Character.isWhitespace(line.charAt(0)) && current.length() > 0;
            if (counts && !goesOn) {
                flush(file, lines, current, start, end);
                start = offset;
            }
            if (counts) {
                current.append(goesOn ? " " : "").append(line.strip());
                end = offset + line.length();
            }
            offset += physical.length() + 1;
        }
        flush(file, lines, current, start, end);
        return lines;
    }

    private static void flush(SourceFile file, List<Line> lines, StringBuilder current, int start, int end) {
        if (current.length() > 0) {
            lines.add(new Line(current.toString(), new Span(file, start, end)));
            current.setLength(0);
        }
    }
}
