package dev.mailflow.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** JUnit XML as a strict reader takes it: well-formed, and of the elements and attributes that Surefire's schema knows. */
public final class Junit {
    private static final Map<String, Set<String>> REQUIRED = Map.of(
            "testsuite", Set.of("name", "tests", "errors", "skipped", "failures"),
            "properties", Set.of(),
            "property", Set.of("name", "value"),
            "testcase", Set.of("name", "time"),
            "failure", Set.of("type"),
            "error", Set.of("type"));

    private static final Map<String, Set<String>> OPTIONAL = Map.of(
            "testsuite", Set.of("time", "group"),
            "testcase", Set.of("classname", "group"),
            "failure", Set.of("message"),
            "error", Set.of("message"));

    private static final Map<String, List<String>> CHILDREN = Map.of(
            "testsuite", List.of("properties", "testcase"),
            "properties", List.of("property"),
            "testcase", List.of("failure", "error"));

    private static final Set<String> WITH_TEXT = Set.of("failure", "error");

    private Junit() {}

    /** The suite, found to be what readers of such files expect. */
    public static Element suite(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        Element suite = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(suite.getTagName()).isEqualTo("testsuite");
        check(suite);
        assertThat(count(suite, "testcase")).isEqualTo(Integer.parseInt(suite.getAttribute("tests")));
        assertThat(count(suite, "failure")).isEqualTo(Integer.parseInt(suite.getAttribute("failures")));
        assertThat(count(suite, "error")).isEqualTo(Integer.parseInt(suite.getAttribute("errors")));
        return suite;
    }

    private static int count(Element suite, String name) {
        return suite.getElementsByTagName(name).getLength();
    }

    private static void check(Element element) {
        String name = element.getTagName();
        assertThat(REQUIRED).containsKey(name);
        Set<String> required = REQUIRED.getOrDefault(name, Set.of());
        List<String> attributes = IntStream.range(0, element.getAttributes().getLength())
                .mapToObj(i -> element.getAttributes().item(i).getNodeName())
                .toList();
        assertThat(attributes).containsAll(required);
        assertThat(attributes)
                .allMatch(attribute -> required.contains(attribute)
                        || OPTIONAL.getOrDefault(name, Set.of()).contains(attribute));
        if (element.hasAttribute("time")) {
            assertThat(element.getAttribute("time")).matches("(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\\.[0-9]{0,3})?");
        }
        int position = 0;
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                int place = CHILDREN.getOrDefault(name, List.of()).indexOf(inner.getTagName());
                assertThat(place).as(name + " holds " + inner.getTagName()).isGreaterThanOrEqualTo(position);
                position = place;
                check(inner);
            } else {
                assertThat(WITH_TEXT.contains(name) || child.getTextContent().isBlank())
                        .as("text in " + name)
                        .isTrue();
            }
        }
    }
}
