package dev.mailflow.compiler.analysis.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.Analysis;
import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Fault;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.compiler.type.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Claims that are judged with a fault hold of every message that is tried with it, or are refuted by one that goes so. */
class ClaimsWithFaultsTest {
    @Test
    void judgementsHoldWithTheFault() {
        for (long seed = 0; seed < 80; seed++) {
            Random random = new Random(seed);
            DecisionModel model = RandomPolicies.model(random);
            RandomClaims claims = new RandomClaims(model, random);
            List<Claim> some = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                some.add(claims.claim());
            }
            Analysis analysis = Analysis.of(model, some, Steps.usual());
            for (Fault fault : faults(model)) {
                for (Claim claim : some) {
                    Judgement judgement = analysis.judge(claim, Optional.of(fault));
                    Meaning meaning = new Meaning(claim, Links.of(model, Optional.of(fault)));
                    if (judgement instanceof Judgement.Refuted refuted) {
                        assertThat(meaning.isContradictedBy(refuted.site(), refuted.message()))
                                .as("seed %s, %s, %s", seed, fault, claim)
                                .isTrue();
                    } else {
                        assertThat(judgement).isInstanceOf(Judgement.Proved.class);
                        holdsOfAll(meaning, model, random);
                    }
                }
            }
        }
    }

    @Test
    void aFaultDecidesAClaim() {
        String policy = """
                language 1
                organization { domains contoso.com }
                endpoint hq : server { cert hq.contoso.com  hosts hq.contoso.com  mailboxes contoso.com }
                endpoint edge : server { cert edge.contoso.com  hosts edge.contoso.com }
                endpoint app : device { networks 192.0.2.9 }
                connector app from app to hq may relay
                connector out from hq to edge when recipient *
                """;
        CompileRequest request = new CompileRequest(new SourceFile("p.mailflow", policy), Policies.loader(Map.of()));
        SourceFile claim = new SourceFile(
                "claim", "assert every message from app when recipient sun.example hops 9 reaches internet");
        assertThat(Compiler.prove(request, claim).judgement().orElseThrow()).isInstanceOf(Judgement.Proved.class);
        Judgement judgement = Compiler.prove(request, claim, Optional.of(new Fault.CertificateLost("hq")))
                .judgement()
                .orElseThrow();
        assertThat(judgement).isInstanceOf(Judgement.Refuted.class);
        assertThat(Compiler.prove(request, claim, Optional.of(new Fault.CertificateLost("edge")))
                        .judgement()
                        .orElseThrow())
                .isInstanceOf(Judgement.Proved.class);
    }

    private static List<Fault> faults(DecisionModel model) {
        List<Fault> faults = new ArrayList<>(Links.faults(model));
        model.endpoints().stream()
                .flatMap(endpoint -> endpoint.hosts().stream())
                .limit(1)
                .forEach(host -> faults.add(new Fault.HostDown(host)));
        return faults;
    }

    private static void holdsOfAll(Meaning meaning, DecisionModel model, Random random) {
        for (Site site : model.sites()) {
            BoundaryMessages messages = new BoundaryMessages(model, site.name());
            for (int i = 0; i < 30; i++) {
                assertThat(meaning.isContradictedBy(site.name(), messages.message(random)))
                        .isFalse();
            }
        }
    }
}
