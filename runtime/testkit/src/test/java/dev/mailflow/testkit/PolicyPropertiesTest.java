package dev.mailflow.testkit;

import static dev.mailflow.runtime.TlsVersion.TLS_1_2;
import static dev.mailflow.runtime.TlsVersion.TLS_1_3;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.HeaderTest;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.HubRouting.Fault;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Every ready-made property holds of the right policy and fails of a wrong one. */
final class PolicyPropertiesTest {
    private static final CompiledPolicy RIGHT = Small.with(Fault.NONE);

    @Test
    void noOpenRelay() {
        PolicyProperties.noOpenRelay(RIGHT);
        fails(() -> PolicyProperties.noOpenRelay(Small.with(Fault.RELAYS_FOR_ALL)), "relayed for a stranger");
    }

    @Test
    void relaysOnlyForThoseNamed() {
        PolicyProperties.relaysOnlyFor(RIGHT, Sources.network("203.0.113.40/29"), Sources.network("2001:db8:20::/64"));
        fails(
                () -> PolicyProperties.relaysOnlyFor(
                        Small.with(Fault.NETWORK_ONE_TOO_EARLY),
                        Sources.network("203.0.113.40/29"),
                        Sources.network("2001:db8:20::/64")),
                "203.0.113.39  ");
        fails(() -> PolicyProperties.relaysOnlyFor(RIGHT, Sources.network("203.0.113.40/29")), "2001:db8:20::  ");
    }

    @Test
    void splittingRecipients() {
        PolicyProperties.splittingRecipientsNeverChangesAFate(RIGHT);
        fails(() -> PolicyProperties.splittingRecipientsNeverChangesAFate(of(new Remembering())), "fate");
    }

    @Test
    void caseOfNames() {
        PolicyProperties.caseNeverChangesADecision(RIGHT);
        fails(() -> PolicyProperties.caseNeverChangesADecision(of(new Remembering())), "in capitals");
    }

    @Test
    void agreement() {
        PolicyProperties.agree(RIGHT, Small.with(Fault.NONE));
        CompiledPolicy other = Small.with(Fault.APEX_FORGOTTEN);
        fails(() -> PolicyProperties.agree(RIGHT, other), "@contosobank.com -> ");
        PolicyProperties.agreeExcept(
                RIGHT,
                other,
                message -> message.sender()
                        .filter(sender -> sender.domain().text().equals("contosobank.com"))
                        .isPresent());
    }

    @Test
    void everythingToTheBank() {
        PolicyProperties.everythingTo(RIGHT, "contosobank.com", "*.contosobank.com")
                .leavesWithTls();
        PolicyProperties.everythingTo(RIGHT, "contosobank.com").leavesWithTls(TLS_1_2, "*.contosobank.com");
        PolicyProperties.everythingTo(RIGHT, "contosobank.com").leavesVia("bank-out");
        fails(
                () -> PolicyProperties.everythingTo(RIGHT, "contosobank.com").leavesWithTls(TLS_1_3),
                "may leave over TLS 1.2");
        fails(
                () -> PolicyProperties.everythingTo(RIGHT, "contosobank.com")
                        .leavesWithTls(TLS_1_2, "mx.other.example"),
                "may leave to a server that shows [*.contosobank.com]");
        fails(
                () -> PolicyProperties.everythingTo(RIGHT, "internet.example").leavesWithTls(),
                "may leave in plain text");
        fails(() -> PolicyProperties.everythingTo(RIGHT, "contoso.com").leavesWithTls(), "nothing was checked");
    }

    private static void fails(ThrowingCallable check, String how) {
        assertThatThrownBy(check).isInstanceOf(AssertionError.class).hasMessageContaining(how);
    }

    private static CompiledPolicy of(RoutingPolicy routing) {
        return CompiledPolicy.of(RIGHT.facts(), Map.of("hub", routing));
    }

    /** Decides by what it was asked before, as no policy may. */
    private static final class Remembering implements RoutingPolicy {
        private final RoutingPolicy right = new HubRouting();
        private int asked;

        @Override
        public String site() {
            return right.site();
        }

        @Override
        public Decision decide(Transaction message) {
            asked++;
            return right.decide(asked % 3 == 0 ? message.toBuilder().hops(99).build() : message);
        }

        @Override
        public List<HeaderTest> headerTests() {
            return right.headerTests();
        }

        @Override
        public long[] sizeLimits() {
            return right.sizeLimits();
        }

        @Override
        public int hopLimit() {
            return right.hopLimit();
        }
    }
}
