package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Raw;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Shape;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blocks of Microsoft365DSC, {@code EXOInboundConnector 'x' { … }}, and the MOF that they are compiled to. */
final class DscExport {
    private static final Pattern BLOCK = Pattern.compile(
            "(?i)(?:\\binstance\\s+of\\s+MSFT_EXO(\\w+)[^{;]*|(?<![\\w-])EXO(\\w+)\\s+(?:'[^'\\r\\n]*'|\"[^\"\\r\\n]*\"|[\\w.-]+)\\s*)\\{");

    private final SourceFile file;
    private final String text;
    private int at;

    private DscExport(SourceFile file) {
        this.file = file;
        this.text = file.text();
    }

    static boolean isIn(String text) {
        return BLOCK.matcher(text).find();
    }

    static List<Found> read(SourceFile file) throws UnreadableExport {
        DscExport export = new DscExport(file);
        List<Found> found = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(export.text);
        while (export.at <= export.text.length() && matcher.find(export.at)) {
            export.at = matcher.end();
            String noun = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            Span place = new Span(file, matcher.start(), matcher.end());
            Map<String, Raw> properties = export.properties(place);
            found.add(new Found(place, kind(noun), properties));
        }
        return List.copyOf(found);
    }

    private static Optional<Kind> kind(String noun) {
        for (Kind kind : Kind.values()) {
            if (kind.noun().equalsIgnoreCase(noun)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private Map<String, Raw> properties(Span block) throws UnreadableExport {
        Map<String, Raw> properties = new LinkedHashMap<>();
        while (true) {
            space();
            if (at >= text.length()) {
                throw new UnreadableExport(block, "the block has no closing brace");
            }
            if (text.charAt(at) == '}') {
                at++;
                return properties;
            }
            int start = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                at++;
            }
            String name = text.substring(start, at);
            space();
            if (name.isEmpty() || at >= text.length() || text.charAt(at) != '=') {
                throw new UnreadableExport(new Span(file, start, Math.min(at + 1, text.length())), "no `Name = value`");
            }
            at++;
            space();
            properties.put(name, value());
        }
    }

    private Raw value() throws UnreadableExport {
        int start = at;
        char c = at < text.length() ? text.charAt(at) : '}';
        if (c == '"' || c == '\'') {
            String one = string();
            return new Raw(Shape.ONE, List.of(one), new Span(file, start, at));
        }
        boolean array = text.startsWith("@(", at);
        if (array || c == '{') {
            at += array ? 2 : 1;
            return list(start, array ? ')' : '}');
        }
        // A hash table, a variable or a command runs to the end of the line, or of its own braces.
        int depth = 0;
        while (at < text.length()) {
            char d = text.charAt(at);
            if (depth == 0 && (d == '\n' || d == '\r' || d == ';' || d == '}' || d == '#')) {
                break;
            }
            depth += d == '{' || d == '(' ? 1 : d == '}' || d == ')' ? -1 : 0;
            at++;
        }
        String word = text.substring(start, at).strip();
        Span place = new Span(file, start, Math.max(start, at));
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "$true", "true" -> new Raw(Shape.ONE, List.of("True"), place);
            case "$false", "false" -> new Raw(Shape.ONE, List.of("False"), place);
            case "$null", "null", "" -> new Raw(Shape.NOTHING, List.of(), place);
            default ->
                word.matches("-?[0-9]+")
                        ? new Raw(Shape.ONE, List.of(word), place)
                        : new Raw(Shape.OPAQUE, List.of(word), place);
        };
    }

    private Raw list(int start, char end) throws UnreadableExport {
        List<String> texts = new ArrayList<>();
        while (true) {
            space();
            if (at >= text.length()) {
                throw new UnreadableExport(new Span(file, start, start + 1), "the list has no end");
            }
            char c = text.charAt(at);
            if (c == end) {
                at++;
                return new Raw(Shape.MANY, texts, new Span(file, start, at));
            }
            if (c == ',') {
                at++;
            } else if (c == '"' || c == '\'') {
                texts.add(string());
            } else {
                int from = at;
                while (at < text.length() && ",)}\r\n \t".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                if (at == from) {
                    throw new UnreadableExport(new Span(file, start, start + 1), "the list has no end");
                }
                texts.add(text.substring(from, at));
            }
        }
    }

    /** Doubled quotes; behind a backtick (PowerShell) or a backslash before a quote (MOF) a character stands for itself. */
    private String string() throws UnreadableExport {
        int start = at;
        char quote = text.charAt(at++);
        StringBuilder content = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            char next = at < text.length() ? text.charAt(at) : ' ';
            if (c == quote && next == quote) {
                content.append(quote);
                at++;
            } else if (c == quote) {
                return content.toString();
            } else if (quote == '"' && c == '`' && at < text.length()) {
                content.append(next);
                at++;
            } else if (quote == '"' && c == '\\' && (next == '"' || next == '\\')) {
                content.append(next);
                at++;
            } else {
                content.append(c);
            }
        }
        throw new UnreadableExport(new Span(file, start, start + 1), "the text has no closing quote");
    }

    private void space() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (text.startsWith("<#", at)) {
                int end = text.indexOf("#>", at);
                at = end < 0 ? text.length() : end + 2;
            } else if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(c) || c == ';') {
                at++;
            } else {
                return;
            }
        }
    }
}
