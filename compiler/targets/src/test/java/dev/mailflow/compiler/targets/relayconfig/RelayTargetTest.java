package dev.mailflow.compiler.targets.relayconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a start of the relay is told of the policy, so that it can warn. */
final class RelayTargetTest {
    private static String emitted(String requirement) {
        SourceFile file = new SourceFile("a.mailflow", """
                language 1
                organization { domains contoso.com }
                endpoint onprem : server { hosts mail1.contoso.com networks 192.0.2.1 }
                endpoint erp : device { networks 192.0.3.0/24 }
                endpoint crm : device { networks 192.0.4.0/24 }
                connector erp-in from erp to onprem %s
                connector crm-in from crm to onprem require auth disabled
                """.formatted(requirement));
        CompileResult result = Compiler.compile(
                new CompileRequest(file, wanted -> new SourceLoader.Loaded.Unreadable("no such file")));
        List<Artifact> artifacts = new RelayTarget()
                .emit(
                        new TargetRequest(
                                result.model().orElseThrow(() -> new AssertionError(result.diagnostics())),
                                List.of("onprem"),
                                "",
                                TargetRequest.Wish.EXPLICIT),
                        diagnostic -> {
                            throw new AssertionError(diagnostic);
                        });
        return artifacts.get(0).text().replaceAll("\\s+", " ");
    }

    @Test
    void namesTheConnectorsWhoseClientsHaveToLogIn() {
        assertThat(emitted("require tls auth"))
                .contains("\"tlsRequiredBy\" : [ \"erp-in\" ], \"authRequiredBy\" : [ \"erp-in\" ],");
    }

    @Test
    void saysNothingOfLoginsWhereNobodyHasTo() {
        assertThat(emitted("require tls"))
                .contains("\"tlsRequiredBy\" : [ \"erp-in\" ]")
                .doesNotContain("authRequiredBy");
    }
}
