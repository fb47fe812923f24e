package dev.mailflow.compiler.targets.javaclass;

import com.palantir.javapoet.ClassName;

/** The runtime's types by name: generated code sees them, the compiler does not. */
final class Runtime {
    static final ClassName ROUTING_POLICY = type("RoutingPolicy");
    static final ClassName TABLE_ROUTING = type("TableRouting");
    static final ClassName TRANSACTION = type("Transaction");
    static final ClassName DECISION = type("Decision");
    static final ClassName ATTRIBUTION = type("Attribution");
    static final ClassName REASON = type("Reason");
    static final ClassName REPLY = type("Reply");
    static final ClassName ROUTE = type("Route");
    static final ClassName NEXT_HOP = type("NextHop");
    static final ClassName TLS_DEMAND = type("TlsDemand");
    static final ClassName TLS_LEVEL = TLS_DEMAND.nestedClass("Level");
    static final ClassName DESTINATION_POLICY = TLS_DEMAND.nestedClass("DestinationPolicy");
    static final ClassName TLS_VERSION = type("TlsVersion");
    static final ClassName CERTIFICATE_NAME = type("CertificateName");
    static final ClassName DOMAIN_NAME = type("DomainName");
    static final ClassName NETWORK = type("Network");
    static final ClassName MAILBOX = type("Mailbox");
    static final ClassName HEADER_TEST = type("HeaderTest");
    static final ClassName MATCHING = type("Matching");
    static final ClassName NULLABLE = ClassName.get("org.jspecify.annotations", "Nullable");

    private Runtime() {}

    private static ClassName type(String name) {
        return ClassName.get("dev.mailflow.runtime", name);
    }
}
