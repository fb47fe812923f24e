package dev.mailflow.compiler.targets.javaclass;

import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Reply;
import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.Mailbox;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.Route;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import java.util.List;
import java.util.Optional;

/** The compiler's values in those of the runtime: the message that goes in, the verdict that must come out. */
final class RuntimeValues {
    private RuntimeValues() {}

    static Transaction transaction(Message message) {
        Transaction.Builder builder = Transaction.builder()
                .from(message.sender().map(RuntimeValues::mailbox).orElse(null))
                .to(mailbox(message.recipient()))
                .size(message.size())
                .hops(message.hops())
                .headers(message.headers().stream()
                        .map(h -> new Header(h.name(), h.value()))
                        .toList());
        if (message.origin() instanceof Message.Connection c) {
            return builder.client(new IpAddress(c.client().high(), c.client().low()))
                    .tls(version(c.tls()))
                    .certificateNames(c.certificateNames())
                    .user(c.user().orElse(null))
                    .build();
        }
        return builder.submitted().build();
    }

    private static Mailbox mailbox(MailAddress address) {
        return new Mailbox(address.localPart(), DomainName.of(address.domain().text()));
    }

    private static TlsVersion version(Optional<dev.mailflow.compiler.type.TlsVersion> version) {
        return version.map(v -> TlsVersion.valueOf(v.name())).orElse(TlsVersion.NONE);
    }

    static Decision decision(Verdict verdict) {
        Attribution by = attribution(verdict.by());
        Verdict.Outcome outcome = verdict.outcome();
        if (outcome instanceof Verdict.Outcome.Deliver) {
            return Decision.deliver(by);
        }
        if (outcome instanceof Verdict.Outcome.Send send) {
            return Decision.send(
                    by, send.via().connector().name(), send.via().connector().peer(), route(send.via()));
        }
        if (outcome instanceof Verdict.Outcome.SendToInternet) {
            return Decision.sendToInternet(by);
        }
        Verdict.Refusal refusal = ((Verdict.Outcome.Refuse) outcome).refusal();
        Reason reason = Reason.valueOf(refusal.reason().name());
        dev.mailflow.runtime.Reply reply =
                new dev.mailflow.runtime.Reply(refusal.code(), refusal.status(), refusal.text());
        return refusal.verdict() == Reply.Verdict.REJECT
                ? Decision.reject(by, reason, reply)
                : Decision.defer(by, reason, reply);
    }

    private static Attribution attribution(Verdict.Attribution by) {
        if (by instanceof Verdict.Attribution.ByConnector connector) {
            InboundRule rule = connector.rule();
            return Attribution.connector(
                    rule.connector().name(), rule.connector().peer());
        }
        if (by instanceof Verdict.Attribution.ByInternet) {
            return Attribution.INTERNET;
        }
        return by instanceof Verdict.Attribution.ByMailbox ? Attribution.MAILBOX : Attribution.NOBODY;
    }

    private static Route route(OutboundRule rule) {
        TlsDemand tls = demand(rule.tls());
        if (rule.route() instanceof OutboundRule.Route.Hosts hosts) {
            return Route.toHosts(
                    hosts.hosts().stream()
                            .map(h -> new NextHop(h.host(), h.port()))
                            .toList(),
                    tls);
        }
        if (rule.route() instanceof OutboundRule.Route.RecipientMx) {
            return Route.toRecipientMx(tls);
        }
        if (rule.route() instanceof OutboundRule.Route.MxOf mx) {
            return Route.toMxOf(mx.domain().text(), tls);
        }
        return Route.unknown(tls);
    }

    private static TlsDemand demand(OutboundRule.OutboundTls tls) {
        return new TlsDemand(
                TlsDemand.Level.valueOf(tls.level().name()),
                version(tls.minimum()),
                names(tls.serverNames()),
                names(tls.presented()),
                TlsDemand.DestinationPolicy.valueOf(tls.mtaSts().name()),
                TlsDemand.DestinationPolicy.valueOf(tls.dane().name()));
    }

    private static List<CertificateName> names(List<CertificatePattern> patterns) {
        return patterns.stream().map(p -> new CertificateName(p.text())).toList();
    }
}
