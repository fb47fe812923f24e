package dev.mailflow.cli.render;

import dev.mailflow.cli.render.Excerpt.Mark;
import dev.mailflow.cli.render.Style.Tone;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.diagnostic.Witness;
import dev.mailflow.compiler.source.Position;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Diagnostics for people: what is wrong, where, and the way out. */
public final class DiagnosticPrinter {
    /** Lines of a fix that are shown; more would hide the message. */
    private static final int FIX_LINES = 4;

    private final Page page;
    private final ShownLines shownLines = new ShownLines();
    private final Style style;

    public DiagnosticPrinter(Page page) {
        this.page = page;
        this.style = page.style();
    }

    /** Ends with a line end. */
    public String print(Diagnostic diagnostic) {
        List<String> rows = new ArrayList<>();
        Tone tone = tone(diagnostic.severity());
        String head = word(diagnostic.severity()) + "[" + diagnostic.code().id() + "]";
        String message =
                style.paint(tone, head) + style.paint(Tone.STRONG, ": " + Printable.text(diagnostic.message()));
        rows.addAll(page.lines(message, head.length() + 2));
        Span primary = diagnostic.primary().span();
        Map<SourceFile, List<Mark>> files = new LinkedHashMap<>();
        files.computeIfAbsent(primary.file(), file -> new ArrayList<>())
                .add(new Mark(primary, diagnostic.primary().text(), '^', tone));
        for (Label related : diagnostic.related()) {
            files.computeIfAbsent(related.span().file(), file -> new ArrayList<>())
                    .add(new Mark(related.span(), related.text(), '-', Tone.FRAME));
        }
        int gutter = gutter(files, diagnostic.fixes());
        int room = Math.max(Wrapped.NARROWEST, page.width() - gutter - 3);
        boolean first = true;
        for (var entry : files.entrySet()) {
            Span place = entry.getValue().get(0).span();
            String arrow = first ? "-->" : ":::";
            if (!first) {
                rows.add(bar(gutter));
            }
            if (entry.getKey().text().isEmpty()) {
                rows.add(frame(" ".repeat(gutter) + arrow) + " "
                        + Printable.text(place.file().path()));
            } else {
                rows.add(frame(" ".repeat(gutter) + arrow) + " " + place(place));
                rows.add(bar(gutter));
                rows.addAll(new Excerpt(entry.getKey(), entry.getValue(), shownLines, page, room).rows(gutter));
            }
            first = false;
        }
        if (diagnostic.help().isPresent()
                || !diagnostic.fixes().isEmpty()
                || diagnostic.witness().isPresent()) {
            rows.add(bar(gutter));
        }
        diagnostic.witness().ifPresent(witness -> rows.addAll(note(gutter, "message", asTest(witness))));
        diagnostic.help().ifPresent(help -> rows.addAll(note(gutter, "help", help)));
        diagnostic.fixes().forEach(fix -> rows.addAll(fix(gutter, fix, room)));
        return String.join("\n", rows) + "\n";
    }

    /** {@code path:line:column}. */
    public static String place(Span span) {
        Position position = span.position();
        return Printable.text(span.file().path()) + ":" + position.line() + ":" + position.column();
    }

    /** {@code error}, {@code warning}, {@code note}. */
    static String word(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "note";
        };
    }

    /** A message in the lines of a {@code test} block, and in those of one for each site behind it. */
    public static String asTest(Witness witness) {
        StringBuilder text = new StringBuilder(atOneSite(witness));
        witness.onward().forEach(hop -> text.append("\nthen ").append(atOneSite(hop)));
        return text.toString();
    }

    private static String atOneSite(Witness witness) {
        return "at " + witness.site()
                + "\nclient  " + witness.client()
                + "\nmessage " + witness.message()
                + "\nexpect  " + witness.outcome();
    }

    private static Tone tone(Severity severity) {
        return switch (severity) {
            case ERROR -> Tone.ERROR;
            case WARNING -> Tone.WARNING;
            case NOTE -> Tone.NOTE;
        };
    }

    private int gutter(Map<SourceFile, List<Mark>> files, List<Fix> fixes) {
        int last = 1;
        for (var entry : files.entrySet()) {
            last = Math.max(
                    last, new Excerpt(entry.getKey(), entry.getValue(), shownLines, page, page.width()).lastLine());
        }
        for (Fix fix : fixes) {
            last = Math.max(last, fix.replace().line() + Math.min(FIX_LINES, mended(fix).length) - 1);
        }
        return Integer.toString(last).length();
    }

    private String bar(int gutter) {
        return frame(" ".repeat(gutter) + " |");
    }

    private String frame(String text) {
        return style.paint(Tone.FRAME, text);
    }

    private List<String> note(int gutter, String head, String text) {
        List<String> rows = new ArrayList<>();
        int indent = gutter + head.length() + 5;
        for (String line : Printable.text(text).split("\n", -1)) {
            String before = rows.isEmpty()
                    ? " ".repeat(gutter) + frame(" = ") + style.paint(Tone.STRONG, head + ":") + " "
                    : " ".repeat(indent);
            rows.addAll(page.lines(before + line, indent));
        }
        return rows;
    }

    /** The fix's title, and its lines as they would read. */
    private List<String> fix(int gutter, Fix fix, int room) {
        List<String> rows = new ArrayList<>(note(gutter, "fix", fix.title()));
        int first = fix.replace().line();
        String[] mended = mended(fix);
        for (int i = 0; i < mended.length && i < FIX_LINES; i++) {
            ShownLine shown = ShownLine.of(mended[i]);
            String number = Integer.toString(first + i);
            int start = i == 0
                    ? fix.replace().start() - fix.replace().file().lines().startOf(first)
                    : 0;
            int end = i == 0 ? start + Math.max(1, fix.with().length()) : 1;
            String text = shown.window(shown.windowStart(shown.column(start), shown.column(end), room), room);
            rows.add((frame(" ".repeat(gutter - number.length()) + number) + style.paint(Tone.GOOD, " + ") + text)
                    .stripTrailing());
        }
        if (mended.length > FIX_LINES) {
            rows.add(frame("..."));
        }
        return rows;
    }

    /** The lines that the fix touches, as they would read. */
    private static String[] mended(Fix fix) {
        SourceFile file = fix.replace().file();
        int start = file.lines().startOf(fix.replace().line());
        int last = file.lines().lineOf(fix.replace().end());
        String lastLine = file.lines().line(last);
        int rest = Math.min(fix.replace().end() - file.lines().startOf(last), lastLine.length());
        String mended = file.text().substring(start, fix.replace().start()) + fix.with() + lastLine.substring(rest);
        return mended.split("\r\n|\r|\n", -1);
    }
}
