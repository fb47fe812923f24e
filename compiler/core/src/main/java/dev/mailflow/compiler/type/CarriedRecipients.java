package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Organization;
import java.util.List;

/** Recipients that an outbound end carries without {@code when recipient} (language.md, section 2). */
public final class CarriedRecipients {
    private CarriedRecipients() {}

    public static List<AddressPattern> byDefault(Connector connector, Organization organization) {
        EndpointKind from = connector.from().kind();
        EndpointKind to = connector.to().kind();
        if (connector.has(FlagKind.CENTRALIZED) || to == EndpointKind.INTERNET) {
            return List.of(new AddressPattern.Any());
        }
        if (to == EndpointKind.PARTNER) {
            return connector.to().domains().stream().map(Spanned::value).toList();
        }
        // All mail of an own server to the internet passes the cloud.
        if (from == EndpointKind.SERVER && to == EndpointKind.EXCHANGE_ONLINE) {
            return List.of(new AddressPattern.Any());
        }
        return List.of(new AddressPattern.EveryAcceptedDomain(organization.accepted()));
    }
}
