package dev.mailflow.compiler.format;

import dev.mailflow.compiler.syntax.Lexeme;
import dev.mailflow.compiler.syntax.Part;
import dev.mailflow.compiler.syntax.Phrase;
import dev.mailflow.compiler.syntax.Shape;
import java.util.ArrayList;
import java.util.List;

/** What runs on within a statement: first words, then parts that stand below each other where the line is too short. */
final class Flow {
    private Flow() {}

    static Doc part(Part part) {
        return part instanceof Phrase phrase ? of(phrase) : new Doc.Word(part.first());
    }

    static Doc of(Phrase phrase) {
        if (phrase.shape() == Shape.ITEMS || phrase.shape() == Shape.CERTIFICATE_NAMES) {
            return new Doc.Group(new Doc.Align(separated(phrase.parts(), new Doc.Separator(" "))));
        }
        int words = words(phrase);
        return new Doc.Group(
                Doc.of(spaced(phrase.parts().subList(0, words)), rest(phrase, words, words > 0 ? " " : "")));
    }

    /** As a line of a block: its key filled up to {@code width} columns. */
    static Doc keyed(Phrase line, int width) {
        int key = keyWords(line);
        int words = Math.max(key, words(line));
        List<Part> parts = line.parts();
        String gap = parts.size() > key ? " ".repeat(1 + Math.max(0, width - keyWidth(line))) : "";
        List<Part> behind = parts.subList(key, words);
        return new Doc.Group(Doc.of(
                spaced(parts.subList(0, key)),
                Doc.text(gap),
                spaced(behind),
                rest(line, words, behind.isEmpty() ? "" : " ")));
    }

    static int keyWidth(Phrase line) {
        int width = -1;
        for (Part part : line.parts().subList(0, keyWords(line))) {
            width += 1 + part.first().text().length();
        }
        return width;
    }

    /** {@code relay domains} is the one key of two words. */
    private static int keyWords(Phrase line) {
        return line.shape() == Shape.PROPERTY
                        && line.first().text().equals("relay")
                        && line.parts().size() > 1
                        && line.parts().get(1) instanceof Lexeme
                ? 2
                : 1;
    }

    static Doc spaced(List<Part> parts) {
        return separated(parts, Doc.text(" "));
    }

    private static Doc rest(Phrase phrase, int from, String gap) {
        List<Part> parts = phrase.parts();
        if (from == parts.size()) {
            return Doc.NOTHING;
        }
        return Doc.of(
                Doc.text(gap), new Doc.Align(separated(parts.subList(from, parts.size()), new Doc.Separator(" "))));
    }

    private static Doc separated(List<Part> parts, Doc separator) {
        List<Doc> docs = new ArrayList<>();
        for (Part part : parts) {
            boolean comma = part instanceof Lexeme lexeme && lexeme.text().equals(",");
            if (!docs.isEmpty() && !comma) {
                docs.add(separator);
            }
            docs.add(part(part));
        }
        return new Doc.Concat(docs);
    }

    /** How many single words it begins with. */
    private static int words(Phrase phrase) {
        int words = 0;
        while (words < phrase.parts().size() && phrase.parts().get(words) instanceof Lexeme) {
            words++;
        }
        return words;
    }
}
