package dev.mailflow.compiler.targets.javaclass;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;

/** How a routing class is written; {@link Layout} chooses. */
enum Shape {
    /** Java that an administrator can follow. */
    PLAIN,
    /** A class of constant size over rules that are data: flat in time, and within the limits of a class file. */
    TABLE;

    static Shape of(DecisionModel model, Site site) {
        return Layout.shape(model, site);
    }
}
