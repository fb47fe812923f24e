package dev.mailflow.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.grammar.MailflowParser;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.junit.jupiter.api.Test;

/** What is read without a tree is what the grammar's tree gives. */
class PlainReaderPropertyTest {
    @Property(tries = 1000)
    void theGrammarGivesTheSame(@ForAll("declarations") String text) {
        assertSame(text);
    }

    @Property(tries = 3000)
    void theGrammarGivesTheSameOfAnyWords(@ForAll("words") String text) {
        assertSame(text);
    }

    @Test
    void readsWhatIsUsual() {
        assertThat(assertSame(
                        "endpoint a : partner { domains a.example, .b.example hosts mx.a.example cert \"a.example\" }"))
                .isTrue();
        assertThat(
                        assertSame(
                                "connector one from a to hub require tls 1.2 cert a.example network 192.0.2.0/24, 198.51.100.1"))
                .isTrue();
        assertThat(assertSame(
                        "from hub to internet when sender a.example recipient b.example via mx description \"d\""))
                .isTrue();
        assertThat(assertSame("from hub to b via \"mx\" require tls sender a.example recipient .b.example"))
                .isTrue();
    }

    @Test
    void leavesTheRestToTheGrammar() {
        assertThat(assertSame("endpoint a : partner")).isFalse();
        assertThat(assertSame("endpoint a : partner { domain a.example }")).isFalse();
        assertThat(assertSame("endpoint a : server { software exchange 2019 }")).isFalse();
        assertThat(assertSame("from a to b require tls off")).isFalse();
        assertThat(assertSame("from a to b require tls tls off")).isFalse();
        assertThat(assertSame("from a to b require client cert c.example")).isFalse();
        assertThat(assertSame("from a to b when sender from \"s.csv\" column c"))
                .isFalse();
        assertThat(assertSame("from a to b when sender c.example,")).isFalse();
        assertThat(assertSame("from a to b may relay")).isFalse();
    }

    /** @return whether it was read without a tree */
    private static boolean assertSame(String text) {
        SourceFile source = new SourceFile("p.mailflow", text);
        Mistakes mistakes = new Mistakes();
        TokenRow row = TokenScan.scan(source, mistakes);
        int behind = new PlainShape(row).declaration(0);
        if (behind == PlainShape.OTHER) {
            return false;
        }
        Declaration plain = new PlainReader(row).declaration(0);
        MailflowParser parser = new MailflowParser(row);
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        Declaration ofGrammar = new AstBuilder(row, mistakes).visitDeclaration(parser.declaration());
        assertThat(plain).isEqualTo(ofGrammar);
        assertThat(behind).isEqualTo(row.index());
        return true;
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of(
                        "endpoint a : b {",
                        "connector c",
                        "from a to b",
                        "from internet to b",
                        "}",
                        "{",
                        ",",
                        ":",
                        "when",
                        "require",
                        "tls",
                        "1.2",
                        "off",
                        "cert",
                        "client",
                        "network",
                        "192.0.2.0/24",
                        "sender",
                        "recipient",
                        "a.example",
                        "<>",
                        "\"q\"",
                        "domains",
                        "hosts",
                        "networks",
                        "mailboxes",
                        "n =",
                        "via",
                        "mx",
                        "description",
                        "header",
                        "size",
                        "auth",
                        "internet",
                        "from",
                        "to",
                        "may relay",
                        "column",
                        "550",
                        "otherwise reject",
                        "test",
                        "language 1")
                .list()
                .ofMinSize(1)
                .ofMaxSize(14)
                .map(words -> String.join(" ", words));
    }

    /** Of the usual shape, now and then with something else in it. */
    @Provide
    Arbitrary<String> declarations() {
        Arbitrary<String> list = Arbitraries.of(
                        "a.example", "\"b.example\"", ".c.example", "192.0.2.1", "${p.domain}", "7", "mx")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(values -> String.join(", ", values));
        Arbitrary<String> property = Arbitraries.of("domains ", "hosts ", "networks ", "cert ", "mailboxes ")
                .flatMap(key -> list.map(values -> key + values));
        Arbitrary<String> endpoint =
                property.list().ofMaxSize(4).map(all -> "endpoint e : partner { " + String.join("\n ", all) + " }");
        Arbitrary<String> part = Arbitraries.of("cert ", "network ", "sender ", "recipient ")
                .flatMap(key -> list.map(values -> key + values));
        Arbitrary<String> requirement =
                Arbitraries.oneOf(part, Arbitraries.of("tls", "tls 1.2", "tls 1.3", "auth", "size 10"));
        Arbitrary<String> clause = Arbitraries.oneOf(
                part.list().ofMinSize(1).ofMaxSize(3).map(all -> "when " + String.join(" ", all)),
                requirement.list().ofMinSize(1).ofMaxSize(4).map(all -> "require " + String.join(" ", all)),
                list.map(values -> "via " + values),
                Arbitraries.of("description \"d\"", "tls off", "disabled", "may relay"));
        Arbitrary<String> connector =
                clause.list().ofMaxSize(4).map(all -> "connector c from a to internet " + String.join("\n ", all));
        return Arbitraries.oneOf(endpoint, connector)
                .list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .map(all -> String.join("\n", all));
    }
}
