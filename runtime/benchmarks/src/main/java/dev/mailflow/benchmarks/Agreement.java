package dev.mailflow.benchmarks;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Decision.Outcome;
import dev.mailflow.runtime.Reason;

/** Engines that are compared say the same of every query, or the comparison is void. */
final class Agreement {
    private Agreement() {}

    static void check(Query query, Decision decision, long expected) {
        if (answer(decision) != expected) {
            throw new IllegalStateException(query + ": " + decision + ", not " + expected);
        }
    }

    /** As {@link MapWalk} counts. */
    static long answer(Decision decision) {
        boolean denied = decision.reason().filter(Reason.RELAY_DENIED::equals).isPresent();
        if (decision.outcome() == Outcome.REJECT && !denied) {
            return MapWalk.REFUSED;
        }
        int from = number(decision.by().connector());
        if (denied) {
            return MapWalk.denied(from);
        }
        return (long) decision.via().map(Agreement::number).orElse(MapWalk.NOBODY) << 32 | from & 0xFFFF_FFFFL;
    }

    private static int number(String connector) {
        return connector.isEmpty()
                ? MapWalk.NOBODY
                : Integer.parseInt(connector.replace("in", "").replace("out", ""));
    }
}
