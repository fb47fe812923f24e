package dev.mailflow.cli.render;

import dev.mailflow.cli.render.Style.Tone;
import dev.mailflow.relay.client.HopProbe.Finding;
import dev.mailflow.relay.client.HopProbe.Offer;
import dev.mailflow.relay.client.HopProbe.Result;
import dev.mailflow.relay.tls.PeerTls;
import dev.mailflow.relay.tls.TlsEngine.Shown;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What probing next hops found, for people and for programs. */
public final class ProbeText {
    private static final int INDENT = 2;
    /** Columns before what is told of a hop. */
    private static final int DETAIL = 15;

    private static final Duration SOON = Duration.ofDays(30);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Page page;
    private final Style style;
    private final Instant now;

    public ProbeText(Page page, Instant now) {
        this.page = page;
        this.style = page.style();
        this.now = now;
    }

    /** Whether we have the certificate that a connector obliges us to show. */
    public enum Obligation {
        MET,
        UNMET
    }

    /**
     * A way out and what was found on it.
     *
     * @param domain whose mail exchangers they are; empty if the policy names the hosts
     * @param findings in the order of trying
     */
    public record Way(String domain, List<Finding> findings) {
        public Way {
            findings = List.copyOf(findings);
        }
    }

    /**
     * A connector and what was found at its next hops.
     *
     * @param ways one for each domain or list of hosts that it sends to; empty if a recipient is needed to know one
     */
    public record Probed(String site, String connector, TlsDemand demand, List<Way> ways, Obligation obligation) {
        public Probed {
            ways = List.copyOf(ways);
        }

        /** Whether mail would stay: a way without a hop that will do, or a certificate that we owe and have not. */
        public boolean isUnmet() {
            return obligation == Obligation.UNMET
                    || ways.stream()
                            .anyMatch(way ->
                                    way.findings().stream().noneMatch(finding -> finding.result() == Result.GOOD));
        }
    }

    public String print(List<Probed> all, List<Shown> ours) {
        StringBuilder text = new StringBuilder();
        for (Probed one : all) {
            String name = style.paint(Tone.STRONG, one.connector());
            line(text, name + " (" + one.site() + "): " + demand(one.demand()), INDENT);
            if (one.ways().isEmpty()) {
                line(text, "  not probed: the next hop depends on the recipient's domain", INDENT);
            }
            one.ways().forEach(way -> way.findings().forEach(finding -> print(finding, way, text)));
            if (one.obligation() == Obligation.UNMET) {
                String owed = "we owe a certificate for " + names(one.demand().presented()) + " and none is configured";
                line(text, "  " + style.paint(Tone.ERROR, "unmet") + "        " + owed, DETAIL);
            }
            text.append('\n');
        }
        for (Shown shown : ours) {
            String names = String.join(", ", shown.names());
            line(text, "our certificate " + shown.file() + " for " + names + ": " + expiry(shown.expires()), INDENT);
        }
        long unmet = all.stream().filter(Probed::isUnmet).count();
        text.append(Summary.counted(all.size(), "connector"))
                .append(", ")
                .append(unmet == 0 ? "all will do" : unmet + " will not do")
                .append('\n');
        return text.toString();
    }

    private void print(Finding finding, Way way, StringBuilder text) {
        Tone tone = finding.result() == Result.GOOD ? Tone.GOOD : Tone.ERROR;
        String word = word(finding.result());
        text.append("  ")
                .append(style.paint(tone, word))
                .append(" ".repeat(13 - word.length()))
                .append(finding.hop().isEmpty() ? "no next hop for " + way.domain() : finding.hop())
                .append(finding.address().isEmpty() ? "" : " [" + finding.address() + "]")
                .append('\n');
        if (!finding.detail().isEmpty()) {
            detail(text, finding.reason().map(reason -> reason.id() + ": ").orElse("") + finding.detail());
        }
        if (!finding.published().isEmpty()) {
            detail(text, "published by the destination and looked at: " + finding.published());
        }
        PeerTls peer = finding.peer();
        if (peer.version().isProtected()) {
            detail(text, "TLS " + peer.version().text() + ", " + peer.cipher());
            peer.certificate().ifPresent(certificate -> {
                detail(
                        text,
                        "certificate for "
                                + (peer.shownNames().isEmpty() ? "no name" : String.join(", ", peer.shownNames()))
                                + " (" + peer.verification() + ")");
                detail(text, expiry(certificate.getNotAfter().toInstant()));
            });
        } else if (finding.result() == Result.GOOD) {
            detail(
                    text,
                    finding.offersTls() == Offer.ANNOUNCED ? "STARTTLS offered, not used" : "STARTTLS not offered");
        }
    }

    private void detail(StringBuilder text, String detail) {
        line(text, " ".repeat(DETAIL) + detail, DETAIL);
    }

    private void line(StringBuilder text, String line, int indent) {
        text.append(page.text(line, indent)).append('\n');
    }

    private String expiry(Instant end) {
        String day = DAY.format(end);
        if (!end.isAfter(now)) {
            return style.paint(Tone.ERROR, "expired " + day);
        }
        return end.isBefore(now.plus(SOON)) ? style.paint(Tone.WARNING, "expires soon, " + day) : "expires " + day;
    }

    private static String demand(TlsDemand demand) {
        String tls = switch (demand.level()) {
            case NEVER -> "never TLS";
            case OPPORTUNISTIC -> "TLS where offered";
            case REQUIRED ->
                "TLS required"
                        + (demand.minimum().isProtected()
                                ? ", " + demand.minimum().text() + " or newer"
                                : "")
                        + (demand.serverNames().isEmpty() ? "" : ", certificate for " + names(demand.serverNames()));
        };
        return tls
                + (demand.mtaSts() == DestinationPolicy.REQUIRED ? ", MTA-STS demanded" : "")
                + (demand.dane() == DestinationPolicy.REQUIRED ? ", DANE demanded" : "");
    }

    private static String names(List<CertificateName> names) {
        return names.stream().map(CertificateName::pattern).collect(Collectors.joining(" or "));
    }

    private static String word(DestinationPolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String word(Result result) {
        return result.name().toLowerCase(Locale.ROOT);
    }

    /** Adds {@code connectors} and {@code certificates}. */
    public void add(ObjectNode document, List<Probed> all, List<Shown> ours) {
        ArrayNode connectors = document.putArray("connectors");
        for (Probed one : all) {
            ObjectNode node = connectors.addObject();
            node.put("site", one.site());
            node.put("connector", one.connector());
            node.put("result", one.ways().isEmpty() ? "not-probed" : one.isUnmet() ? "unmet" : "good");
            ObjectNode demand = node.putObject("demand");
            demand.put("tls", one.demand().level().name().toLowerCase(Locale.ROOT));
            demand.put("minimum", one.demand().minimum().text());
            add(demand.putArray("serverNames"), one.demand().serverNames());
            add(demand.putArray("presented"), one.demand().presented());
            demand.put("mtaSts", word(one.demand().mtaSts()));
            demand.put("dane", word(one.demand().dane()));
            node.put("certificateOwed", one.obligation() == Obligation.MET ? "configured" : "missing");
            ArrayNode ways = node.putArray("ways");
            one.ways().forEach(way -> {
                ArrayNode hops = ways.addArray();
                way.findings().forEach(finding -> add(hops.addObject(), way, finding));
            });
        }
        ArrayNode certificates = document.putArray("certificates");
        for (Shown shown : ours) {
            ObjectNode node = certificates.addObject();
            node.put("file", shown.file());
            ArrayNode names = node.putArray("names");
            shown.names().forEach(names::add);
            node.put("expires", shown.expires().toString());
        }
    }

    private static void add(ArrayNode array, List<CertificateName> names) {
        names.forEach(name -> array.add(name.pattern()));
    }

    private static void add(ObjectNode node, Way way, Finding finding) {
        PeerTls peer = finding.peer();
        if (!way.domain().isEmpty()) {
            node.put("domain", way.domain());
        }
        node.put("hop", finding.hop());
        node.put("address", finding.address());
        node.put("result", word(finding.result()));
        Optional<String> reason = finding.reason().map(Reason::id);
        node.put("reason", reason.orElse(""));
        node.put("detail", finding.detail());
        node.put("published", finding.published());
        node.put("starttls", finding.offersTls() == Offer.ANNOUNCED);
        node.put("version", peer.version().text());
        node.put("cipher", peer.cipher());
        node.put("verification", peer.verification());
        ArrayNode names = node.putArray("names");
        peer.shownNames().forEach(names::add);
        peer.certificate()
                .ifPresent(certificate -> node.put(
                        "expires", certificate.getNotAfter().toInstant().toString()));
    }
}
