package dev.mailflow.compiler.coverage;

import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.TestRunner.End;
import dev.mailflow.compiler.source.Span;
import java.util.Optional;

/**
 * One thing that a test can try of one end of an enabled connector. Each end is a goal of its own: the two sites are
 * compiled apart.
 *
 * @param site where the connector has that end
 * @param reason of {@link Kind#REQUIREMENT_FAILED} the reason it is to fail with, else absent
 * @param origin the requirement, else the connector
 */
public record Goal(Kind kind, String site, End end, String connector, Optional<Reason> reason, Span origin) {
    /** What is to happen at least once. */
    public enum Kind {
        /** Inbound, a source is attributed to the connector; outbound, a message goes its way or is refused for it. */
        SELECTED("selected"),
        /** A requirement of R4, or one of R11 on the next hop, decides. */
        REQUIREMENT_FAILED("requirement-failed"),
        /** One kind of criterion alone did not hold, or all did and another connector ranked higher. */
        NEARLY_SELECTED("nearly-selected");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** The stable name, in reports for programs. */
        public String id() {
            return id;
        }
    }
}
