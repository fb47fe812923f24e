package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Blocks that are written in JSON or YAML. One message tells it of the whole block; what can be read of it is read as it was
 * meant, the rest is lost and said to be.
 */
final class OtherFormats {
    /** In tokens: what is longer is told where it first does not fit. */
    private static final int LONGEST = 2000;

    private final TokenRow row;
    private final Mistakes mistakes;

    OtherFormats(TokenRow row, Mistakes mistakes) {
        this.row = row;
        this.mistakes = mistakes;
    }

    /** {@code { "name": "bank" }} or {@code "connector": { … }} in place of a declaration; whether it was that. */
    boolean jsonDeclaration(int index) {
        boolean member = isMember(index) && row.type(index + 2) == LBRACE;
        boolean object = row.type(index) == LBRACE && isMember(index + 1);
        if (!row.firstOnLine(index) || !(member || object)) {
            return false;
        }
        int close = closing(member ? index + 2 : index);
        if (close < 0) {
            return false;
        }
        lose(index, close, row.span(index), "a declaration is not written in JSON");
        return true;
    }

    private boolean isMember(int index) {
        return row.type(index) == STRING && row.type(index + 1) == COLON;
    }

    private int closing(int open) {
        int depth = 0;
        for (int i = open; row.type(i) != EOF && i < open + LONGEST; i++) {
            if (row.type(i) == LBRACE) {
                depth++;
            } else if (row.type(i) == RBRACE && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** {@code endpoint bank : partner { "domains": ["a", "b"], }}. */
    boolean jsonBlock(int open) {
        int close = row.type(open) == LBRACE && isMember(open + 1) ? closing(open) : -1;
        boolean flat = close > 0;
        for (int i = open + 1; i < close; i++) {
            flat &= row.type(i) != LBRACE;
        }
        if (!flat) {
            return false;
        }
        List<String> lines = new ArrayList<>();
        for (int i = open + 1; i < close; i++) {
            String bare = bare(i);
            if (isMember(i)) {
                lines.add(bare);
                i++;
            } else if (row.type(i) == COMMA) {
                boolean item = !isMember(i + 1) && i + 1 < close && !bare(i + 1).isEmpty();
                append(lines, item ? "," : "");
            } else {
                append(lines, bare.isEmpty() ? "" : " " + bare);
            }
        }
        Span span = row.span(open, close);
        String meant = lines.stream().collect(Collectors.joining("\n  ", "{\n  ", "\n}"));
        mistakes.report(Diagnostic.of(DiagnosticCode.BRACKETED_LIST, span, "a block is not written in JSON")
                .withHelp("write names and values without quotes, colons and brackets: `" + lines.get(0) + "`")
                .withFix(new Fix("write it so", span, meant)));
        for (int i = close - 1; i > open; i--) {
            boolean comma = row.type(i) == COMMA
                    && (isMember(i + 1)
                            || i + 1 == close
                            || row.type(i + 1) == RBRACE
                            || bare(i + 1).isEmpty());
            if (isMember(i)) {
                row.remove(i + 1, i + 2);
                row.retype(i, Words.keyword(bare(i)).orElse(WORD), bare(i));
                close--;
            } else if (comma || bare(i).isEmpty()) {
                row.remove(i, i + 1);
                close--;
            } else if (row.type(i) != COMMA && row.type(i) != COLON) {
                row.retype(i, WORD, bare(i));
            }
        }
        return true;
    }

    private static void append(List<String> lines, String text) {
        int last = lines.size() - 1;
        if (last >= 0) {
            lines.set(last, lines.get(last) + text);
        }
    }

    /** Without quotes and the brackets of a list. */
    private String bare(int index) {
        String text = row.text(index).replaceAll("^\\[|\\]$", "");
        return Words.bare(text);
    }

    /** {@code endpoint:} or {@code world:} with indented lines behind it. */
    boolean yamlDeclaration(int index) {
        int colon = index + 1;
        boolean fits = row.firstOnLine(index)
                && (row.type(index) == WORD || row.type(index) == ENDPOINT || row.type(index) == CONNECTOR)
                && row.type(colon) == COLON
                && row.firstOnLine(colon + 1)
                && row.get(colon + 1).getCharPositionInLine() > row.get(index).getCharPositionInLine()
                && (row.type(colon + 2) == COLON || row.text(colon + 1).equals("-"));
        if (!fits) {
            return false;
        }
        int end = colon + 1;
        int column = row.get(index).getCharPositionInLine();
        while (row.type(end) != EOF
                && end < index + LONGEST
                && !(row.firstOnLine(end) && row.get(end).getCharPositionInLine() <= column)) {
            end++;
        }
        lose(index, end - 1, row.span(colon), "a colon opens no block");
        return true;
    }

    private void lose(int first, int last, Span place, String message) {
        Map<String, String> members = new HashMap<>();
        for (int i = first; i < last; i++) {
            if (row.type(i + 1) == COLON) {
                members.putIfAbsent(Words.bare(row.text(i)), bare(i + 2));
            }
        }
        String opening = Words.bare(row.text(first));
        String name = members.getOrDefault("name", row.type(first) == WORD ? opening : "NAME");
        boolean connector = members.containsKey("from") || members.containsKey("to") || opening.startsWith("connector");
        String meant = connector
                ? "connector " + name + " from " + members.getOrDefault("from", "A") + " to "
                        + members.getOrDefault("to", "B")
                : "endpoint " + name + " : " + members.getOrDefault("kind", "KIND") + " { … }";
        mistakes.report(Diagnostic.of(DiagnosticCode.BRACKETED_LIST, place, message)
                .withRelated(row.span(first, last), "this was not read")
                .withHelp("write `" + meant + "`: words without quotes and colons, blocks in braces"));
        mistakes.lose(row.span(first, last));
        row.remove(first, last + 1);
    }
}
