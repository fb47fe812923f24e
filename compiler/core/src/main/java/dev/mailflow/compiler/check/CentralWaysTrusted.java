package dev.mailflow.compiler.check;

import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Address;
import dev.mailflow.compiler.type.AddressPattern.Any;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.AddressPattern.Exact;
import dev.mailflow.compiler.type.AddressPattern.Suffix;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Organization;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.stream.Stream;

/** What comes from the internet for our own mailboxes goes by a central way first (R7): to a partner it is given away. */
final class CentralWaysTrusted implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            Span central = connector.flags().get(FlagKind.CENTRALIZED);
            if (central != null
                    && connector.isEnabled()
                    && connector.from().kind().isSite()
                    && connector.to().kind() == EndpointKind.PARTNER
                    && mayLeadOurs(connector, policy.organization())) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.CENTRAL_WAY_TO_PARTNER,
                                central,
                                "mail from outside for our own mailboxes at `"
                                        + connector.from().name() + "` goes to the partner `"
                                        + connector.to().name() + "`")
                        .withRelated(connector.head(), "where it leads")
                        .withHelp("leave `centralized` out; a central way leads to a server or service of ours"));
            }
        }
    }

    /** Whether an address of an accepted domain can be among the recipients that the connector names. */
    private static boolean mayLeadOurs(Connector connector, Organization ours) {
        return connector
                .when()
                .recipient()
                .map(recipients -> recipients.values().stream()
                        .anyMatch(pattern -> Stream.concat(ours.authoritative().stream(), ours.relayed().stream())
                                .anyMatch(domain -> meet(pattern, domain.value()))))
                .orElse(true);
    }

    private static boolean meet(AddressPattern one, AddressPattern other) {
        if (one instanceof Suffix wide && other instanceof Suffix narrow) {
            return meets(wide, narrow) || meets(narrow, wide);
        }
        return one instanceof Address address
                ? other.matches(address.address())
                : one instanceof Exact exact
                        ? holds(other, exact.domain())
                        : other instanceof Exact exact ? holds(one, exact.domain()) : one instanceof Any;
    }

    private static boolean holds(AddressPattern pattern, DomainName domain) {
        return pattern instanceof Suffix suffix
                ? suffix.covers(domain)
                : pattern instanceof Exact exact ? exact.domain().equals(domain) : pattern instanceof Any;
    }

    /** Of two suffixes the one with the longer domain: what it covers begins at that domain, or one label below. */
    private static boolean meets(Suffix wide, Suffix narrow) {
        DomainName domain = narrow.domain();
        if (narrow.depth() == Depth.AT_OR_BELOW && wide.covers(domain)) {
            return true;
        }
        boolean below = domain.equals(wide.domain()) || domain.isBelow(wide.domain());
        return below && (wide.depth() != Depth.ONE_LABEL || domain.equals(wide.domain()));
    }
}
