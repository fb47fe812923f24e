package dev.mailflow.cli.render;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Finding;
import dev.mailflow.compiler.decision.Finding.Miss;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a connector fared, in a sentence. */
public final class Fates implements Finding.Standing.Visitor<String> {
    /** Patterns named in one sentence; the place in the file has the others. */
    private static final int SHOWN = 5;

    private final Criteria criteria;

    private Fates(Criteria criteria) {
        this.criteria = criteria;
    }

    public static String inbound(Site site, Finding finding) {
        return site.inbound().stream()
                .filter(rule -> rule.connector().equals(finding.connector()))
                .findFirst()
                .map(InboundRule::criteria)
                .map(criteria -> finding.standing().accept(new Fates(criteria)))
                .orElse("");
    }

    public static String outbound(Site site, Finding finding) {
        return site.outbound().stream()
                .filter(rule -> rule.connector().equals(finding.connector()))
                .findFirst()
                .map(OutboundRule::criteria)
                .map(criteria -> finding.standing().accept(new Fates(criteria)))
                .orElse("");
    }

    @Override
    public String selected(Finding.Selected selected) {
        return "selected";
    }

    @Override
    public String lost(Finding.Lost lost) {
        return "fits too, but " + lost.to().name() + " goes first: " + lost.by().text();
    }

    @Override
    public String missed(Finding.Missed missed) {
        return "does not fit: " + words(missed.misses());
    }

    @Override
    public String disabled(Finding.Disabled disabled) {
        return disabled.misses().isEmpty()
                ? "disabled; it would fit"
                : "disabled; it would not fit either: " + words(disabled.misses());
    }

    @Override
    public String notAsked(Finding.NotAsked notAsked) {
        return "not asked: " + notAsked.cause().text();
    }

    private String words(List<Miss> misses) {
        return misses.stream().map(this::word).collect(Collectors.joining("; "));
    }

    private String word(Miss miss) {
        return switch (miss.kind()) {
            case CERTIFICATE -> "no certificate name is " + wanted(miss);
            case NETWORK -> "the client's address is not in " + wanted(miss);
            case SENDER -> "the sender is not of " + wanted(miss);
            case RECIPIENT -> "the recipient is not of " + wanted(miss);
            case HEADER -> "the message has no header " + wanted(miss);
            case IDENTITY -> "nothing tells its source apart but the sender or a header";
        };
    }

    private String wanted(Miss miss) {
        List<String> texts = switch (miss.kind()) {
            case CERTIFICATE ->
                criteria.certificates().stream()
                        .filter(group -> group.origin().equals(miss.origin()))
                        .flatMap(group -> group.patterns().stream())
                        .map(CertificatePattern::text)
                        .toList();
            case NETWORK ->
                criteria.networks().stream()
                        .filter(group -> group.origin().equals(miss.origin()))
                        .flatMap(group -> group.networks().stream())
                        .map(Network::toString)
                        .toList();
            case SENDER -> addresses(criteria.senders());
            case RECIPIENT -> addresses(criteria.recipients());
            case HEADER -> headers(miss.origin());
            case IDENTITY -> List.of();
        };
        List<String> shown = new ArrayList<>(texts.subList(0, Math.min(SHOWN, texts.size())));
        if (shown.size() < texts.size()) {
            shown.add((texts.size() - shown.size()) + " more");
        }
        return shown.stream().map(text -> "`" + text + "`").collect(Collectors.joining(", "));
    }

    private static List<String> addresses(Optional<Criteria.AddressGroup> group) {
        return group.map(Criteria.AddressGroup::patterns).orElse(List.of()).stream()
                // Nobody wrote it: it is named by what it stands for.
                .flatMap(pattern -> pattern instanceof AddressPattern.EveryAcceptedDomain every
                        ? every.domains().stream()
                        : Stream.of(pattern))
                .map(AddressPattern::text)
                .toList();
    }

    private List<String> headers(Span origin) {
        return criteria.headers().stream()
                .filter(header -> header.origin().equals(origin))
                .map(Fates::header)
                .toList();
    }

    private static String header(HeaderCriterion header) {
        return header.name() + (header.values().isEmpty() ? "" : ": " + String.join(" or ", header.values()));
    }
}
