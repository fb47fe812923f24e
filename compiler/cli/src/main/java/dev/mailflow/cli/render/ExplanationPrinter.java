package dev.mailflow.cli.render;

import dev.mailflow.cli.render.Style.Tone;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Explanation;
import dev.mailflow.compiler.decision.Explanation.Step;
import dev.mailflow.compiler.decision.Finding;
import dev.mailflow.compiler.decision.MessageWords;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Trace;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.decision.Verdict.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Why a site decides as it does, for people. */
public final class ExplanationPrinter {
    /** Columns of a head and what separates it from its text; of a rule's number; of that and its title; of a hop's number. */
    private static final int HEAD = 9;

    private static final int RULE = 4;
    public static final int STEP = 20;
    private static final int HOP = 5;

    private final DecisionModel model;
    private final Page page;
    private final Style style;

    public ExplanationPrinter(DecisionModel model, Page page) {
        this.model = model;
        this.page = page;
        this.style = page.style();
    }

    /** Verdict, message, the rules that led there, every connector, and where it goes. Ends with a line end. */
    public String print(Explanation explanation) {
        Site site = model.site(explanation.site());
        List<String> rows = new ArrayList<>();
        Outcome outcome = explanation.verdict().outcome();
        rows.add(verdict(outcome, explanation.verdict().words()));
        rows.add("");
        add(rows, "at", site.name());
        add(rows, "client", MessageWords.client(explanation.message().origin()));
        add(rows, "message", MessageWords.envelope(explanation.message()));
        if (outcome instanceof Outcome.Refuse refuse) {
            add(rows, "reply", reply(refuse.refusal()));
        }
        if (outcome instanceof Outcome.Send send) {
            addRoute(rows, send.via());
        } else if (outcome instanceof Outcome.SendToInternet) {
            add(rows, "next", RouteWords.route(new OutboundRule.Route.RecipientMx()));
            add(rows, "TLS", RouteWords.tls(OutboundRule.OutboundTls.OPPORTUNISTIC));
        }
        rows.add("");
        rows.add(style.paint(Tone.STRONG, "why"));
        explanation.steps().forEach(step -> rows.addAll(page.lines("  " + step(step), STEP + 2)));
        addFindings(rows, "connectors to " + site.name(), explanation.inbound(), site, Fates::inbound);
        addFindings(rows, "connectors from " + site.name(), explanation.outbound(), site, Fates::outbound);
        return String.join("\n", rows) + "\n";
    }

    /** {@code 550 5.7.64 relaying is denied (relay-denied)}. */
    static String reply(Refusal refusal) {
        return refusal.code() + " " + refusal.status() + " " + refusal.text();
    }

    String verdict(Outcome outcome, String words) {
        boolean refused = outcome instanceof Outcome.Refuse;
        return style.paint(refused ? Tone.ERROR : Tone.GOOD, Printable.text(words));
    }

    private void addRoute(List<String> rows, OutboundRule via) {
        add(rows, "next", via.connector().peer() + ", " + RouteWords.route(via.route()));
        add(rows, "TLS", RouteWords.tls(via.tls()));
    }

    private void add(List<String> rows, String head, String text) {
        rows.addAll(page.lines("  " + padded(head, HEAD) + Printable.text(text), HEAD + 2));
    }

    public String step(Step step) {
        String rule =
                step.rule() == Explanation.Rule.SUBMISSION ? "" : step.rule().name();
        return padded(rule, RULE)
                + padded(step.rule().title(), STEP - RULE)
                + Printable.text(step.detail())
                + step.origin().map(span -> place(span.location())).orElse("");
    }

    private void addFindings(
            List<String> rows,
            String title,
            List<Finding> findings,
            Site site,
            BiFunction<Site, Finding, String> fate) {
        if (findings.isEmpty()) {
            return;
        }
        rows.add("");
        rows.add(style.paint(Tone.STRONG, title));
        int width = findings.stream()
                .mapToInt(finding -> finding.connector().name().length())
                .max()
                .orElse(0);
        for (Finding finding : findings) {
            boolean selected = finding.standing() instanceof Finding.Selected;
            String name = style.paint(
                    selected ? Tone.GOOD : Tone.STRONG,
                    padded(finding.connector().name(), width + 2));
            String text = Printable.text(fate.apply(site, finding)) + place(place(finding));
            rows.addAll(page.lines((selected ? "* " : "  ") + name + text, width + 4));
        }
    }

    /** Where the first criterion is written that does not hold, else the connector. */
    public static String place(Finding finding) {
        List<Finding.Miss> misses = finding.standing() instanceof Finding.Missed missed
                ? missed.misses()
                : finding.standing() instanceof Finding.Disabled disabled ? disabled.misses() : List.of();
        return misses.isEmpty()
                ? finding.connector().origin().location()
                : misses.get(0).origin().location();
    }

    public String place(String location) {
        return "  " + style.paint(Tone.FAINT, "(" + Printable.text(location) + ")");
    }

    public static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** The whole way over all sites. Ends with a line end. */
    public String print(Trace trace) {
        List<String> rows = new ArrayList<>();
        rows.add(style.paint(Tone.STRONG, "the whole way"));
        int number = 0;
        for (Trace.Hop hop : trace.hops()) {
            number++;
            rows.addAll(page.lines(
                    "  " + number + "  at " + hop.site() + ": "
                            + verdict(hop.verdict().outcome(), hop.verdict().words()),
                    HOP));
            addOfHop(rows, "client", MessageWords.client(hop.message().origin()));
            if (hop.verdict().outcome() instanceof Outcome.Send send) {
                addOfHop(
                        rows,
                        "to",
                        send.via().connector().peer() + ", "
                                + RouteWords.route(send.via().route()));
                addOfHop(rows, "TLS", RouteWords.tls(send.via().tls()));
            } else if (hop.verdict().outcome() instanceof Outcome.Refuse refuse) {
                addOfHop(rows, "reply", reply(refuse.refusal()));
            }
        }
        rows.addAll(page.lines("  " + end(trace), 2));
        return String.join("\n", rows) + "\n";
    }

    private void addOfHop(List<String> rows, String head, String text) {
        rows.addAll(page.lines(" ".repeat(HOP) + head + " " + Printable.text(text), HOP + head.length() + 1));
    }

    private static String end(Trace trace) {
        String last = trace.hops().get(trace.hops().size() - 1).site();
        if (trace.end() instanceof Trace.End.Left left) {
            return "it leaves our sites to " + left.endpoint();
        }
        if (trace.end() instanceof Trace.End.Loop loop) {
            return "it goes round in a circle from hop " + (loop.first() + 1) + " on, until the hop limit ends it";
        }
        return trace.end() instanceof Trace.End.Delivered ? "it is delivered at " + last : "it ends at " + last;
    }
}
