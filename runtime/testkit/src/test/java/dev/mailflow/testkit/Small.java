package dev.mailflow.testkit;

import dev.mailflow.testkit.HubRouting.Fault;
import java.util.Map;

/** The small policy, right or with a fault in it. */
final class Small {
    private Small() {}

    static CompiledPolicy with(Fault fault) {
        return CompiledPolicy.of(CompiledPolicy.load("small.mailflow").facts(), Map.of("hub", new HubRouting(fault)));
    }
}
