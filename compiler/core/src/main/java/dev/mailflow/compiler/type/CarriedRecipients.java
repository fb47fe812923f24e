package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import java.util.List;

/** Recipients that an outbound end carries without {@code when recipient} (language.md, section 2). */
public final class CarriedRecipients {
    private CarriedRecipients() {}

    /** @param ours every accepted domain; one for all connectors, since it may hold thousands */
    public static List<AddressPattern> byDefault(Connector connector, AddressPattern.EveryAcceptedDomain ours) {
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
        return List.of(ours);
    }
}
