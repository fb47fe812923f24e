package dev.mailflow.cli.testing;

import dev.mailflow.cli.render.ClaimWords;
import dev.mailflow.cli.render.ExplanationPrinter;
import dev.mailflow.cli.render.Printable;
import dev.mailflow.cli.render.Style;
import dev.mailflow.cli.render.Style.Tone;
import dev.mailflow.cli.testing.Story.Difference;
import dev.mailflow.compiler.coverage.Coverage;
import dev.mailflow.compiler.coverage.Coverage.Tried;
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
    private final TestReport report;
    private final Style style;
    private final Detail detail;

    /** How much is told. */
    public enum Detail {
        /** What failed, and what no test tried. */
        USUAL,
        /** What passed too, and what cannot be tried. */
        EVERYTHING
    }

    public TestText(TestReport report, Style style, Detail detail) {
        this.report = report;
        this.style = style;
        this.detail = detail;
    }

    /** All of it. Ends with a line end. */
    public String print() {
        StringBuilder text = new StringBuilder();
        for (Result result : report.results()) {
            if (result instanceof Failed failed) {
                text.append(print(failed)).append('\n');
            } else if (detail == Detail.EVERYTHING) {
                text.append(style.paint(Tone.GOOD, "passed"))
                        .append("  ")
                        .append(title(result.test()))
                        .append('\n');
            }
        }
        if (detail == Detail.EVERYTHING) {
            ClaimWords.lines(report.claims()).forEach(line -> text.append(line).append('\n'));
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
            text.append("coverage ")
                    .append(CoverageWords.share(coverage.ratio()))
                    .append(": ")
                    .append(CoverageWords.kinds(coverage))
                    .append('\n');
            if (!report.meetsThreshold()) {
                report.threshold()
                        .ifPresent(threshold -> text.append(
                                        style.paint(Tone.ERROR, CoverageWords.below(coverage, threshold)))
                                .append('\n'));
            }
        });
        return text.toString();
    }

    private static String title(TestCase test) {
        return "\"" + Printable.text(test.title()) + "\" at " + test.site();
    }

    private String print(Failed failed) {
        ExplanationPrinter explanations = new ExplanationPrinter(report.model(), style);
        Story story = new Story(report.model(), failed);
        TestCase test = failed.test();
        List<String> rows = new ArrayList<>();
        rows.add(style.paint(Tone.ERROR, "FAILED") + "  " + style.paint(Tone.STRONG, title(test))
                + explanations.place(test.origin().location()));
        rows.add(row("client", MessageWords.client(test.message().origin())));
        rows.add(row("message", MessageWords.envelope(test.message())));
        test.remote().ifPresent(remote -> rows.add(row("remote", Story.offer(remote))));
        String place = explanations.place(place(test.expectation().origin()));
        for (Difference difference : story.differences()) {
            rows.addAll(rows(difference, place));
            place = "";
        }
        rows.add("        because   " + explanations.step(failed.decided()));
        for (NearMiss miss : failed.nearMisses()) {
            rows.add("        "
                    + Printable.text(story.text(miss))
                    + miss.finding()
                            .map(finding -> explanations.place(ExplanationPrinter.place(finding)))
                            .orElse(""));
        }
        return String.join("\n", rows) + "\n";
    }

    private List<String> rows(Difference difference, String place) {
        String what = switch (difference.part()) {
            case VERDICT, REASON, CONNECTOR -> "";
            case ATTRIBUTION -> "by ";
            case NEXT_HOP -> "to ";
            case TLS -> "TLS ";
        };
        return List.of(
                "        expected  " + style.paint(Tone.GOOD, Printable.text(what + difference.expected())) + place,
                "        but is    " + style.paint(Tone.ERROR, Printable.text(what + difference.actual())));
    }

    private static String row(String name, String text) {
        return "        " + ExplanationPrinter.padded(name, 10) + Printable.text(text);
    }

    /** {@code cases.csv:3:45}. */
    static String place(Span span) {
        Position position = span.position();
        return span.file().path() + ":" + position.line() + ":" + position.column();
    }

    private String print(Coverage coverage) {
        ExplanationPrinter explanations = new ExplanationPrinter(report.model(), style);
        StringBuilder text = new StringBuilder();
        for (Tried tried : coverage.goals()) {
            if (!tried.isReached()) {
                text.append(style.paint(Tone.WARNING, "not tried"))
                        .append("  ")
                        .append(Printable.text(CoverageWords.missed(tried.goal())))
                        .append(explanations.place(tried.goal().origin().location()))
                        .append('\n');
            } else if (detail == Detail.EVERYTHING) {
                text.append(style.paint(Tone.GOOD, "tried"))
                        .append("      ")
                        .append(Printable.text(CoverageWords.tried(tried)))
                        .append('\n');
            }
        }
        if (detail == Detail.EVERYTHING) {
            coverage.impossible()
                    .forEach(none -> text.append(style.paint(Tone.FAINT, "left out"))
                            .append("   ")
                            .append(Printable.text(CoverageWords.missed(none.goal()) + ": " + none.why()))
                            .append('\n'));
        }
        return text.toString();
    }
}
