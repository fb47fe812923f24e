package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.clause.Admission;
import dev.mailflow.compiler.analysis.clause.Admission.Asked;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.decision.InboundRule;
import java.util.ArrayList;
import java.util.List;

/** A connector that is a source, with what is known of it so far. */
final class Source {
    private final InboundRule rule;
    private final List<SourceClause> clauses = new ArrayList<>(1);
    private final List<List<Asked>> asked = new ArrayList<>(1);
    private boolean isPassed;

    Source(InboundRule rule) {
        this.rule = rule;
    }

    InboundRule rule() {
        return rule;
    }

    /** In the order of the row. */
    List<SourceClause> clauses() {
        return clauses;
    }

    /** What is asked of the clause of that number, in order. Two studies want to know. */
    List<Asked> asked(int number, Admission admission) {
        while (asked.size() <= number) {
            asked.add(admission.requirements(rule, clauses.get(asked.size()).box()));
        }
        return asked.get(number);
    }

    /** A message is known to be attributed to the connector that meets all it asks for. */
    void pass() {
        isPassed = true;
    }

    boolean isPassed() {
        return isPassed;
    }
}
