package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Raw;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Shape;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** {@code Export-Clixml}: objects with their properties; an enumeration is known by its {@code ToString}. */
final class Clixml {
    /** Control characters are written so. */
    private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    private final SourceFile file;
    private final XMLStreamReader xml;
    private final List<Found> found = new ArrayList<>();
    /** What stands once and is referred to later, by its number. */
    private final Map<String, Raw> known = new HashMap<>();

    private Clixml(SourceFile file, XMLStreamReader xml) {
        this.file = file;
        this.xml = xml;
    }

    static List<Found> read(SourceFile file) throws UnreadableExport {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        // No document type and nothing from elsewhere: the file may come from anyone.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(file.text()));
            Clixml export = new Clixml(file, xml);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals("Obj")) {
                    export.element();
                }
            }
            return List.copyOf(export.found);
        } catch (XMLStreamException e) {
            int at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharacterOffset());
            int start = Math.min(at, file.text().length());
            throw new UnreadableExport(new Span(file, start, start), "the XML ends or breaks here");
        }
    }

    private int offset() {
        return Math.max(
                0, Math.min(xml.getLocation().getCharacterOffset(), file.text().length()));
    }

    /** The value of the element at which the reader stands; it stands at its end afterwards. */
    private Raw element() throws XMLStreamException {
        int start = offset();
        return switch (xml.getLocalName()) {
            case "Obj" -> {
                String number = xml.getAttributeValue(null, "RefId");
                Raw value = object(start);
                if (number != null) {
                    known.put(number, value);
                }
                yield value;
            }
            case "Ref" -> {
                String number = xml.getAttributeValue(null, "RefId");
                skip();
                Raw meant = known.getOrDefault(String.valueOf(number), new Raw(Shape.OPAQUE, List.of(), span(start)));
                yield new Raw(meant.shape(), meant.texts(), span(start));
            }
            case "Nil" -> {
                skip();
                yield new Raw(Shape.NOTHING, List.of(), span(start));
            }
            default -> new Raw(Shape.ONE, List.of(unescaped(xml.getElementText())), span(start));
        };
    }

    private Span span(int start) {
        return new Span(file, Math.min(start, offset()), offset());
    }

    private Raw object(int start) throws XMLStreamException {
        Map<String, Raw> properties = new LinkedHashMap<>();
        List<String> elements = new ArrayList<>();
        boolean list = false;
        boolean opaque = false;
        String shown = null;
        while (xml.next() != XMLStreamConstants.END_ELEMENT) {
            if (xml.getEventType() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "Props", "MS" -> members(properties);
                case "LST", "IE", "STK", "QUE" -> {
                    list = true;
                    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
                        if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
                            Raw element = element();
                            // A part of a list that says nothing of itself is not left out.
                            opaque |= element.shape() == Shape.OPAQUE;
                            elements.addAll(element.texts());
                        }
                    }
                }
                case "DCT" -> dictionary();
                case "ToString" -> shown = unescaped(xml.getElementText());
                default -> skip();
            }
        }
        return opaque
                ? new Raw(Shape.OPAQUE, List.of(), span(start))
                : value(start, properties, list ? elements : null, shown);
    }

    private Raw value(int start, Map<String, Raw> properties, @Nullable List<String> elements, @Nullable String shown) {
        Span place = span(start);
        if (elements != null) {
            return new Raw(Shape.MANY, elements, place);
        }
        if (properties.size() > 1) {
            found.add(new Found(place, Optional.empty(), properties));
        }
        return shown != null ? new Raw(Shape.ONE, List.of(shown), place) : new Raw(Shape.OPAQUE, List.of(), place);
    }

    private void members(Map<String, Raw> properties) throws XMLStreamException {
        while (xml.next() != XMLStreamConstants.END_ELEMENT) {
            if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
                String name = xml.getAttributeValue(null, "N");
                Raw value = element();
                if (name != null) {
                    properties.put(unescaped(name), value);
                }
            }
        }
    }

    /** Of a hash table the values count: they may be lists of connectors. */
    private void dictionary() throws XMLStreamException {
        while (xml.next() != XMLStreamConstants.END_ELEMENT) {
            if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
                while (xml.next() != XMLStreamConstants.END_ELEMENT) {
                    if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
                        element();
                    }
                }
            }
        }
    }

    private void skip() throws XMLStreamException {
        int depth = 1;
        while (depth > 0) {
            int event = xml.next();
            depth += event == XMLStreamConstants.START_ELEMENT ? 1 : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
        }
    }

    private static String unescaped(String text) {
        Matcher matcher = ESCAPED.matcher(text);
        return matcher.replaceAll(
                escape -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }
}
