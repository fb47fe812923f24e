package dev.mailflow.cli.render;

import dev.mailflow.cli.render.Style.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation as a terminal shows it. Of Markdown it reads what the pages are written in: headings, paragraphs,
 * fenced examples, lists, tables as they stand, code spans and links.
 */
public final class MarkdownText {
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\(([^)]*)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern ITEM = Pattern.compile("(\\s*(?:[-*]|[0-9]+\\.) )(.*)");
    /** A code span is one word, whatever it holds. */
    private static final Pattern WORD = Pattern.compile("(?:`[^`]*`|\\S)+");

    private static final String MARGIN = "    ";

    private final Style style;
    private final int width;
    private final List<String> rows = new ArrayList<>();
    private final StringBuilder paragraph = new StringBuilder();
    private String indent = "";

    private MarkdownText(Style style, int width) {
        this.style = style;
        this.width = width;
    }

    /** Ends with a line end. */
    public static String print(String page, Style style, int width) {
        return new MarkdownText(style, width).text(page);
    }

    /** Without colour, and without line breaks in a paragraph: whoever shows it breaks it. */
    static String plain(String page) {
        return new MarkdownText(Style.PLAIN, Integer.MAX_VALUE).text(page);
    }

    private String text(String page) {
        boolean example = false;
        for (String line : page.split("\r?\n", -1)) {
            if (line.startsWith("```")) {
                close();
                example = !example;
            } else if (example) {
                rows.add((MARGIN + style.paint(Tone.NOTE, Printable.text(line))).stripTrailing());
            } else {
                prose(line);
            }
        }
        close();
        String text = String.join("\n", rows).strip();
        return text.replaceAll("\n{3,}", "\n\n") + "\n";
    }

    private void prose(String line) {
        Matcher item = ITEM.matcher(line);
        if (line.isBlank()) {
            close();
            rows.add("");
        } else if (line.startsWith("#")) {
            close();
            rows.add(style.paint(Tone.STRONG, spans(line.replaceFirst("^#+ *", ""))));
        } else if (line.startsWith("|")) {
            close();
            rows.add(spans(line));
        } else if (item.matches()) {
            close();
            indent = " ".repeat(item.group(1).length());
            paragraph.append(item.group(1)).append(item.group(2));
        } else {
            paragraph.append(paragraph.isEmpty() ? "" : " ").append(line.strip());
        }
    }

    /** Breaks the paragraph into lines; a word longer than the terminal stays whole. */
    private void close() {
        if (paragraph.isEmpty()) {
            return;
        }
        String text = Printable.text(LINK.matcher(paragraph).replaceAll("$1"));
        StringBuilder row = new StringBuilder(indent.isEmpty() ? "" : text.substring(0, indent.length()));
        int room = row.length();
        Matcher words = WORD.matcher(text);
        words.region(room, text.length());
        while (words.find()) {
            boolean first = row.length() <= room;
            if (!first && Printable.width(row.toString()) + 1 + Printable.width(words.group()) > width) {
                rows.add(spans(row.toString()));
                row.setLength(0);
                row.append(indent);
                first = true;
            }
            row.append(first ? "" : " ").append(words.group());
        }
        rows.add(spans(row.toString()));
        paragraph.setLength(0);
        indent = "";
    }

    private String spans(String text) {
        String shown = Printable.text(LINK.matcher(text).replaceAll("$1"));
        return style == Style.PLAIN
                ? shown
                : CODE.matcher(shown)
                        .replaceAll(found -> Matcher.quoteReplacement(style.paint(Tone.NOTE, found.group())));
    }
}
