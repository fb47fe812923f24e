package dev.mailflow.compiler.targets.relayconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.type.CertificatePattern;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which certificates a relay cannot do without, and which somebody may miss. */
final class PresentedToServersTest {
    private static final String ALL = "mail1.contoso.com or mail2.contoso.com";

    /** @param networks by which the site is known, beside its certificates */
    private static DecisionModel model(String networks, String connectors) {
        SourceFile file = new SourceFile("a.mailflow", """
                language 1
                organization { domains contoso.com }
                endpoint onprem : server { hosts mail1.contoso.com %s cert mail1.contoso.com, mail2.contoso.com }
                endpoint hub : server { hosts hub.contoso.com networks 192.0.3.0/24 }
                endpoint bank : partner { domains bank.example }
                connector c from hub to onprem tls off
                %s
                """.formatted(networks, connectors));
        CompileResult result = Compiler.compile(
                new CompileRequest(file, wanted -> new SourceLoader.Loaded.Unreadable("no such file")));
        return result.model().orElseThrow(() -> new AssertionError(result.diagnostics()));
    }

    private static PresentedToServers of(String networks, String connectors) {
        DecisionModel model = model(networks, connectors);
        return PresentedToServers.of(model, model.site("onprem"));
    }

    private static Set<String> words(Set<List<CertificatePattern>> owed) {
        return owed.stream()
                .map(anyOf -> anyOf.stream().map(CertificatePattern::text).collect(Collectors.joining(" or ")))
                .collect(Collectors.toSet());
    }

    @Test
    void whoKnowsUsByTheCertificateAloneMustSeeIt() {
        PresentedToServers shown = of("", "connector a from onprem to hub");
        assertThat(words(shown.obliged())).containsExactly(ALL);
        assertThat(shown.advised()).isEmpty();
    }

    @Test
    void thereIsNoneWithoutTls() {
        PresentedToServers shown = of("", "connector a from onprem to hub tls off");
        assertThat(shown.obliged()).isEmpty();
        assertThat(shown.advised()).isEmpty();
    }

    @Test
    void theInternetAsksForNone() {
        PresentedToServers shown = of("", "connector a from onprem to internet require tls");
        assertThat(shown.obliged()).isEmpty();
        assertThat(shown.advised()).isEmpty();
    }

    @Test
    void whoKnowsNetworksTooMayBeContent() {
        PresentedToServers shown = of("networks 192.0.2.0/24", "connector a from onprem to hub");
        assertThat(shown.obliged()).isEmpty();
        assertThat(words(shown.advised())).containsExactly(ALL);
    }

    /** The second is known by the same, and asks for one of them outright. */
    @Test
    void whatIsRequiredIsOwedThoughNetworksAreKnown() {
        PresentedToServers shown = of("networks 192.0.2.0/24", """
                connector a from onprem to hub require client cert mail2.contoso.com
                connector b from onprem to hub when recipient ann@contoso.com
                """);
        assertThat(words(shown.obliged())).containsExactly("mail2.contoso.com");
        assertThat(words(shown.advised())).containsExactly(ALL);
    }

    @Test
    void whatIsBothOwedAndAdvisedIsOwed() {
        PresentedToServers shown = of("", """
                connector a from onprem to hub
                connector b from onprem to hub when recipient ann@contoso.com network 192.0.2.1
                """);
        assertThat(words(shown.obliged())).containsExactly(ALL);
        assertThat(shown.advised()).isEmpty();
    }

    @Test
    void aStrangerAsksForWhatTheConnectorSays() {
        PresentedToServers shown = of("", "connector a from onprem to bank");
        assertThat(shown.obliged()).isEmpty();
        assertThat(words(shown.advised())).containsExactly(ALL);
        assertThat(words(of("", "connector a from onprem to bank require client cert mail2.contoso.com")
                        .obliged()))
                .containsExactly("mail2.contoso.com");
    }

    @Test
    void theFileSaysWhich() {
        assertThat(emitted("tls off")).contains("\"toServers\" : [ ]").doesNotContain("Advised");
        assertThat(emitted("")).contains("\"toServers\" : [ ]").containsPattern("\"toServersAdvised\" : \\[\\s+\\[");
    }

    private static String emitted(String clause) {
        DecisionModel model = model("networks 192.0.2.0/24", "connector a from onprem to hub " + clause);
        TargetRequest request = new TargetRequest(model, List.of("onprem"), "", TargetRequest.Wish.EXPLICIT);
        return new RelayTarget()
                .emit(request, diagnostic -> {
                    throw new AssertionError(diagnostic.message());
                })
                .get(0)
                .text();
    }
}
