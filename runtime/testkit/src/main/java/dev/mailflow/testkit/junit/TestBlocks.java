package dev.mailflow.testkit.junit;

import dev.mailflow.testkit.CompiledPolicy;
import dev.mailflow.testkit.DecisionAssert;
import dev.mailflow.testkit.MailflowAssertions;
import dev.mailflow.testkit.Message;
import dev.mailflow.testkit.facts.TestFacts;
import java.net.URI;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * The {@code test} blocks of a policy, and rows of {@code tests from}, as dynamic tests that an editor leads to:
 * {@code @TestFactory Stream<DynamicTest> blocks(CompiledPolicy policy) { return TestBlocks.of(policy); }}. They run against the
 * generated classes.
 */
public final class TestBlocks {
    private TestBlocks() {}

    public static Stream<DynamicTest> of(CompiledPolicy policy) {
        return policy.facts().tests().stream()
                .map(test -> DynamicTest.dynamicTest(test.title(), source(policy, test), () -> run(policy, test)));
    }

    /** {@code file:} with the line, as JUnit reads a FileSource; null where the text is not at hand. */
    private static @Nullable URI source(CompiledPolicy policy, TestFacts test) {
        return policy.file(test.file())
                .map(path -> URI.create(path.toAbsolutePath().toUri() + "?line=" + test.line()))
                .orElse(null);
    }

    private static void run(CompiledPolicy policy, TestFacts test) {
        DecisionAssert decision =
                MailflowAssertions.assertThat(policy.at(test.site())).on(Message.of(test.message()));
        if (test.remote().isPresent()) {
            decision = decision.meeting(test.remote().get());
        }
        TestFacts.Expected expected = test.expected();
        switch (expected.kind()) {
            case DELIVER -> decision.isDelivered();
            case SEND_VIA -> decision.isSentVia(expected.connector());
            case SEND_TO_INTERNET -> decision.isSentToInternet();
            case REJECT -> decision.isRejected(expected.reason().orElseThrow());
            case DEFER -> decision.isDeferred(expected.reason().orElseThrow());
        }
        test.by().ifPresent(decision::by);
    }
}
