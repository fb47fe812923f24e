package dev.mailflow.testkit;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.HeaderTest;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.Mailbox;
import dev.mailflow.runtime.Network;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.Reply;
import dev.mailflow.runtime.Route;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * The policy of small.mailflow.facts, written by hand so that a fault can be planted in each of its comparisons. The compiler's
 * own output is tested where the compiler may be seen, in examples/mutants.
 */
public final class HubRouting implements RoutingPolicy {
    private static final List<Network> PRINTERS =
            List.of(Network.of("203.0.113.40/29"), Network.of("2001:db8:20::/64"));
    private static final Attribution PRINTING = Attribution.connector("printing", "printers");
    private static final Attribution BANK_IN = Attribution.connector("bank-in", "bank");
    private static final TlsDemand BANK_TLS = new TlsDemand(
            TlsDemand.Level.REQUIRED,
            TlsVersion.TLS_1_2,
            List.of(new CertificateName("*.contosobank.com")),
            List.of(),
            TlsDemand.DestinationPolicy.WHEN_PUBLISHED,
            TlsDemand.DestinationPolicy.WHEN_PUBLISHED);

    private final Fault fault;

    public HubRouting() {
        this(Fault.NONE);
    }

    HubRouting(Fault fault) {
        this.fault = fault;
    }

    /** One wrong sign in one comparison. */
    enum Fault {
        NONE,
        NETWORK_ONE_TOO_FAR,
        NETWORK_ONE_TOO_EARLY,
        NETWORK_WITHOUT_ITS_FIRST,
        NETWORK_WITHOUT_ITS_LAST,
        IPV6_NETWORK_ONE_BIT_WIDER,
        SUFFIX_WITHOUT_ITS_DOT,
        SUFFIX_OF_ONE_LABEL_ONLY,
        APEX_FORGOTTEN,
        ACCEPTED_WITH_WHAT_LIES_BELOW,
        RECIPIENT_SUFFIX_WITHOUT_ITS_DOT,
        CERTIFICATE_AT_ANY_DEPTH,
        CERTIFICATE_ALSO_BARE,
        FIRST_NAME_OF_CERTIFICATE_ONLY,
        SIZE_EXCLUSIVE,
        HOPS_EXCLUSIVE,
        EMPTY_SENDER_PASSES,
        HEADER_WITHOUT_ITS_VALUE,
        OLD_TLS_PASSES,
        RELAYS_FOR_ALL
    }

    @Override
    public String site() {
        return "hub";
    }

    @Override
    public List<HeaderTest> headerTests() {
        return List.of(new HeaderTest("x-printer", List.of("yes")));
    }

    @Override
    public long[] sizeLimits() {
        return new long[] {20_971_520};
    }

    @Override
    public int hopLimit() {
        return 25;
    }

    @Override
    public Decision decide(Transaction message) {
        if (message.hops() > (fault == Fault.HOPS_EXCLUSIVE ? 24 : 25)) {
            return reject(Attribution.NOBODY, Reason.LOOP);
        }
        Attribution by = source(message);
        Optional<Reason> refused =
                by == BANK_IN ? bank(message) : by == PRINTING ? printing(message) : Optional.empty();
        if (refused.isPresent()) {
            return reject(by, refused.get());
        }
        String domain = message.recipient().domain().text();
        boolean accepted = domain.equals("contoso.com")
                || fault == Fault.ACCEPTED_WITH_WHAT_LIES_BELOW && domain.endsWith(".contoso.com");
        boolean mayRelay = by == PRINTING || message.isSubmitted() || message.isAuthenticated();
        if (!accepted && !mayRelay && fault != Fault.RELAYS_FOR_ALL) {
            return reject(by, Reason.RELAY_DENIED);
        }
        if (accepted) {
            return Decision.deliver(by);
        }
        return domain.equals("contosobank.com")
                        || domain.endsWith(
                                fault == Fault.RECIPIENT_SUFFIX_WITHOUT_ITS_DOT
                                        ? "contosobank.com"
                                        : ".contosobank.com")
                ? Decision.send(by, "bank-out", "bank", Route.toRecipientMx(BANK_TLS))
                : Decision.sendToInternet(by);
    }

    private Attribution source(Transaction message) {
        if (message.isSubmitted()) {
            return Attribution.MAILBOX;
        }
        if (PRINTERS.stream().anyMatch(network -> contains(network, message.client())) && isPrinter(message)) {
            return PRINTING;
        }
        return message.sender().filter(this::isBank).isPresent() ? BANK_IN : Attribution.INTERNET;
    }

    private boolean isPrinter(Transaction message) {
        return message.headers().stream()
                .anyMatch(header -> header.name().equals("x-printer")
                        && (fault == Fault.HEADER_WITHOUT_ITS_VALUE
                                || header.value().equals("yes")));
    }

    private boolean contains(Network network, IpAddress client) {
        IpAddress first = network.base();
        IpAddress last = Near.last(network);
        return switch (fault) {
            case NETWORK_ONE_TOO_FAR ->
                network.contains(client) || client.high() == last.high() && client.low() == last.low() + 1;
            case NETWORK_ONE_TOO_EARLY ->
                network.contains(client) || client.high() == first.high() && client.low() == first.low() - 1;
            case NETWORK_WITHOUT_ITS_FIRST -> network.contains(client) && !client.equals(first);
            case NETWORK_WITHOUT_ITS_LAST -> network.contains(client) && !client.equals(last);
            case IPV6_NETWORK_ONE_BIT_WIDER ->
                network.contains(client) || !first.isV4() && (client.high() & ~1L) == first.high();
            default -> network.contains(client);
        };
    }

    private boolean isBank(Mailbox sender) {
        String domain = sender.domain().text();
        if (domain.equals("contosobank.com")) {
            return fault != Fault.APEX_FORGOTTEN;
        }
        return switch (fault) {
            case SUFFIX_WITHOUT_ITS_DOT -> domain.endsWith("contosobank.com");
            case SUFFIX_OF_ONE_LABEL_ONLY -> sender.domain().isChildOf("contosobank.com");
            default -> domain.endsWith(".contosobank.com");
        };
    }

    private Optional<Reason> bank(Transaction message) {
        if (!message.tls().isProtected()) {
            return Optional.of(Reason.TLS_REQUIRED);
        }
        if (!message.tls().isAtLeast(fault == Fault.OLD_TLS_PASSES ? TlsVersion.TLS_1_1 : TlsVersion.TLS_1_2)) {
            return Optional.of(Reason.TLS_VERSION);
        }
        List<String> names = message.certificateNames();
        boolean shown = switch (fault) {
            case CERTIFICATE_AT_ANY_DEPTH -> names.stream().anyMatch(name -> name.endsWith(".contosobank.com"));
            case CERTIFICATE_ALSO_BARE ->
                names.contains("contosobank.com") || new CertificateName("*.contosobank.com").matchesAny(names);
            case FIRST_NAME_OF_CERTIFICATE_ONLY ->
                new CertificateName("*.contosobank.com").matchesAny(names.subList(0, Math.min(1, names.size())));
            default -> new CertificateName("*.contosobank.com").matchesAny(names);
        };
        if (!shown) {
            return Optional.of(Reason.CERT_MISMATCH);
        }
        return message.size() > (fault == Fault.SIZE_EXCLUSIVE ? 20_971_519 : 20_971_520)
                ? Optional.of(Reason.SIZE_EXCEEDED)
                : Optional.empty();
    }

    private Optional<Reason> printing(Transaction message) {
        boolean ours = message.sender()
                .map(sender -> sender.domain().text().equals("contoso.com"))
                .orElse(fault == Fault.EMPTY_SENDER_PASSES);
        return ours ? Optional.empty() : Optional.of(Reason.SENDER_NOT_ALLOWED);
    }

    private static Decision reject(Attribution by, Reason reason) {
        return Decision.reject(by, reason, new Reply(550, "5.7.1", reason.id()));
    }
}
