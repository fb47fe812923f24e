package dev.mailflow.compiler.check;

import java.util.List;

/** Every check, in the order in which they run. */
public final class Checks {
    private Checks() {}

    public static List<Check> all() {
        return List.of(
                new AcceptedDomainsDeclared(),
                new AcceptedDomainsDistinct(),
                new SharedIdentity(),
                new TrustedCertificateAccepted(),
                new RequiredCertificateStated(),
                new PartnerApexCovered(),
                new WildcardsBelowOwners(),
                new CentralWaysTrusted(),
                new NextHopKnown(),
                new NextHopElsewhere(),
                new NextHopStartsPlain(),
                new SitesConnected(),
                new HybridLeftToWizard(),
                new HybridPossible(),
                new MailboxesHeld(),
                new MailboxesPlaced(),
                new DirectoryFilled(),
                new MailboxesDistinct(),
                new MailboxesAccepted(),
                new RecipientsRelayed(),
                new TestsOfEnabled(),
                new TestsCanPass(),
                new NetworksDistinct(),
                new SiteNamesDistinct(),
                new EndpointsUsed(),
                new DisabledApart(),
                new NetworksNarrow());
    }
}
