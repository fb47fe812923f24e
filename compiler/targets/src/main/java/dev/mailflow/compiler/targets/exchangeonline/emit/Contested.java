package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.targets.exchangeonline.service.Atoms;
import dev.mailflow.compiler.targets.exchangeonline.service.Reading;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages by the silent places of the vendor's text that they touch: what touches none goes one way under every reading, so that
 * what differs there differs beyond doubt.
 */
final class Contested {
    private final List<Ranges> recipients;
    private final List<Ranges> senders;
    private final Ranges apexes;
    private final Ranges ordered;
    private final Ranges names;

    /** @param scope what is asked about */
    Contested(Atoms atoms, Box scope) {
        this.apexes = atoms.apexRecipients();
        this.ordered = atoms.orderedRecipients();
        Ranges all = scope.ranges(Dimension.RECIPIENT);
        this.recipients = List.of(
                all.minus(apexes).minus(ordered), apexes.minus(ordered), ordered.minus(apexes), apexes.and(ordered));
        Ranges apexSenders = atoms.apexSenders();
        this.senders = List.of(scope.ranges(Dimension.SENDER).minus(apexSenders), apexSenders);
        this.names = atoms.deepNames();
    }

    /** The box in parts, first the one that touches nothing silent. Together they are the box. */
    List<Box> parts(Box box) {
        List<Box> parts = new ArrayList<>();
        for (Ranges to : recipients) {
            for (Ranges from : senders) {
                Box part = box.only(Dimension.RECIPIENT, to).only(Dimension.SENDER, from);
                parts.add(names.isEmpty() ? part : part.without(names));
                parts.add(part.needing(names));
            }
        }
        return parts;
    }

    /** What of the box can go another way under that reading than under the likely one. */
    List<Box> parts(Box box, Reading reading) {
        List<Box> parts = new ArrayList<>();
        if (reading.apex() != Reading.LIKELY.apex()) {
            parts.add(box.only(Dimension.RECIPIENT, apexes));
            parts.add(box.only(Dimension.SENDER, senders.get(1)));
        }
        if (reading.depth() != Reading.LIKELY.depth()) {
            parts.add(box.needing(names));
        }
        if (reading.order() != Reading.LIKELY.order()) {
            parts.add(box.only(Dimension.RECIPIENT, ordered));
        }
        return parts;
    }
}
