package dev.mailflow.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Text in lines that fit: a terminal breaks within words. */
public final class Wrapped {
    private Wrapped() {}

    /** At least one line; a word that is longer than a line stands alone on one. */
    public static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
