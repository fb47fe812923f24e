package dev.mailflow.compiler.analysis.difference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.clause.Admission.Admitted;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.analysis.space.Vocabulary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.testing.Policies;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where the way to everybody changes, ways are followed once for all sources, and each source's own way back beside them. */
final class OnwardTest {
    private static final int PARTNERS = 300;

    /** Measured: 22 for each partner; where each source follows all ways, 6 600. */
    private static final long MOST_LOOKED_AT = 40L * PARTNERS;

    private static DecisionModel partners(String out) {
        return Policies.model("language 1\norganization { domains contoso.com }\n"
                + "endpoint onprem : server { hosts mail.contoso.com cert mail.contoso.com mailboxes contoso.com }\n"
                + IntStream.range(0, PARTNERS).mapToObj(i -> """
                                endpoint p%1$d : partner { domains partner%1$d.example }
                                connector p%1$d-in from p%1$d to onprem
                                connector p%1$d-out from onprem to p%1$d
                                """.formatted(i)).collect(Collectors.joining())
                + "connector " + out + " from onprem to internet when recipient *\n");
    }

    @Test
    void sourcesShareTheWays() {
        DecisionModel old = partners("out");
        DecisionModel now = partners("other");
        MessageSpace space = MessageSpace.of(new Vocabulary().add(old).add(now));
        SiteClauses before = SiteClauses.of(space, old, old.sites().get(0));
        SiteClauses after = SiteClauses.of(space, now, now.sites().get(0));
        Search search = new Search(space, Steps.usual());
        Onward onward = new Onward(before, after, search, new Collected(old, now, search));
        int moves = 0;
        for (SourceClause source : before.sources()) {
            for (Admitted admitted : before.admission().of(source).admitted()) {
                moves += onward.moves(admitted.arrival(), admitted.arrival(), admitted.box(), false)
                        .size();
            }
        }
        // Of each partner what its users send; of the internet alike; and what is submitted.
        assertThat(moves).isGreaterThan(PARTNERS);
        assertThat(before.looked() + after.looked()).isLessThan(MOST_LOOKED_AT);
    }
}
