package dev.mailflow.compiler.format;

import dev.mailflow.compiler.syntax.Lexeme;
import dev.mailflow.compiler.syntax.Part;
import dev.mailflow.compiler.syntax.Phrase;
import dev.mailflow.compiler.syntax.Shape;
import java.util.ArrayList;
import java.util.List;

/** Declarations and blocks: what stands on a line of its own, and what of several lines stands in one column. */
final class Layout {
    static final int INDENT = 2;

    private Layout() {}

    static Doc of(Phrase policy) {
        List<Part> parts = policy.parts();
        Lexeme end = policy.last();
        return Doc.of(
                statements(parts.subList(0, parts.size() - 1), 0),
                new Doc.LineEnd(false),
                new Doc.Comments(end.before()));
    }

    private static Doc statements(List<Part> declarations, int indent) {
        List<Doc> docs = new ArrayList<>();
        List<Columns> columns = Columns.of(declarations, indent);
        for (int i = 0; i < declarations.size(); i++) {
            Phrase declaration = (Phrase) declarations.get(i);
            boolean besideBlock =
                    i > 0 && (isBlock(declaration, indent) || isBlock((Phrase) declarations.get(i - 1), indent));
            docs.add(new Doc.LineEnd(besideBlock || declaration.first().beginsParagraph()));
            docs.add(declaration(declaration, columns.get(i), indent));
        }
        return new Doc.Concat(docs);
    }

    /** It takes several lines, whatever its length. */
    static boolean isBlock(Phrase declaration, int indent) {
        return switch (declaration.shape()) {
            case ORGANIZATION, FOR_EACH, TEST -> true;
            case ENDPOINT -> isOpen(declaration, indent);
            default -> false;
        };
    }

    /** The user broke the line before a property, or nothing else is possible. */
    static boolean isOpen(Phrase endpoint, int indent) {
        int brace = indexOf(endpoint, "{");
        if (brace < 0) {
            return false;
        }
        // Any of them: joined to the line before, a word that names no property would read as a value without a comma.
        boolean broken = endpoint.parts().subList(brace + 1, endpoint.parts().size() - 1).stream()
                .anyMatch(property -> property.first().beginsLine());
        return broken || indent + FlatWidth.of(oneLine(endpoint, Columns.NONE)).columns() > Renderer.WIDTH;
    }

    private static Doc declaration(Phrase declaration, Columns columns, int indent) {
        return switch (declaration.shape()) {
            case ENDPOINT -> isOpen(declaration, indent) ? block(declaration, indent) : oneLine(declaration, columns);
            case ORGANIZATION, FOR_EACH, TEST -> block(declaration, indent);
            case NETWORK_LIST, DOMAIN_LIST -> list(declaration, columns);
            case CONNECTOR -> connector(declaration, columns);
            case CLAIM -> claim(declaration, columns);
            default -> new Doc.Nest(INDENT, Flow.of(declaration));
        };
    }

    /** {@code head { … }} in several lines. */
    private static Doc block(Phrase declaration, int indent) {
        int brace = indexOf(declaration, "{");
        List<Part> parts = declaration.parts();
        Doc head = Flow.spaced(parts.subList(0, brace + 1));
        Lexeme close = declaration.last();
        List<Part> inner = parts.subList(brace + 1, parts.size() - 1);
        boolean empty = inner.isEmpty()
                && close.before().isEmpty()
                && parts.get(brace).last().after().isEmpty();
        if (empty) {
            return new Doc.Nest(INDENT, Doc.of(head, new Doc.Word(close)));
        }
        Doc body = declaration.shape() == Shape.FOR_EACH ? statements(inner, indent + INDENT) : lines(inner);
        Doc bare = new Doc.Word(new Lexeme(close.text(), List.of(), close.after(), false, true));
        return Doc.of(
                new Doc.Nest(INDENT, Doc.of(head, body, new Doc.LineEnd(false), new Doc.Comments(close.before()))),
                new Doc.LineEnd(false),
                bare);
    }

    /** Properties or the lines of a test, their values in one column. */
    private static Doc lines(List<Part> inner) {
        int width = inner.stream()
                .mapToInt(part -> Flow.keyWidth((Phrase) part))
                .max()
                .orElse(0);
        List<Doc> docs = new ArrayList<>();
        for (Part part : inner) {
            docs.add(new Doc.LineEnd(part.first().beginsParagraph()));
            docs.add(Flow.keyed((Phrase) part, width));
        }
        return new Doc.Concat(docs);
    }

    static Doc oneLine(Phrase endpoint, Columns columns) {
        int brace = indexOf(endpoint, "{");
        List<Part> parts = endpoint.parts();
        List<Doc> docs = new ArrayList<>();
        docs.add(new Doc.Word(parts.get(0).first()));
        docs.add(Doc.text(" "));
        docs.add(columns.name().padded(parts.get(1)));
        docs.add(Doc.text(" "));
        docs.add(new Doc.Word(parts.get(2).first()));
        docs.add(Doc.text(" "));
        if (brace < 0) {
            docs.add(new Doc.Word(parts.get(3).first()));
            return new Doc.Nest(INDENT, new Doc.Concat(docs));
        }
        docs.add(columns.second().padded(parts.get(3)));
        docs.add(Doc.text(" "));
        docs.add(new Doc.Word(parts.get(brace).first()));
        List<Part> inner = parts.subList(brace + 1, parts.size() - 1);
        for (int i = 0; i < inner.size(); i++) {
            docs.add(Doc.text(i == 0 ? " " : "  "));
            docs.add(Flow.keyed((Phrase) inner.get(i), 0));
        }
        docs.add(Doc.text(inner.isEmpty() ? "" : " "));
        docs.add(new Doc.Word(endpoint.last()));
        return new Doc.Nest(INDENT, new Doc.Concat(docs));
    }

    private static Doc list(Phrase list, Columns columns) {
        List<Part> parts = list.parts();
        return new Doc.Nest(
                INDENT,
                Doc.of(
                        columns.name().padded(parts.get(0)),
                        Doc.text(" "),
                        columns.second().padded(parts.get(1)),
                        Doc.text(" "),
                        Flow.spaced(parts.subList(2, parts.size()))));
    }

    private static Doc connector(Phrase connector, Columns columns) {
        List<Doc> docs = new ArrayList<>();
        List<Part> parts = connector.parts();
        boolean named = columns.named(connector);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part instanceof Phrase clause) {
                docs.add(new Doc.Separator(" "));
                docs.add(Flow.of(clause));
            } else {
                docs.add(Doc.text(i == 0 ? "" : " "));
                docs.add(named && i == 1 ? columns.name().padded(part) : new Doc.Word(part.first()));
            }
        }
        return new Doc.Group(new Doc.Nest(INDENT, new Doc.Concat(docs)));
    }

    /** Broken before {@code when} and before the predicate. */
    private static Doc claim(Phrase claim, Columns columns) {
        List<Doc> docs = new ArrayList<>();
        List<Part> parts = claim.parts();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            boolean when = part instanceof Lexeme
                    && i + 1 < parts.size()
                    && parts.get(i + 1) instanceof Phrase next
                    && next.shape() == Shape.CLAIM_CRITERION;
            boolean predicate = part instanceof Phrase phrase && phrase.shape() == Shape.PREDICATE;
            if (i > 0) {
                docs.add(when || predicate ? new Doc.Separator(" ") : Doc.text(" "));
            }
            docs.add(i == 1 ? columns.name().padded(part) : Flow.part(part));
        }
        return new Doc.Group(new Doc.Nest(INDENT, new Doc.Concat(docs)));
    }

    private static int indexOf(Phrase phrase, String sign) {
        for (int i = 0; i < phrase.parts().size(); i++) {
            if (phrase.parts().get(i) instanceof Lexeme lexeme && lexeme.text().equals(sign)) {
                return i;
            }
        }
        return -1;
    }
}
