package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.decision.OutboundRule;
import java.util.List;
import java.util.Optional;

/**
 * One way from its start to its end, and all messages that take it.
 *
 * @param box by recipient, sender, size and headers
 * @param last a connector like the one by which it ends
 */
record Leaf(Start start, List<Leg> legs, Box box, Ending ending, Optional<OutboundRule> last) {
    Leaf {
        legs = List.copyOf(legs);
    }

    enum Ending {
        /** It comes to a site as it came there before. */
        ROUND,
        /** Refused by R9: the way on leads back. */
        TURNED_BACK,
        REFUSED,
        DELIVERED,
        /** To the internet, by a connector that does not name these recipients. */
        INTERNET,
        ELSEWHERE,
        /** Not followed further: nothing that is looked for lies before it. */
        LEFT
    }

    /** The number of the last site of which something is known: the circle's and what lies ahead are those behind it. */
    int end() {
        return ending == Ending.ROUND || ending == Ending.LEFT ? legs.size() - 1 : legs.size();
    }

    boolean isRefused() {
        return ending == Ending.REFUSED || ending == Ending.TURNED_BACK;
    }

    /** The site of that number on the way, the start's being 0. */
    int site(int number) {
        return number == 0 ? start.site() : legs.get(number - 1).to().site();
    }
}
