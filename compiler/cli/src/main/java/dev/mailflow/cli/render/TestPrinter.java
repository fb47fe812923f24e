package dev.mailflow.cli.render;

import dev.mailflow.cli.render.Style.Tone;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.TestRunner.Difference;
import dev.mailflow.compiler.decision.TestRunner.End;
import dev.mailflow.compiler.decision.TestRunner.Failed;
import dev.mailflow.compiler.decision.TestRunner.NearMiss;
import dev.mailflow.compiler.decision.TestRunner.Result;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Results of {@code test} blocks. */
public final class TestPrinter {
    private final DecisionModel model;
    private final Style style;

    public TestPrinter(DecisionModel model, Style style) {
        this.model = model;
        this.style = style;
    }

    /** One line for a test that passed; a story for one that failed. Ends with a line end. */
    public String print(Result result) {
        ExplanationPrinter explanations = new ExplanationPrinter(model, style);
        TestCase test = result.test();
        String title = "\"" + Printable.text(test.title()) + "\" at " + test.site();
        if (!(result instanceof Failed failed)) {
            return style.paint(Tone.GOOD, "passed") + "  " + title + "\n";
        }
        List<String> rows = new ArrayList<>();
        rows.add(style.paint(Tone.ERROR, "FAILED") + "  " + style.paint(Tone.STRONG, title)
                + explanations.place(test.origin().location()));
        rows.add("        client    "
                + Printable.text(MessageWords.client(test.message().origin())));
        rows.add("        message   " + Printable.text(MessageWords.envelope(test.message())));
        for (Difference difference : failed.differences()) {
            String by = switch (difference.part()) {
                case ATTRIBUTION -> "by ";
                case VERDICT, REASON, CONNECTOR -> "";
            };
            rows.add("        expected  " + style.paint(Tone.GOOD, Printable.text(by + difference.expected())));
            rows.add("        but is    " + style.paint(Tone.ERROR, Printable.text(by + difference.actual())));
        }
        rows.add("        because   " + explanations.step(failed.decided()));
        failed.nearMisses().forEach(miss -> rows.add("        " + nearMiss(explanations, test, miss)));
        return String.join("\n", rows) + "\n";
    }

    private String nearMiss(ExplanationPrinter explanations, TestCase test, NearMiss miss) {
        Site site = model.site(test.site());
        String name = "connector `" + miss.connector() + "` ";
        if (miss.finding().isEmpty()) {
            return Printable.text(
                    name + "does not lead " + (miss.end() == End.INBOUND ? "to " : "from ") + site.name());
        }
        String fate = miss.end() == End.INBOUND
                ? Fates.inbound(site, miss.finding().get())
                : Fates.outbound(site, miss.finding().get());
        return Printable.text(name + fate)
                + explanations.place(ExplanationPrinter.place(miss.finding().get()));
    }

    /** Adds one result to {@code tests}. */
    public static void add(ArrayNode array, DecisionModel model, Result result) {
        TestCase test = result.test();
        ObjectNode node = array.addObject().put("title", test.title()).put("site", test.site());
        ExplanationJson.addPlace(node, test.origin());
        node.put("result", result instanceof Failed ? "failed" : "passed");
        if (result instanceof Failed failed) {
            ArrayNode differences = node.putArray("differences");
            failed.differences()
                    .forEach(difference -> differences
                            .addObject()
                            .put("expected", difference.expected())
                            .put("actual", difference.actual()));
            ExplanationJson.add(node.putObject("explanation"), model, failed.explanation());
        } else {
            ExplanationJson.addVerdict(node.putObject("verdict"), result.verdict());
        }
    }
}
