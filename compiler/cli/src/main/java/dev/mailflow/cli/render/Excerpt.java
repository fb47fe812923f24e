package dev.mailflow.cli.render;

import dev.mailflow.cli.render.Style.Tone;
import dev.mailflow.compiler.source.LineMap;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lines of one file with places underlined, a label beside each. */
final class Excerpt {
    /** @param sign with which it is underlined: {@code ^} for what is wrong, {@code -} for what explains it */
    record Mark(Span span, String text, char sign, Tone tone) {}

    /** A mark's part on one line, in columns of the shown line. */
    private record Stroke(int from, int to, Mark mark, String text) {}

    private final SourceFile file;
    private final LineMap lines;
    private final ShownLines shownLines;
    private final Page page;
    private final Style style;
    private final int width;
    private final SortedMap<Integer, List<Stroke>> strokes = new TreeMap<>();

    /** @param width columns for the source text, beside the gutter */
    Excerpt(SourceFile file, List<Mark> marks, ShownLines shownLines, Page page, int width) {
        this.file = file;
        this.shownLines = shownLines;
        this.lines = file.lines();
        this.page = page;
        this.style = page.style();
        this.width = width;
        marks.forEach(this::place);
    }

    int lastLine() {
        return strokes.lastKey();
    }

    private void place(Mark mark) {
        int start = mark.span().start();
        int end = withoutLineEnds(mark.span());
        int first = lines.lineOf(start);
        int last = lines.lineOf(end);
        if (first == last) {
            stroke(first, start, end, mark, mark.text());
            return;
        }
        stroke(first, start, lines.startOf(first) + lines.line(first).length(), mark, "");
        String text = lines.line(last);
        int indent = text.length() - text.stripLeading().length();
        stroke(last, Math.min(end, lines.startOf(last) + indent), end, mark, mark.text());
    }

    /** A span that ends with a line ends before the line's end, or its last line would be the next one. */
    private static int withoutLineEnds(Span span) {
        String text = span.file().text();
        int end = span.end();
        while (end > span.start() && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return end;
    }

    private void stroke(int line, int start, int end, Mark mark, String text) {
        ShownLine shown = shownLines.of(file, line);
        int from = shown.column(start - lines.startOf(line));
        int to = Math.max(from + 1, shown.column(end - lines.startOf(line)));
        strokes.computeIfAbsent(line, key -> new ArrayList<>()).add(new Stroke(from, to, mark, text));
    }

    /** @param gutter width of the line numbers */
    List<String> rows(int gutter) {
        List<String> rows = new ArrayList<>();
        int before = 0;
        for (var entry : strokes.entrySet()) {
            int line = entry.getKey();
            if (before > 0 && line == before + 2) {
                sourceRow(rows, gutter, before + 1, List.of());
            } else if (before > 0 && line > before + 1) {
                rows.add(style.paint(Tone.FRAME, "..."));
            }
            List<Stroke> sorted = new ArrayList<>(entry.getValue());
            sorted.sort(Comparator.comparingInt(Stroke::from).thenComparingInt(Stroke::to));
            sourceRow(rows, gutter, line, sorted);
            before = line;
        }
        return rows;
    }

    private void sourceRow(List<String> rows, int gutter, int line, List<Stroke> here) {
        ShownLine shown = shownLines.of(file, line);
        int from = windowStart(shown, here);
        int to = Math.min(shown.width(), from + width);
        boolean cutLeft = from > 0;
        boolean cutRight = to < shown.width();
        int firstShown = from + (cutLeft ? 1 : 0);
        int behindShown = to - (cutRight ? 1 : 0);
        String text = shown.window(from, width);
        String number = " ".repeat(gutter - Integer.toString(line).length()) + line;
        rows.add((style.paint(Tone.FRAME, number + " |") + " " + text).stripTrailing());
        for (Stroke stroke : here) {
            boolean explains = stroke.mark().sign() != '^';
            if (explains && (stroke.to() <= firstShown || stroke.from() >= behindShown)) {
                // It would underline something else.
                continue;
            }
            int start = Math.max(0, Math.min(stroke.from() - from, width - 1));
            int end = Math.max(start + 1, Math.min(stroke.to() - from, width));
            String underline = Character.toString(stroke.mark().sign()).repeat(end - start);
            labelled(underline, Printable.text(stroke.text()), start)
                    .forEach(part -> rows.add(style.paint(Tone.FRAME, " ".repeat(gutter) + " |")
                            + " "
                            + " ".repeat(start)
                            + style.paint(stroke.mark().tone(), part)));
        }
    }

    /** An underlining and what is said beside it; on a screen below it, where there is no room beside. */
    private List<String> labelled(String underline, String label, int start) {
        if (label.isEmpty()) {
            return List.of(underline);
        }
        String beside = underline + " " + label;
        if (page.prose() == Page.Prose.WHOLE || start + Printable.width(beside) <= width) {
            return List.of(beside);
        }
        List<String> rows = new ArrayList<>(List.of(underline));
        rows.addAll(Wrapped.lines(label, Math.max(Wrapped.NARROWEST, width - start)));
        return rows;
    }

    /** Where the window on a long line begins: what is wrong is seen. */
    private int windowStart(ShownLine shown, List<Stroke> here) {
        if (here.isEmpty()) {
            return 0;
        }
        Stroke focus = here.stream()
                .filter(stroke -> stroke.mark().sign() == '^')
                .findFirst()
                .orElse(here.get(0));
        return shown.windowStart(focus.from(), focus.to(), width);
    }
}
