package dev.mailflow.compiler.check;

import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.LazyPattern;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Via;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.Spanned;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Port 465 waits for the TLS handshake (RFC 8314, section 3.3), and a connector's mail begins in plain SMTP, with STARTTLS where TLS
 * is wanted: the two wait for each other. Said once for each place.
 */
final class NextHopStartsPlain implements Check {
    /** Submission over implicit TLS (RFC 8314, section 7.3). */
    private static final int SUBMISSIONS = 465;

    /** Neither another port that begins with these digits, nor a part of an address in brackets. */
    private static final LazyPattern WRITTEN = new LazyPattern(":" + SUBMISSIONS + "(?![0-9A-Fa-f:\\]])");

    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        Set<Span> said = new HashSet<>();
        for (Connector connector : policy.connectors()) {
            if (!connector.isEnabled() || !connector.from().kind().isSite()) {
                continue;
            }
            if (connector.via().isEmpty()) {
                for (Spanned<NextHop> host : connector.to().hosts()) {
                    if (host.value().port() == SUBMISSIONS && said.add(host.span())) {
                        report(host.span(), connector, sink);
                    }
                }
            } else if (connector.via().get() instanceof Via.Hosts via
                    && via.hosts().stream().map(NextHop::port).anyMatch(port -> port == SUBMISSIONS)
                    && said.add(via.span())) {
                report(via.span(), connector, sink);
            }
        }
    }

    private static void report(Span place, Connector connector, DiagnosticSink sink) {
        Matcher written = WRITTEN.matcher(place.text());
        Span port = written.find()
                ? new Span(
                        place.file(),
                        place.start() + written.start(),
                        place.start() + written.end(),
                        place.counterpart())
                : place;
        String start =
                connector.has(FlagKind.TLS_OFF) ? "never starts TLS" : "begins without it and then asks for STARTTLS";
        sink.report(Diagnostic.of(
                        DiagnosticCode.IMPLICIT_TLS_PORT,
                        port,
                        "port 465 waits for TLS at once, and `" + connector.name() + "` " + start)
                .withHelp("name the port at which `" + connector.to().name()
                        + "` takes mail from servers, which is 25; 465 is for programs that log in"));
    }
}
