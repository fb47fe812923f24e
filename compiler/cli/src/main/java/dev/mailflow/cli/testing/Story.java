package dev.mailflow.cli.testing;

import dev.mailflow.cli.render.ExplanationPrinter;
import dev.mailflow.cli.render.Fates;
import dev.mailflow.cli.render.RouteWords;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Explanation.Rule;
import dev.mailflow.compiler.decision.Finding;
import dev.mailflow.compiler.decision.MessageWords;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.decision.RemoteOffer;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.TestCase.Expected;
import dev.mailflow.compiler.decision.TestRunner;
import dev.mailflow.compiler.decision.TestRunner.End;
import dev.mailflow.compiler.decision.TestRunner.Failed;
import dev.mailflow.compiler.decision.TestRunner.NearMiss;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a test failed, in words that every form of the report shares. */
final class Story {
    private final DecisionModel model;
    private final Failed failed;

    Story(DecisionModel model, Failed failed) {
        this.model = model;
        this.failed = failed;
    }

    /** What differs. */
    enum Part {
        VERDICT("verdict"),
        REASON("reason"),
        CONNECTOR("connector"),
        ATTRIBUTION("attribution"),
        /** Follows from the connector: where the message goes. */
        NEXT_HOP("next-hop"),
        /** Follows from the connector, or is what the next hop does not offer. */
        TLS("tls");

        private final String id;

        Part(String id) {
            this.id = id;
        }

        /** The stable name, in reports for programs. */
        String id() {
            return id;
        }
    }

    /** One thing that is not as expected. */
    record Difference(Part part, String expected, String actual) {}

    /** A message's way out. */
    private record Way(String peer, Route route, OutboundTls tls) {
        static Way of(OutboundRule rule) {
            return new Way(rule.connector().peer(), rule.route(), rule.tls());
        }

        static Way toInternet() {
            return new Way("internet", new Route.RecipientMx(), OutboundTls.OPPORTUNISTIC);
        }

        String words() {
            return peer + ", " + RouteWords.route(route);
        }
    }

    /** The stated differences first, then what follows from them. */
    List<Difference> differences() {
        List<Difference> all = new ArrayList<>();
        for (TestRunner.Difference stated : failed.differences()) {
            Part part = switch (stated.part()) {
                case VERDICT -> Part.VERDICT;
                case REASON -> Part.REASON;
                case CONNECTOR -> Part.CONNECTOR;
                case ATTRIBUTION -> Part.ATTRIBUTION;
            };
            all.add(new Difference(part, stated.expected(), stated.actual()));
        }
        Optional<Way> expected = expectedWay();
        Optional<Way> actual = actualWay();
        if (expected.isPresent() && actual.isPresent()) {
            compare(expected.get(), actual.get(), all);
        }
        if (expected.isPresent() && failed.decided().rule() == Rule.R11 && isSelected()) {
            all.add(new Difference(
                    Part.TLS,
                    RouteWords.tls(expected.get().tls()),
                    failed.test().remote().map(Story::offer).orElse("the next hop offers everything")));
        }
        return all;
    }

    private static void compare(Way expected, Way actual, List<Difference> all) {
        if (!expected.words().equals(actual.words())) {
            all.add(new Difference(Part.NEXT_HOP, expected.words(), actual.words()));
        }
        if (!expected.tls().equals(actual.tls())) {
            all.add(new Difference(Part.TLS, RouteWords.tls(expected.tls()), RouteWords.tls(actual.tls())));
        }
    }

    private Optional<Way> expectedWay() {
        Expected outcome = failed.test().expectation().outcome();
        if (outcome instanceof Expected.SendVia send) {
            return site().outbound().stream()
                    .filter(rule -> rule.connector().name().equals(send.connector()))
                    .findFirst()
                    .map(Way::of);
        }
        return outcome instanceof Expected.SendToInternet ? Optional.of(Way.toInternet()) : Optional.empty();
    }

    /** Whether the connector that the test expects was chosen, and refused its next hop. */
    private boolean isSelected() {
        return failed.test().expectation().outcome() instanceof Expected.SendVia send
                && failed.explanation()
                        .outbound(send.connector())
                        .filter(finding -> finding.standing() instanceof Finding.Selected)
                        .isPresent();
    }

    private Optional<Way> actualWay() {
        Outcome outcome = failed.verdict().outcome();
        if (outcome instanceof Outcome.Send send) {
            return Optional.of(Way.of(send.via()));
        }
        return outcome instanceof Outcome.SendToInternet ? Optional.of(Way.toInternet()) : Optional.empty();
    }

    /** What a next hop offers, in a few words. */
    static String offer(RemoteOffer remote) {
        return remote.tls()
                        .map(version -> "the next hop offers TLS " + version.text())
                        .orElse("the next hop offers no TLS")
                + (remote.certificateNames().isEmpty()
                        ? ""
                        : " and shows " + String.join(", ", remote.certificateNames()));
    }

    /** Connectors that might have been expected, each with what kept it from being selected. */
    List<String> nearMisses() {
        return failed.nearMisses().stream().map(this::text).toList();
    }

    String text(NearMiss miss) {
        String name = "connector `" + miss.connector() + "` ";
        if (miss.finding().isEmpty()) {
            return name + "does not lead " + (miss.end() == End.INBOUND ? "to " : "from ") + site().name();
        }
        Finding finding = miss.finding().get();
        return name + (miss.end() == End.INBOUND ? Fates.inbound(site(), finding) : Fates.outbound(site(), finding));
    }

    /** The decision and what nearly was, as plain lines; control characters are the caller's affair. */
    String text() {
        TestCase test = failed.test();
        List<String> rows = new ArrayList<>();
        rows.add("client: " + MessageWords.client(test.message().origin()));
        rows.add("message: " + MessageWords.envelope(test.message()));
        test.remote().ifPresent(remote -> rows.add("remote: " + offer(remote)));
        for (Difference difference : differences()) {
            rows.add(
                    difference.part().id() + ": expected " + difference.expected() + ", but is " + difference.actual());
        }
        rows.add("because: " + failed.decided().rule().title() + ": "
                + failed.decided().detail()
                + failed.decided()
                        .origin()
                        .map(span -> " (" + span.location() + ")")
                        .orElse(""));
        failed.nearMisses()
                .forEach(miss -> rows.add("nearly: " + text(miss)
                        + miss.finding()
                                .map(finding -> " (" + ExplanationPrinter.place(finding) + ")")
                                .orElse("")));
        return String.join("\n", rows);
    }

    /** In one line: what was expected and what is. */
    String summary() {
        return failed.differences().stream()
                .map(difference -> {
                    String by = difference.part() == TestRunner.Part.ATTRIBUTION ? "by " : "";
                    return "expected " + by + difference.expected() + ", but is " + by + difference.actual();
                })
                .reduce((one, other) -> one + "; " + other)
                .orElse("");
    }

    private Site site() {
        return model.site(failed.test().site());
    }
}
