package dev.mailflow.cli.testing;

import dev.mailflow.cli.render.ClaimWords;
import dev.mailflow.compiler.analysis.claim.Judgement;
import dev.mailflow.compiler.coverage.Coverage;
import dev.mailflow.compiler.coverage.Goal;
import dev.mailflow.compiler.decision.TestRunner.Failed;
import dev.mailflow.compiler.decision.TestRunner.Result;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The report in the form that JUnit's Ant task began and build servers read, as Surefire's schema
 * {@code surefire-test-report.xsd} has it: one {@code testsuite}, a {@code testcase} for each test. {@code time} is in seconds
 * with three decimals, as that schema wants it, and most decisions take less than a thousandth. Claims are proved together,
 * when the policy is compiled: theirs is 0.
 */
public final class JunitXml {
    private static final int NANOS = 9;
    private static final int DECIMALS = 3;

    private JunitXml() {}

    /** Of a policy with errors: each is a case that could not be run. */
    public static String of(String policy, List<Diagnostic> diagnostics) {
        List<Diagnostic> errors =
                diagnostics.stream().filter(Diagnostic::isError).toList();
        XmlText xml = suite(policy, Duration.ZERO, errors.size(), 0, errors.size());
        for (Diagnostic error : errors) {
            String place = TestText.place(error.primary().span());
            openCase(xml, policy, error.code().title() + " at " + place, Duration.ZERO);
            xml.open("error")
                    .attribute("message", error.message())
                    .attribute("type", error.code().id());
            xml.text(place + "\n" + error.message()
                    + error.help().map(help -> "\nhelp: " + help).orElse(""));
            xml.close().close();
        }
        return xml.close().toString();
    }

    public static String of(TestReport report) {
        int unproved = (int) report.claims().stream()
                .filter(claim -> !(claim instanceof Judgement.Proved))
                .count();
        XmlText xml = suite(
                report.policy(),
                report.run().total(),
                report.results().size() + report.claims().size(),
                report.failed() + unproved,
                0);
        report.coverage().ifPresent(coverage -> addProperties(xml, report, coverage));
        for (int i = 0; i < report.results().size(); i++) {
            Result result = report.results().get(i);
            openCase(
                    xml,
                    report.policy() + "." + result.test().site(),
                    result.test().title(),
                    report.run().durations().get(i));
            if (result instanceof Failed failed) {
                Story story = new Story(report.model(), failed);
                xml.open("failure").attribute("message", story.summary());
                xml.attribute("type", failed.differences().get(0).part().name().toLowerCase(Locale.ROOT));
                xml.text(TestText.place(failed.test().expectation().origin()) + "\n" + story.text());
                xml.close();
            }
            xml.close();
        }
        for (Judgement claim : report.claims()) {
            openCase(xml, report.policy() + ".claims", ClaimWords.text(claim), Duration.ZERO);
            if (!(claim instanceof Judgement.Proved)) {
                xml.open("failure").attribute("message", ClaimWords.of(claim)).attribute("type", "claim");
                xml.text(TestText.place(claim.claim().origin()) + "\n" + ClaimWords.story(claim));
                xml.close();
            }
            xml.close();
        }
        return xml.close().toString();
    }

    private static XmlText suite(String name, Duration time, int tests, int failures, int errors) {
        return new XmlText()
                .open("testsuite")
                .attribute("name", name)
                .attribute("time", seconds(time))
                .attribute("tests", String.valueOf(tests))
                .attribute("errors", String.valueOf(errors))
                .attribute("skipped", "0")
                .attribute("failures", String.valueOf(failures));
    }

    private static void openCase(XmlText xml, String classname, String name, Duration time) {
        xml.open("testcase")
                .attribute("name", name)
                .attribute("classname", classname)
                .attribute("time", seconds(time));
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toNanos(), NANOS)
                .setScale(DECIMALS, RoundingMode.HALF_UP)
                .toPlainString();
    }

    private static void addProperties(XmlText xml, TestReport report, Coverage coverage) {
        xml.open("properties");
        addProperty(xml, "coverage.reached", String.valueOf(coverage.ratio().part()));
        addProperty(xml, "coverage.possible", String.valueOf(coverage.ratio().whole()));
        addProperty(xml, "coverage.percent", coverage.ratio().percent().toPlainString());
        for (Goal.Kind kind : Goal.Kind.values()) {
            addProperty(xml, "coverage." + kind.id(), CoverageWords.of(coverage.ratio(kind)));
        }
        report.threshold().ifPresent(threshold -> {
            addProperty(xml, "coverage.threshold", threshold.text());
            addProperty(xml, "coverage.threshold.met", String.valueOf(report.meetsThreshold()));
        });
        xml.close();
    }

    private static void addProperty(XmlText xml, String name, String value) {
        xml.open("property").attribute("name", name).attribute("value", value).close();
    }
}
