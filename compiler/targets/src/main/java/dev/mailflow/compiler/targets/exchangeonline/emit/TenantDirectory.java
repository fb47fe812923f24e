package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.Hybrid;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.MailAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which recipients the directory of a tenant knows, as far as a policy says it: its own mailboxes, those of servers that a hybrid
 * joins to it, and what is declared nowhere unless the directory is complete. Mailboxes at another server or in another tenant are strangers to it.
 */
final class TenantDirectory {
    private final DecisionModel model;
    private final Organization organization;
    private final Site site;

    TenantDirectory(DecisionModel model, Site site) {
        this.model = model;
        this.organization = model.organization();
        this.site = site;
    }

    boolean knows(MailAddress recipient) {
        return organization.mailbox(recipient).map(this::isIn).orElse(organization.directory() == Directory.OPEN);
    }

    private boolean isIn(MailboxLocation location) {
        return location.endpoint().equals(site.name())
                || model.endpoint(location.endpoint()).hybrid() == Hybrid.DONE;
    }

    /** The same of all recipients at once. */
    Ranges known(MessageSpace space) {
        Ranges known = Ranges.NONE;
        Ranges decided = Ranges.NONE;
        List<MailboxLocation> mostSpecificFirst = organization.mailboxes().stream()
                .sorted(Comparator.comparingInt(location -> -location.pattern().specificity()))
                .toList();
        for (MailboxLocation location : mostSpecificFirst) {
            Ranges here = space.recipients(List.of(location.pattern())).minus(decided);
            if (isIn(location)) {
                known = Ranges.union(List.of(known, here));
            }
            decided = Ranges.union(List.of(decided, here));
        }
        return organization.directory() == Directory.OPEN
                ? Ranges.union(List.of(known, space.all(Dimension.RECIPIENT).minus(decided)))
                : known;
    }

    /**
     * Where mailboxes of the domain are that the directory does not know and that mail of this site has a way to. As an authoritative domain the
     * tenant would refuse them at its edge, as an internal relay it passes on what it does not know.
     */
    Optional<String> passesOn(AddressPattern accepted) {
        if (!(accepted instanceof AddressPattern.Exact exact)) {
            return Optional.empty();
        }
        MailAddress any = new MailAddress("postmaster", exact.domain());
        Stream<MailboxLocation> whole =
                organization.mailbox(any).stream().filter(location -> !isIn(location) && hasWay(any));
        Stream<MailboxLocation> single = organization.mailboxes().stream()
                .filter(location -> location.pattern() instanceof AddressPattern.Address one
                        && accepted.matches(one.address())
                        && !isIn(location)
                        && hasWay(one.address()));
        return Stream.concat(whole, single).map(MailboxLocation::endpoint).findFirst();
    }

    private boolean hasWay(MailAddress recipient) {
        return site.outbound().stream().anyMatch(rule -> leads(rule, recipient));
    }

    private static boolean leads(OutboundRule rule, MailAddress recipient) {
        return rule.connector().isEnabled()
                && rule.connector().peerKind() != EndpointKind.INTERNET
                && rule.criteria()
                        .recipients()
                        .map(group -> group.patterns().stream().anyMatch(pattern -> pattern.matches(recipient)))
                        .orElse(true);
    }
}
