package dev.mailflow.cli.render;

import dev.mailflow.compiler.decision.OutboundRule.DestinationPolicy;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.type.CertificatePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Next hops in words. */
public final class RouteWords {
    private RouteWords() {}

    public static String route(Route route) {
        if (route instanceof Route.Hosts hosts) {
            return hosts.hosts().stream().map(Object::toString).collect(Collectors.joining(", then "));
        }
        if (route instanceof Route.MxOf mx) {
            return "the mail exchangers of " + mx.domain().text();
        }
        return route instanceof Route.RecipientMx
                ? "the mail exchangers of the recipient's domain"
                : "not known: the policy names no host";
    }

    public static String tls(OutboundTls tls) {
        List<String> parts = new ArrayList<>();
        parts.add(
                switch (tls.level()) {
                    case NEVER -> "never";
                    case OPPORTUNISTIC -> "where it is offered, not verified";
                    case REQUIRED ->
                        "required"
                                + tls.minimum()
                                        .map(v -> ", " + v.text() + " or newer")
                                        .orElse("");
                });
        if (!tls.serverNames().isEmpty()) {
            parts.add("the next hop must show " + names(tls.serverNames()));
        }
        if (!tls.presented().isEmpty()) {
            parts.add("we show " + names(tls.presented()));
        }
        if (tls.level() != Level.NEVER) {
            destination(parts, "MTA-STS", tls.mtaSts());
            destination(parts, "DANE", tls.dane());
        }
        return String.join("; ", parts);
    }

    private static void destination(List<String> parts, String name, DestinationPolicy policy) {
        switch (policy) {
            case OFF -> parts.add(name + " off");
            case REQUIRED -> parts.add(name + " required");
            case WHEN_PUBLISHED -> {
                // What everyone does needs no words.
            }
        }
    }

    private static String names(List<CertificatePattern> patterns) {
        return "a certificate for "
                + patterns.stream().map(CertificatePattern::text).collect(Collectors.joining(" or "));
    }
}
