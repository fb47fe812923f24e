package dev.mailflow.compiler.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.coverage.Coverage.Tried;
import dev.mailflow.compiler.decision.TestRunner;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CoverageTest {
    private static final String HEAD = """
            language 1
            organization contoso { domains contoso.com }
            endpoint office365 : exchange-online { hosts cloud.contoso.com cert cloud.contoso.com mailboxes bob@contoso.com }
            endpoint onprem : server { hosts mail.contoso.com networks 192.0.2.0/24 mailboxes john@contoso.com }
            connector in from onprem to office365 require tls 1.2 cert mail.contoso.com size 1MiB
            """;

    private static List<String> shown(Coverage coverage) {
        return coverage.goals().stream().map(CoverageTest::shown).toList();
    }

    private static String shown(Tried tried) {
        Goal goal = tried.goal();
        return (tried.isReached() ? "+ " : "- ") + goal.site() + " " + goal.end() + " " + goal.connector() + " "
                + goal.kind().id()
                + goal.reason().map(reason -> " " + reason.id()).orElse("");
    }

    private static Coverage coverage(String tests) {
        CompileResult result = Policies.compile(HEAD + tests);
        assertThat(result.model()).as(Policies.listing(result)).isPresent();
        return Coverage.of(
                result.model().orElseThrow(), TestRunner.run(result.model().get(), result.tests()));
    }

    private static String test(String title, String client, String more) {
        return "test \"" + title + "\" at office365 { client " + client
                + " message john@contoso.com -> bob@contoso.com " + more + " }\n";
    }

    @Test
    void withoutTestsNothingIsReached() {
        Coverage coverage = coverage("");
        assertThat(shown(coverage))
                .containsExactly(
                        "- office365 INBOUND in selected",
                        "- office365 INBOUND in requirement-failed tls-required",
                        "- office365 INBOUND in requirement-failed tls-version",
                        "- office365 INBOUND in requirement-failed cert-mismatch",
                        "- office365 INBOUND in requirement-failed size-exceeded",
                        "- office365 INBOUND in nearly-selected",
                        "- onprem OUTBOUND in selected",
                        "- onprem OUTBOUND in requirement-failed tls-unavailable",
                        "- onprem OUTBOUND in requirement-failed tls-version");
        assertThat(coverage.impossible())
                .extracting(
                        none -> none.goal().site() + " " + none.goal().kind().id() + ": " + none.why())
                .containsExactly("onprem nearly-selected: it is the only connector there and takes everything");
        assertThat(coverage.ratio()).isEqualTo(new Ratio(0, 9));
    }

    @Test
    void testsReachWhatTheirMessagesDo() {
        Coverage coverage = coverage(test("good", "192.0.2.1 tls 1.3 cert mail.contoso.com", "expect deliver by in")
                + test("plain", "192.0.2.1", "expect reject tls-required by in")
                + test("old", "192.0.2.1 tls 1.1 cert mail.contoso.com", "expect reject tls-version")
                + test("stranger", "198.51.100.1", "expect deliver by internet")
                + "test \"out\" at onprem { client mailbox message john@contoso.com -> x@y.example"
                + " remote no tls expect defer tls-unavailable }\n");
        assertThat(shown(coverage))
                .containsExactly(
                        "+ office365 INBOUND in selected",
                        "+ office365 INBOUND in requirement-failed tls-required",
                        "+ office365 INBOUND in requirement-failed tls-version",
                        "- office365 INBOUND in requirement-failed cert-mismatch",
                        "- office365 INBOUND in requirement-failed size-exceeded",
                        "+ office365 INBOUND in nearly-selected",
                        "+ onprem OUTBOUND in selected",
                        "+ onprem OUTBOUND in requirement-failed tls-unavailable",
                        "- onprem OUTBOUND in requirement-failed tls-version");
        assertThat(coverage.goals().get(0).by().orElseThrow().title()).isEqualTo("good");
        assertThat(coverage.ratio()).isEqualTo(new Ratio(6, 9));
        assertThat(coverage.ratio().isAtLeast(Percentage.parse("66.67").orElseThrow()))
                .isFalse();
        assertThat(coverage.ratio(Goal.Kind.SELECTED)).isEqualTo(new Ratio(2, 2));
    }

    /** The connector of one line is known by what it requires: that cannot fail, and is not asked for. */
    @Test
    void whatSelectsCannotFail() {
        CompileResult result = Policies.compile("""
                language 1
                from onprem to office365 require tls cert *.contoso.com
                """);
        Coverage coverage = Coverage.of(result.model().orElseThrow(), List.of());
        assertThat(coverage.impossible())
                .extracting(none -> none.goal()
                                .reason()
                                .map(reason -> reason.id())
                                .orElse(none.goal().kind().id()) + ": " + none.why())
                .containsExactly(
                        "nearly-selected: it is the only connector there and takes everything",
                        "tls-required: the connector is selected by a certificate, which needs TLS",
                        "cert-mismatch: the connector is selected by this certificate");
    }
}
