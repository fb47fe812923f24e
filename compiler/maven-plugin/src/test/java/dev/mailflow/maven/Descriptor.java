package dev.mailflow.maven;

import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The plugin's descriptor, which the build has made of the annotations and comments. */
record Descriptor(Document document) {
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]*)}");

    /**
     * A setting of a goal.
     *
     * @param property as {@code -D} takes it; empty: only in a POM
     * @param usual the default; empty: none
     */
    record Setting(String name, String property, String usual, String description, Editable editable) {}

    /** Who sets it. */
    enum Editable {
        BY_USER,
        BY_MAVEN
    }

    static Descriptor read() throws Exception {
        try (InputStream in = Objects.requireNonNull(
                Descriptor.class.getResourceAsStream("/META-INF/maven/plugin.xml"),
                "plugin.xml is made at process-classes")) {
            return new Descriptor(
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in));
        }
    }

    static String goalOf(Class<?> goal) {
        return goal.getSimpleName().replace("Mojo", "").toLowerCase(Locale.ROOT);
    }

    /** Settings of each goal, by the goal's name. */
    SortedMap<String, SortedMap<String, Setting>> goals() {
        SortedMap<String, SortedMap<String, Setting>> goals = new TreeMap<>();
        NodeList mojos = document.getElementsByTagName("mojo");
        for (int i = 0; i < mojos.getLength(); i++) {
            Element mojo = (Element) mojos.item(i);
            goals.put(text(mojo, "goal"), settings(mojo));
        }
        return goals;
    }

    /** Default of each setting that has one, by its name. */
    Map<String, String> defaults(String goal) {
        Map<String, String> defaults = new TreeMap<>();
        Objects.requireNonNull(goals().get(goal), goal).forEach((name, setting) -> {
            if (!setting.usual().isEmpty()) {
                defaults.put(name, setting.usual());
            }
        });
        return defaults;
    }

    private static SortedMap<String, Setting> settings(Element mojo) {
        SortedMap<String, Setting> settings = new TreeMap<>();
        Element configuration =
                (Element) mojo.getElementsByTagName("configuration").item(0);
        NodeList parameters = mojo.getElementsByTagName("parameter");
        for (int i = 0; i < parameters.getLength(); i++) {
            Element parameter = (Element) parameters.item(i);
            String name = text(parameter, "name");
            NodeList configured = configuration.getElementsByTagName(name);
            String usual = "";
            String property = "";
            if (configured.getLength() > 0) {
                Element one = (Element) configured.item(0);
                usual = one.getAttribute("default-value");
                Matcher matcher = PROPERTY.matcher(one.getTextContent());
                property = matcher.matches() ? matcher.group(1) : "";
            }
            settings.put(
                    name,
                    new Setting(
                            name,
                            property,
                            usual,
                            text(parameter, "description"),
                            text(parameter, "editable").equals("true") ? Editable.BY_USER : Editable.BY_MAVEN));
        }
        return settings;
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }
}
