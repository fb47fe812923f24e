package dev.mailflow.relay.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads one file into {@link Json}, with places. */
final class JsonFile {
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private final Path file;
    private final List<ConfigurationMistake> mistakes;

    private JsonFile(Path file, List<ConfigurationMistake> mistakes) {
        this.file = file;
        this.mistakes = mistakes;
    }

    /** The file's object; empty if it is none, which is then among the mistakes. */
    static Optional<Json.Obj> parse(Path file, byte[] octets, List<ConfigurationMistake> mistakes) {
        return new JsonFile(file, mistakes).document(octets);
    }

    private Optional<Json.Obj> document(byte[] octets) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), octets)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                mistake(new Json.Place(file, 1, 1), "", "a configuration is a JSON object in braces");
                return Optional.empty();
            }
            Json.Obj object = object(parser, "");
            if (parser.nextToken() != null) {
                mistake(place(parser), "", "text after the end of the object");
                return Optional.empty();
            }
            return Optional.of(object);
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            Json.Place place = at == null
                    ? new Json.Place(file, 1, 1)
                    : new Json.Place(file, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
            mistake(place, "", "not JSON: " + firstSentence(e.getOriginalMessage()));
            return Optional.empty();
        }
    }

    private Json.Obj object(JsonParser parser, String path) {
        Json.Place start = place(parser);
        Map<String, Json.Member> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Json.Place at = place(parser);
            String key = parser.currentName();
            String inner = path.isEmpty() ? key : path + "." + key;
            parser.nextToken();
            if (members.put(key, new Json.Member(at, value(parser, inner))) != null) {
                mistake(at, inner, "stated twice; keep one");
            }
        }
        return new Json.Obj(start, members);
    }

    private Json value(JsonParser parser, String path) {
        Json.Place at = place(parser);
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, path);
            case START_ARRAY -> {
                List<Json> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser, path + "[" + items.size() + "]"));
                }
                yield new Json.Arr(at, items);
            }
            case VALUE_STRING -> new Json.Text(at, parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(at, parser.getString());
            case VALUE_TRUE -> new Json.Literal(at, "`true`");
            case VALUE_FALSE -> new Json.Literal(at, "`false`");
            default -> new Json.Literal(at, "`null`");
        };
    }

    private Json.Place place(JsonParser parser) {
        TokenStreamLocation at = parser.currentTokenLocation();
        return new Json.Place(file, at.getLineNr(), at.getColumnNr());
    }

    private void mistake(Json.Place place, String key, String message) {
        mistakes.add(new ConfigurationMistake(place.file().toString(), place.line(), place.column(), key, message));
    }

    /** The library's message goes on with hints for programmers. */
    private static String firstSentence(String message) {
        int end = message.indexOf(": ", message.indexOf(')') + 1);
        String sentence = message.lines().findFirst().orElse(message);
        return end > 0 && end < 20 ? sentence.substring(0, end) : sentence;
    }
}
