package dev.mailflow.compiler.analysis.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.Analysis;
import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.analysis.space.Universe;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.compiler.type.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Claims that are proved hold of every message that is tried; what refutes one is shown to, by the interpreter alone. */
class ProverPropertyTest {
    private static final int CLAIMS = 6;
    private static final int MESSAGES = 120;

    private record Asked(DecisionModel model, Analysis analysis, List<Claim> claims) {
        static Asked of(Random random) {
            DecisionModel model = RandomPolicies.model(random);
            RandomClaims claims = new RandomClaims(model, random);
            List<Claim> some = new ArrayList<>();
            for (int i = 0; i < CLAIMS; i++) {
                some.add(claims.claim());
            }
            return new Asked(model, Analysis.of(model, some, Steps.usual()), some);
        }
    }

    @Property(tries = 300)
    void whatIsProvedHoldsAndWhatRefutesContradicts(@ForAll long seed) {
        Random random = new Random(seed);
        Asked asked = Asked.of(random);
        for (Claim claim : asked.claims()) {
            Judgement judgement = asked.analysis().judge(claim);
            Meaning meaning = new Meaning(claim, asked.model());
            assertThat(judgement).as("%s of %s", claim, asked.model()).isNotInstanceOf(Judgement.Undecided.class);
            if (judgement instanceof Judgement.Refuted refuted) {
                assertThat(meaning.isContradictedBy(refuted.site(), refuted.message()))
                        .isTrue();
                continue;
            }
            boolean isAboutNothing = ((Judgement.Proved) judgement).subject() == Judgement.Subject.NOTHING;
            Universe universe = new Universe(
                    asked.analysis().search().space(),
                    asked.model().organization().hopLimit());
            for (Site site : asked.model().sites()) {
                BoundaryMessages messages = new BoundaryMessages(asked.model(), site.name());
                for (int i = 0; i < MESSAGES; i++) {
                    Message message = i % 3 == 0
                            ? asked.analysis().search().space().message(universe.some(random))
                            : messages.message(random);
                    assertThat(meaning.isContradictedBy(site.name(), message))
                            .as("%s by %s at %s of %s", claim, message, site.name(), asked.model())
                            .isFalse();
                    if (isAboutNothing) {
                        assertThat(meaning.speaksOf(site.name(), message)).isFalse();
                    }
                }
            }
        }
    }

    @Example
    void everyFormIsProvedAndRefuted() {
        int proved = 0;
        int refuted = 0;
        int refutedOfPaths = 0;
        int aboutNothing = 0;
        for (long seed = 0; seed < 120; seed++) {
            Asked asked = Asked.of(new Random(seed));
            for (Claim claim : asked.claims()) {
                Judgement judgement = asked.analysis().judge(claim);
                if (judgement instanceof Judgement.Proved one) {
                    proved++;
                    aboutNothing += one.subject() == Judgement.Subject.NOTHING ? 1 : 0;
                } else {
                    refuted++;
                    refutedOfPaths += claim.predicate() instanceof Claim.Reaches ? 1 : 0;
                }
            }
        }
        assertThat(proved - aboutNothing).isGreaterThan(60);
        assertThat(aboutNothing).isGreaterThan(30);
        assertThat(refuted).isGreaterThan(200);
        assertThat(refutedOfPaths).isGreaterThan(30);
    }
}
