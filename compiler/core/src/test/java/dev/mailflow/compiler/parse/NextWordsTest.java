package dev.mailflow.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.parse.NextWords.Name;
import dev.mailflow.compiler.source.SourceFile;
import org.junit.jupiter.api.Test;

final class NextWordsTest {
    private static NextWords behind(String beginning) {
        return NextWords.behind(new SourceFile("a.mailflow", beginning));
    }

    @Test
    void anEmptyFileTakesDeclarations() {
        NextWords next = behind("");
        assertThat(next.keywords())
                .contains("language", "organization", "connector", "from")
                .doesNotContain("when");
        assertThat(next.names()).isEmpty();
        assertThat(next.behind()).isEmpty();
    }

    @Test
    void aConnectorTakesEndpointsThenClauses() {
        assertThat(behind("connector c from ").names()).containsExactly(Name.ENDPOINT);
        assertThat(behind("connector c from ").keywords()).isEmpty();
        assertThat(behind("connector c from a ").keywords()).containsExactly("to");
        assertThat(behind("connector c from a to b require ").keywords())
                .containsExactly("auth", "cert", "client", "network", "recipient", "sender", "server", "size", "tls");
        assertThat(behind("connector c from a to b when recipient ").names()).containsExactly(Name.VALUE);
    }

    @Test
    void aNameThatIsMadeIsNotOneThatIsUsed() {
        assertThat(behind("connector ").names()).isEmpty();
        assertThat(behind("endpoint ").names()).isEmpty();
        assertThat(behind("endpoint x : ").names()).containsExactly(Name.KIND);
    }

    @Test
    void whatIsWrongBeforeCostsItsOwnDeclarationAlone() {
        assertThat(behind(
                                "connector from from to = }\nendpoint x = server {\ntest \"t\" at office365 { client mailbox expect reject ")
                        .names())
                .containsExactly(Name.REASON);
        assertThat(behind("organization { domains a.b }\n}}} = = {\nconnector c from a to b via mx\n")
                        .keywords())
                .contains("require", "connector");
    }

    @Test
    void theTestOfAClaimIsOfferedInItsWords() {
        assertThat(behind("assert every ").keywords()).containsExactly("message");
        assertThat(behind("assert no message to bank leaves with ").keywords()).containsExactly("tls");
        assertThat(behind("test \"t\" at x { client mailbox expect deliver by ").names())
                .containsExactly(Name.ENDPOINT_OR_CONNECTOR);
    }

    @Test
    void whatBeganOnALineBeforeGoesOn() {
        assertThat(behind("assert no message\n  from internet to office365\n  ").keywords())
                .contains("reaches", "when")
                .doesNotContain("require");
        assertThat(behind("connector c\n  from a to b\n  ").keywords())
                .contains("require")
                .doesNotContain("reaches");
        assertThat(behind("for each p in \"p.csv\" {\n  endpoint ${p.id} : partner { ")
                        .keywords())
                .contains("domains");
    }
}
