package dev.mailflow.cli.testing;

import dev.mailflow.cli.render.Printable;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * XML 1.0 (Fifth Edition), element by element. What the standard has no character for (2.2), and what would turn a line or
 * hide in it, is shown as mailflow shows it on a terminal.
 */
final class XmlText {
    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();
    private boolean isTagOpen;
    private boolean isBroken;

    XmlText open(String name) {
        endTag();
        line();
        text.append('<').append(name);
        open.push(name);
        isTagOpen = true;
        isBroken = false;
        return this;
    }

    /** Of the element that was opened last. */
    XmlText attribute(String name, String value) {
        text.append(' ')
                .append(name)
                .append("=\"")
                .append(escaped(value, Use.ATTRIBUTE))
                .append('"');
        return this;
    }

    XmlText text(String value) {
        endTag();
        text.append(escaped(value, Use.CONTENT));
        return this;
    }

    XmlText close() {
        String name = open.pop();
        if (isTagOpen) {
            text.append("/>");
            isTagOpen = false;
        } else {
            if (isBroken) {
                line();
            }
            text.append("</").append(name).append('>');
        }
        isBroken = true;
        return this;
    }

    @Override
    public String toString() {
        return text + "\n";
    }

    private void endTag() {
        if (isTagOpen) {
            text.append('>');
            isTagOpen = false;
        }
    }

    private void line() {
        if (text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
        text.append("  ".repeat(open.size()));
    }

    private enum Use {
        CONTENT,
        ATTRIBUTE
    }

    private static String escaped(String value, Use use) {
        StringBuilder escaped = new StringBuilder(value.length() + 16);
        value.codePoints().forEach(c -> escaped.append(escaped(c, use)));
        return escaped.toString();
    }

    private static String escaped(int c, Use use) {
        if (c == '\n') {
            // Within an attribute a reader would make a space of it (3.3.3).
            return use == Use.ATTRIBUTE ? "&#10;" : "\n";
        }
        if (c == 0xFFFE || c == 0xFFFF) {
            // No control characters, and no characters either (2.2).
            return "\uFFFD";
        }
        return Printable.of(c)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
