package dev.mailflow.compiler.analysis.claim;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Vocabulary;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.decision.Criteria.CertificateGroup;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.Criteria.NetworkGroup;
import dev.mailflow.compiler.type.Claim;
import dev.mailflow.compiler.type.HeaderPattern;
import java.util.Optional;

/** What {@code when} of a claim says, as a box. */
public final class Subjects {
    private Subjects() {}

    /** The values that the claim adds to those of the policy. */
    public static void addTo(Vocabulary words, Claim claim) {
        Claim.Subject when = claim.when();
        when.senders().forEach(words::addSenders);
        when.recipients().forEach(words::addRecipients);
        when.sizes().forEach(words::addSize);
        words.add(new Criteria(
                when.certificates().stream()
                        .map(group -> new CertificateGroup(group, claim.origin()))
                        .toList(),
                when.networks().stream()
                        .map(group -> new NetworkGroup(group, claim.origin()))
                        .toList(),
                Optional.<AddressGroup>empty(),
                Optional.<AddressGroup>empty(),
                when.headers().stream()
                        .map(header -> criterion(header.value(), claim))
                        .toList()));
    }

    private static HeaderCriterion criterion(HeaderPattern header, Claim claim) {
        return new HeaderCriterion(header.name(), header.values(), claim.origin());
    }

    /** The messages that {@code when} speaks of; without it all. */
    static Box box(Claim claim, MessageSpace space) {
        Claim.Subject when = claim.when();
        Box box = space.everything();
        for (var group : when.senders()) {
            box = box.only(Dimension.SENDER, space.senders(group));
        }
        for (var group : when.recipients()) {
            box = box.only(Dimension.RECIPIENT, space.recipients(group));
        }
        for (var group : when.certificates()) {
            box = space.showing(box, group);
        }
        for (var group : when.networks()) {
            box = box.only(Dimension.CLIENT, space.clients(group)).only(Dimension.CHANNEL, space.connections());
        }
        for (var header : when.headers()) {
            box = box.needing(space.header(criterion(header.value(), claim)));
        }
        for (Claim.Channel channel : when.channel()) {
            box = box.only(
                    Dimension.CHANNEL,
                    channel instanceof Claim.Channel.Tls tls ? space.tls(tls.minimum()) : space.plain());
        }
        for (long most : when.sizes()) {
            box = box.only(Dimension.SIZE, space.sizesUpTo(most));
        }
        for (int most : when.hops()) {
            box = box.only(Dimension.HOPS, space.hopsUpTo(most));
        }
        return box;
    }
}
