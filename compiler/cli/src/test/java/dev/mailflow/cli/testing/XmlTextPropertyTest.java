package dev.mailflow.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.cli.render.Printable;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.w3c.dom.Element;

final class XmlTextPropertyTest {
    /** Every UTF-16 unit, lone surrogates among them; what XML has a meaning for, and what it forbids, more often. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                        Arbitraries.chars().all().map(String::valueOf),
                        Arbitraries.of(
                                "<",
                                ">",
                                "&",
                                "\"",
                                "'",
                                "]]>",
                                "<![CDATA[",
                                "&#0;",
                                "&amp;",
                                "\n",
                                "\r",
                                "\t",
                                "\0",
                                "\u001b",
                                "\u0085",
                                "\u2028",
                                "\uFFFE",
                                "\uFFFF",
                                "\uFEFF",
                                "😀",
                                "\uD83D",
                                "\uDE00"))
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    /** Any text comes back as it is shown on a terminal, from an attribute and from within an element. */
    @Property(tries = 1000)
    void readersReadWhatWasWritten(@ForAll("texts") String text) throws Exception {
        String xml = new XmlText()
                .open("a")
                .attribute("b", text)
                .open("c")
                .text(text)
                .close()
                .open("d")
                .close()
                .close()
                .toString();
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        String shown = Printable.text(text).replaceAll("[\uFFFE\uFFFF]", "\uFFFD");
        assertThat(root.getAttribute("b")).isEqualTo(shown);
        assertThat(root.getElementsByTagName("c").item(0).getTextContent()).isEqualTo(shown);
        assertThat(root.getElementsByTagName("d").item(0).hasChildNodes()).isFalse();
    }
}
