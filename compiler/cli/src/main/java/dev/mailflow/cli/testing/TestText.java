package dev.mailflow.cli.testing;

import dev.mailflow.cli.render.ClaimWords;
import dev.mailflow.cli.render.ExplanationPrinter;
import dev.mailflow.cli.render.Page;
import dev.mailflow.cli.render.Printable;
import dev.mailflow.cli.render.Style;
import dev.mailflow.cli.render.Style.Tone;
import dev.mailflow.cli.testing.Story.Difference;
import dev.mailflow.compiler.coverage.Coverage;
import dev.mailflow.compiler.coverage.Coverage.Tried;
import dev.mailflow.compiler.coverage.Goal;
import dev.mailflow.compiler.decision.MessageWords;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.TestRunner.Failed;
import dev.mailflow.compiler.decision.TestRunner.NearMiss;
import dev.mailflow.compiler.decision.TestRunner.Result;
import dev.mailflow.compiler.source.Position;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;

/** The report for people. */
public final class TestText {
    /** Columns before what is told of one test; of a head and what separates it from its text; before a goal's text. */
    private static final int BEFORE = 8;

    private static final int HEAD = 10;
    private static final int GOAL = 11;
    private static final int INDENT = 2;

    private final TestReport report;
    private final Page page;
    private final Style style;
    private final Detail detail;

    /** How much is told. */
    public enum Detail {
        /** What failed, and what no test tried. */
        USUAL,
        /** What passed too, and what cannot be tried. */
        EVERYTHING
    }

    public TestText(TestReport report, Page page, Detail detail) {
        this.report = report;
        this.page = page;
        this.style = page.style();
        this.detail = detail;
    }

    /** All of it. Ends with a line end. */
    public String print() {
        StringBuilder text = new StringBuilder();
        for (Result result : report.results()) {
            if (result instanceof Failed failed) {
                text.append(print(failed)).append('\n');
            } else if (detail == Detail.EVERYTHING) {
                line(text, style.paint(Tone.GOOD, "passed") + "  " + title(result.test()), BEFORE);
            }
        }
        if (detail == Detail.EVERYTHING) {
            ClaimWords.lines(report.claims()).forEach(line -> line(text, line, INDENT));
        }
        report.coverage().ifPresent(coverage -> text.append(print(coverage)).append('\n'));
        if (report.results().isEmpty()) {
            text.append("the policy has no tests; write `test \"...\" at SITE { ... }`\n");
        }
        return text.append(summary()).toString();
    }

    /** The last lines alone. */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(report.passed()).append(" passed, ").append(report.failed()).append(" failed");
        text.append(ClaimWords.summary(report.claims())).append('\n');
        report.coverage().ifPresent(coverage -> {
            line(text, "coverage " + CoverageWords.share(coverage.ratio()) + ": " + CoverageWords.kinds(coverage), 9);
            if (!report.meetsThreshold()) {
                report.threshold()
                        .ifPresent(threshold ->
                                line(text, style.paint(Tone.ERROR, CoverageWords.below(coverage, threshold)), INDENT));
            }
        });
        return text.toString();
    }

    private static String title(TestCase test) {
        return "\"" + Printable.text(test.title()) + "\" at " + test.site();
    }

    private String print(Failed failed) {
        ExplanationPrinter explanations = new ExplanationPrinter(report.model(), page);
        Story story = new Story(report.model(), failed);
        TestCase test = failed.test();
        List<String> rows = new ArrayList<>();
        rows.addAll(page.lines(
                style.paint(Tone.ERROR, "FAILED") + "  " + style.paint(Tone.STRONG, title(test))
                        + explanations.place(test.origin().location()),
                BEFORE));
        add(rows, "client", Printable.text(MessageWords.client(test.message().origin())), HEAD);
        add(rows, "message", Printable.text(MessageWords.envelope(test.message())), HEAD);
        test.remote().ifPresent(remote -> add(rows, "remote", Printable.text(Story.offer(remote)), HEAD));
        String place = explanations.place(place(test.expectation().origin()));
        for (Difference difference : story.differences()) {
            add(rows, difference, place);
            place = "";
        }
        add(rows, "because", explanations.step(failed.decided()), HEAD + ExplanationPrinter.STEP);
        for (NearMiss miss : failed.nearMisses()) {
            String where = miss.finding()
                    .map(finding -> explanations.place(ExplanationPrinter.place(finding)))
                    .orElse("");
            rows.addAll(page.lines(" ".repeat(BEFORE) + Printable.text(story.text(miss)) + where, BEFORE + INDENT));
        }
        return String.join("\n", rows) + "\n";
    }

    private void add(List<String> rows, Difference difference, String place) {
        String what = switch (difference.part()) {
            case VERDICT, REASON, CONNECTOR -> "";
            case ATTRIBUTION -> "by ";
            case NEXT_HOP -> "to ";
            case TLS -> "TLS ";
        };
        add(rows, "expected", style.paint(Tone.GOOD, Printable.text(what + difference.expected())) + place, HEAD);
        add(rows, "but is", style.paint(Tone.ERROR, Printable.text(what + difference.actual())), HEAD);
    }

    /** @param indent columns behind those of all rows, before each further line */
    private void add(List<String> rows, String head, String text, int indent) {
        rows.addAll(page.lines(" ".repeat(BEFORE) + ExplanationPrinter.padded(head, HEAD) + text, BEFORE + indent));
    }

    private void line(StringBuilder text, String line, int indent) {
        text.append(page.text(line, indent)).append('\n');
    }

    /** {@code cases.csv:3:45}. */
    static String place(Span span) {
        Position position = span.position();
        return span.file().path() + ":" + position.line() + ":" + position.column();
    }

    private String print(Coverage coverage) {
        ExplanationPrinter explanations = new ExplanationPrinter(report.model(), page);
        StringBuilder text = new StringBuilder();
        if (detail == Detail.EVERYTHING) {
            for (Tried tried : coverage.goals()) {
                if (tried.isReached()) {
                    String done = Printable.text(CoverageWords.tried(tried));
                    line(text, style.paint(Tone.GOOD, "tried") + "      " + done, GOAL);
                } else {
                    missed(text, explanations, tried.goal(), 0);
                }
            }
        } else {
            Missed.of(coverage).forEach(missed -> missed(text, explanations, missed.first(), missed.further()));
        }
        if (detail == Detail.EVERYTHING) {
            coverage.impossible().forEach(none -> {
                String out = Printable.text(CoverageWords.missed(none.goal()) + ": " + none.why());
                line(text, style.paint(Tone.FAINT, "left out") + "   " + out, GOAL);
            });
        }
        return text.toString();
    }

    private void missed(StringBuilder text, ExplanationPrinter explanations, Goal goal, int further) {
        String missed = Printable.text(CoverageWords.missed(goal, further))
                + explanations.place(goal.origin().location());
        line(text, style.paint(Tone.WARNING, "not tried") + "  " + missed, GOAL);
    }
}
