package dev.mailflow.testkit;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.RoutingPolicy;

/**
 * The door to the assertions, made to be imported statically beside AssertJ's own:
 *
 * <pre>{@code assertThat(office365).on(message("clerk@contosobank.com -> bob@contoso.com")).isRejected(TLS_REQUIRED).by("bank-in")}</pre>
 */
public final class MailflowAssertions {
    private MailflowAssertions() {}

    /** What a site does. */
    public static PolicyAssert assertThat(RoutingPolicy policy) {
        return new PolicyAssert(policy);
    }

    /** A decision that was taken already. */
    public static DecisionAssert assertThat(Decision decision) {
        return new DecisionAssert(decision);
    }
}
