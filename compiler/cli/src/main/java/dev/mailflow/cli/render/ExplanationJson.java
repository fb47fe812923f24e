package dev.mailflow.cli.render;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Explanation;
import dev.mailflow.compiler.decision.Finding;
import dev.mailflow.compiler.decision.MessageWords;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Trace;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Explanations and traces for programs. */
public final class ExplanationJson {
    private ExplanationJson() {}

    /** Adds {@code site}, {@code client}, {@code message}, {@code verdict}, {@code steps}, {@code inbound}, {@code outbound}. */
    public static void add(ObjectNode node, DecisionModel model, Explanation explanation) {
        Site site = model.site(explanation.site());
        node.put("site", explanation.site());
        node.put("client", MessageWords.client(explanation.message().origin()));
        node.put("message", MessageWords.envelope(explanation.message()));
        addVerdict(node.putObject("verdict"), explanation.verdict());
        ArrayNode steps = node.putArray("steps");
        for (Explanation.Step step : explanation.steps()) {
            ObjectNode one = steps.addObject()
                    .put("rule", step.rule().name())
                    .put("title", step.rule().title())
                    .put("detail", step.detail());
            step.origin().ifPresent(span -> addPlace(one, span));
        }
        addFindings(node.putArray("inbound"), explanation.inbound(), site, Fates::inbound);
        addFindings(node.putArray("outbound"), explanation.outbound(), site, Fates::outbound);
    }

    public static void addVerdict(ObjectNode node, Verdict verdict) {
        node.put("words", verdict.words());
        node.put("by", verdict.by().words());
        if (verdict.outcome() instanceof Outcome.Refuse refuse) {
            node.put(
                    "outcome",
                    switch (refuse.refusal().verdict()) {
                        case REJECT -> "reject";
                        case DEFER -> "defer";
                    });
            node.put("reason", refuse.refusal().reason().id());
            node.putObject("reply")
                    .put("code", refuse.refusal().code())
                    .put("status", refuse.refusal().status())
                    .put("text", refuse.refusal().text());
        } else if (verdict.outcome() instanceof Outcome.Send send) {
            node.put("outcome", "send");
            node.put("connector", send.via().connector().name());
            node.put("to", send.via().connector().peer());
            addRoute(node, send.via());
        } else {
            node.put("outcome", verdict.outcome() instanceof Outcome.Deliver ? "deliver" : "send-to-internet");
        }
    }

    private static void addRoute(ObjectNode node, OutboundRule via) {
        if (via.route() instanceof OutboundRule.Route.Hosts hosts) {
            ArrayNode array = node.putArray("nextHops");
            hosts.hosts().forEach(host -> array.add(host.toString()));
        } else if (via.route() instanceof OutboundRule.Route.MxOf mx) {
            node.put("mxOf", mx.domain().text());
        } else if (via.route() instanceof OutboundRule.Route.RecipientMx) {
            node.put("mxOf", "recipient");
        }
        ObjectNode tls = node.putObject("tls");
        tls.put("level", via.tls().level().name().toLowerCase(Locale.ROOT));
        via.tls().minimum().ifPresent(version -> tls.put("minimum", version.text()));
        ArrayNode servers = tls.putArray("serverNames");
        via.tls().serverNames().forEach(name -> servers.add(name.text()));
        ArrayNode presented = tls.putArray("presented");
        via.tls().presented().forEach(name -> presented.add(name.text()));
    }

    private static void addFindings(
            ArrayNode array, List<Finding> findings, Site site, BiFunction<Site, Finding, String> fate) {
        for (Finding finding : findings) {
            ObjectNode one = array.addObject()
                    .put("connector", finding.connector().name())
                    .put("standing", finding.standing().accept(new Names()))
                    .put("text", fate.apply(site, finding));
            addPlace(one, finding.connector().origin());
        }
    }

    /** Adds {@code trace}: the hops and how it ends. */
    public static void add(ObjectNode node, Trace trace) {
        ObjectNode one = node.putObject("trace");
        ArrayNode hops = one.putArray("hops");
        for (Trace.Hop hop : trace.hops()) {
            ObjectNode each = hops.addObject().put("site", hop.site());
            each.put("client", MessageWords.client(hop.message().origin()));
            each.put("message", MessageWords.envelope(hop.message()));
            addVerdict(each.putObject("verdict"), hop.verdict());
        }
        if (trace.end() instanceof Trace.End.Left left) {
            one.put("end", "left").put("to", left.endpoint());
        } else if (trace.end() instanceof Trace.End.Loop loop) {
            one.put("end", "loop").put("from", loop.first());
        } else {
            one.put("end", trace.end() instanceof Trace.End.Delivered ? "delivered" : "refused");
        }
    }

    public static void addPlace(ObjectNode node, Span span) {
        node.put("file", span.file().path()).put("line", span.line());
    }

    private static final class Names implements Finding.Standing.Visitor<String> {
        @Override
        public String selected(Finding.Selected selected) {
            return "selected";
        }

        @Override
        public String lost(Finding.Lost lost) {
            return "lost";
        }

        @Override
        public String missed(Finding.Missed missed) {
            return "missed";
        }

        @Override
        public String disabled(Finding.Disabled disabled) {
            return "disabled";
        }

        @Override
        public String notAsked(Finding.NotAsked notAsked) {
            return "not-asked";
        }
    }
}
