package dev.mailflow.cli.testing;

import dev.mailflow.cli.render.ClaimWords;
import dev.mailflow.cli.render.ExplanationJson;
import dev.mailflow.cli.render.ExplanationPrinter;
import dev.mailflow.cli.render.JsonText;
import dev.mailflow.compiler.coverage.Coverage;
import dev.mailflow.compiler.coverage.Goal;
import dev.mailflow.compiler.coverage.Ratio;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.TestRunner.Failed;
import dev.mailflow.compiler.decision.TestRunner.Result;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The report for programs: {@code compiler/docs/schemas/test-report.schema.json}. */
public final class TestJson {
    private TestJson() {}

    /** Of a policy with errors: no test was run. */
    public static String of(String policy, List<Diagnostic> diagnostics) {
        ObjectNode document = JsonText.document("test").put("policy", policy);
        JsonText.addDiagnostics(document, diagnostics);
        return JsonText.text(document);
    }

    public static String of(TestReport report) {
        ObjectNode document = JsonText.document("test").put("policy", report.policy());
        ArrayNode tests = document.putArray("tests");
        report.results().forEach(result -> add(tests.addObject(), report, result));
        document.putObject("summary").put("passed", report.passed()).put("failed", report.failed());
        report.coverage().ifPresent(coverage -> add(document.putObject("coverage"), report, coverage));
        if (!report.claims().isEmpty()) {
            ClaimWords.add(document, report.claims());
        }
        return JsonText.text(document);
    }

    private static void add(ObjectNode node, TestReport report, Result result) {
        TestCase test = result.test();
        node.put("title", test.title()).put("site", test.site());
        ExplanationJson.addPlace(node, test.origin());
        addPlace(node.putObject("expectation"), test.expectation().origin());
        node.put("result", result instanceof Failed ? "failed" : "passed");
        if (!(result instanceof Failed failed)) {
            ExplanationJson.addVerdict(node.putObject("verdict"), result.verdict());
            return;
        }
        Story story = new Story(report.model(), failed);
        ArrayNode differences = node.putArray("differences");
        for (Story.Difference difference : story.differences()) {
            differences
                    .addObject()
                    .put("part", difference.part().id())
                    .put("expected", difference.expected())
                    .put("actual", difference.actual());
        }
        ArrayNode nearMisses = node.putArray("nearMisses");
        failed.nearMisses().forEach(miss -> {
            ObjectNode one = nearMisses
                    .addObject()
                    .put("connector", miss.connector())
                    .put("end", miss.end().name().toLowerCase(Locale.ROOT))
                    .put("text", story.text(miss));
            miss.finding().ifPresent(finding -> one.put("place", ExplanationPrinter.place(finding)));
        });
        ExplanationJson.add(node.putObject("explanation"), report.model(), failed.explanation());
    }

    private static void addPlace(ObjectNode node, Span span) {
        node.put("file", span.file().path())
                .put("line", span.position().line())
                .put("column", span.position().column());
    }

    private static void add(ObjectNode node, TestReport report, Coverage coverage) {
        add(node, coverage.ratio());
        ObjectNode kinds = node.putObject("kinds");
        for (Goal.Kind kind : Goal.Kind.values()) {
            add(kinds.putObject(kind.id()), coverage.ratio(kind));
        }
        report.threshold()
                .ifPresent(threshold -> node.putObject("threshold")
                        .put("percent", threshold.text())
                        .put("met", report.meetsThreshold()));
        ArrayNode goals = node.putArray("goals");
        for (Coverage.Tried tried : coverage.goals()) {
            ObjectNode one = goals.addObject();
            add(one, tried.goal());
            one.put("reached", tried.isReached());
            tried.by().ifPresent(test -> one.put("by", test.title()));
        }
        ArrayNode impossible = node.putArray("impossible");
        for (Coverage.Impossible none : coverage.impossible()) {
            ObjectNode one = impossible.addObject();
            add(one, none.goal());
            one.put("why", none.why());
        }
    }

    /** The percentage is text: two thirds are no number of JSON. */
    private static void add(ObjectNode node, Ratio ratio) {
        node.put("reached", ratio.part())
                .put("possible", ratio.whole())
                .put("percent", ratio.percent().toPlainString());
    }

    private static void add(ObjectNode node, Goal goal) {
        node.put("kind", goal.kind().id())
                .put("site", goal.site())
                .put("end", goal.end().name().toLowerCase(Locale.ROOT))
                .put("connector", goal.connector());
        goal.reason().map(Reason::id).ifPresent(reason -> node.put("reason", reason));
        addPlace(node, goal.origin());
    }
}
