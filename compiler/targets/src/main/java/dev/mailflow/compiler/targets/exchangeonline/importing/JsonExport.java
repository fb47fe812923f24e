package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Raw;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as {@code ConvertTo-Json} and tools around it write it: one object, a list, a document with lists somewhere in it, or
 * several documents behind each other. Windows PowerShell wraps a list as {@code {"value": […], "Count": n}}.
 */
final class JsonExport {
    private static final JsonFactory JSON = JsonFactory.builder().build();

    private final SourceFile file;
    private final JsonParser parser;
    private final List<Found> found = new ArrayList<>();

    private JsonExport(SourceFile file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** Every object with properties, however deep it lies, outer ones after the inner. */
    static List<Found> read(SourceFile file) throws UnreadableExport {
        try (JsonParser parser = JSON.createParser(file.text())) {
            JsonExport export = new JsonExport(file, parser);
            while (parser.nextToken() != null) {
                export.value();
            }
            return List.copyOf(export.found);
        } catch (JacksonException e) {
            int at = e.getLocation() == null
                    ? 0
                    : (int) Math.max(0, e.getLocation().getCharOffset());
            int start = Math.min(at, file.text().length());
            throw new UnreadableExport(new Span(file, start, start), "the JSON ends or breaks here");
        }
    }

    private int offset() {
        return (int) Math.min(
                parser.currentTokenLocation().getCharOffset(), file.text().length());
    }

    private Span span(int start) {
        int end = (int)
                Math.min(parser.currentLocation().getCharOffset(), file.text().length());
        return new Span(file, start, Math.max(start, end));
    }

    /** The value at the current token. */
    private Raw value() {
        int start = offset();
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(start);
            case START_ARRAY -> array(start);
            case VALUE_NULL -> new Raw(Shape.NOTHING, List.of(), span(start));
            default -> new Raw(Shape.ONE, List.of(parser.getString()), span(start));
        };
    }

    private Raw array(int start) {
        List<String> texts = new ArrayList<>();
        boolean opaque = false;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Raw element = value();
            opaque |= element.shape() == Shape.OPAQUE;
            texts.addAll(element.texts());
        }
        return new Raw(opaque ? Shape.OPAQUE : Shape.MANY, texts, span(start));
    }

    private Raw object(int start) {
        Map<String, Raw> properties = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            properties.put(name, value());
        }
        Raw wrapped = properties.get("value");
        if (wrapped != null && properties.size() == 2 && properties.containsKey("Count")) {
            return wrapped;
        }
        Span place = span(start);
        // The address of an object that says what it is goes for its text.
        Span first = new Span(file, start, Math.min(start + 1, file.text().length()));
        if (!properties.isEmpty()) {
            found.add(new Found(first, Optional.empty(), properties));
        }
        return new Raw(Shape.OPAQUE, List.of(), place);
    }
}
