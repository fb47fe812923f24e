package dev.mailflow.compiler.format;

import dev.mailflow.compiler.syntax.Part;
import dev.mailflow.compiler.syntax.Phrase;
import dev.mailflow.compiler.syntax.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The columns that one-line declarations of a kind share while they follow each other without an empty line or comment.
 *
 * @param name of the name, the quantifier or the kind of list
 * @param second of the endpoint's kind or the list's name
 */
record Columns(Width name, Width second) {
    static final Columns NONE = new Columns(new Width(0), new Width(0));

    /** Words longer than this stand as they are: one long name must not tear a whole group apart. */
    private static final int WIDEST = 24;

    /** Words are filled up to so many columns. */
    record Width(int columns) {
        Doc padded(Part word) {
            int missing = columns - word.first().text().length();
            Doc text = new Doc.Word(word.first());
            return missing > 0 ? Doc.of(text, Doc.text(" ".repeat(missing))) : text;
        }

        private static Width of(List<Phrase> run, int index) {
            return new Width(run.stream()
                    .filter(phrase -> phrase.parts().size() > index)
                    .mapToInt(phrase -> phrase.parts().get(index).first().text().length())
                    .filter(width -> width <= WIDEST)
                    .max()
                    .orElse(0));
        }
    }

    /** One for each declaration. */
    static List<Columns> of(List<Part> declarations, int indent) {
        List<Columns> columns = new ArrayList<>();
        int at = 0;
        while (at < declarations.size()) {
            List<Phrase> run = run(declarations, at, indent);
            columns.addAll(Collections.nCopies(run.size(), shared(run, indent)));
            at += run.size();
        }
        return columns;
    }

    private static List<Phrase> run(List<Part> declarations, int from, int indent) {
        List<Phrase> run = new ArrayList<>();
        Phrase first = (Phrase) declarations.get(from);
        run.add(first);
        for (int i = from + 1; i < declarations.size(); i++) {
            Phrase next = (Phrase) declarations.get(i);
            boolean joins = family(next).isPresent()
                    && family(next).equals(family(first))
                    && !Layout.isBlock(first, indent)
                    && !Layout.isBlock(next, indent)
                    && !next.first().beginsParagraph()
                    && next.first().before().isEmpty();
            if (!joins) {
                break;
            }
            run.add(next);
        }
        return run;
    }

    private static Optional<Shape> family(Phrase declaration) {
        return switch (declaration.shape()) {
            case ENDPOINT, CONNECTOR, CLAIM -> Optional.of(declaration.shape());
            case NETWORK_LIST, DOMAIN_LIST -> Optional.of(Shape.NETWORK_LIST);
            default -> Optional.empty();
        };
    }

    private static Columns shared(List<Phrase> run, int indent) {
        return switch (run.get(0).shape()) {
            case ENDPOINT -> endpoints(run, indent);
            case CONNECTOR ->
                new Columns(Width.of(run.stream().filter(NONE::named).toList(), 1), NONE.second());
            case NETWORK_LIST, DOMAIN_LIST -> new Columns(Width.of(run, 0), Width.of(run, 1));
            case CLAIM -> new Columns(Width.of(run, 1), NONE.second());
            default -> NONE;
        };
    }

    /** None at all where a line would then be too long: a line that was opened for it could not be closed again. */
    private static Columns endpoints(List<Phrase> run, int indent) {
        Columns columns = new Columns(Width.of(run, 1), Width.of(run, 3));
        boolean fits = run.stream()
                .allMatch(endpoint ->
                        indent + FlatWidth.of(Layout.oneLine(endpoint, columns)).columns() <= Renderer.WIDTH);
        return fits ? columns : NONE;
    }

    /** The connector has a name, which is its second word. */
    boolean named(Phrase connector) {
        return connector.first().text().equals("connector");
    }
}
