package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.decision.Message.Connection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How messages stand at a later site, in terms of how they stood at the first one. Recipient, sender, size and headers are the same;
 * client, channel, certificate and user are what the site before shows; every hop counts.
 *
 * @param number how many hops lie between
 */
public record Hop(MessageSpace space, Connection connection, int number) {
    /** The messages of the first site that stand in the box at the later one; empty if none can. */
    public Optional<Box> back(Box there) {
        if (!there.ranges(Dimension.CLIENT).contains(space.client(connection.client()))
                || !there.ranges(Dimension.CHANNEL).meets(space.channel(connection))
                || !there.ranges(Dimension.USER).meets(space.unauthenticated())) {
            return Optional.empty();
        }
        List<Integer> shown = space.shown(connection);
        if (shown.stream().anyMatch(there.forbidden()::contains)) {
            return Optional.empty();
        }
        Box here = space.everything()
                .only(Dimension.RECIPIENT, there.ranges(Dimension.RECIPIENT))
                .only(Dimension.SENDER, there.ranges(Dimension.SENDER))
                .only(Dimension.SIZE, there.ranges(Dimension.SIZE))
                .only(Dimension.HOPS, there.ranges(Dimension.HOPS).moved(-number));
        for (Ranges need : there.needs()) {
            if (shown.stream().noneMatch(need::contains)) {
                if (!space.isOfHeaders(need)) {
                    return Optional.empty();
                }
                here = here.needing(need);
            }
        }
        Ranges headers = space.headers().and(there.forbidden());
        here = headers.isEmpty() ? here : here.without(headers);
        return here.isEmpty() ? Optional.empty() : Optional.of(here);
    }

    /** Where messages of the first site's box can stand at the later one. */
    public Box forward(Box here) {
        Box there = space.everything()
                .only(Dimension.RECIPIENT, here.ranges(Dimension.RECIPIENT))
                .only(Dimension.SENDER, here.ranges(Dimension.SENDER))
                .only(Dimension.SIZE, here.ranges(Dimension.SIZE))
                .only(Dimension.CLIENT, Ranges.of(space.client(connection.client())))
                .only(Dimension.CHANNEL, space.channel(connection))
                .only(Dimension.USER, space.unauthenticated());
        for (int name : space.shown(connection)) {
            there = there.needing(Ranges.of(name));
        }
        for (Ranges need : here.needs()) {
            if (space.isOfHeaders(need)) {
                there = there.needing(need);
            }
        }
        return there;
    }

    public Covering back(Covering covering) {
        return new Covering() {
            @Override
            public void meeting(Box box, Consumer<Region> to) {
                covering.meeting(forward(box), region -> back(region.box()).ifPresent(to::accept));
            }

            @Override
            public boolean isFree(Dimension dimension, int atom) {
                return switch (dimension) {
                    case RECIPIENT, SENDER -> covering.isFree(dimension, atom);
                    case CLIENT -> true;
                    default -> false;
                };
            }
        };
    }
}
