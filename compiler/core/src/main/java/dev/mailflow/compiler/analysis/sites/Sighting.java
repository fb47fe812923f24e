package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Trace;
import java.util.List;
import java.util.Optional;

/**
 * A message that shows what was looked for; the interpreter has judged it at every hop.
 *
 * @param key equal for sightings of one mistake
 * @param legs beside the hops: the way between them
 * @param passedBy the connector that is passed by, of a filter or central way
 */
record Sighting(
        Kind kind, String key, Leaf leaf, List<Trace.Hop> hops, Optional<Connector> passedBy) {
    Sighting {
        hops = List.copyOf(hops);
    }
}
