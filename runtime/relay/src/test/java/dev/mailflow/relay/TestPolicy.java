package dev.mailflow.relay;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.HeaderTest;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.Reply;
import dev.mailflow.runtime.Route;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.Transaction;
import java.util.List;
import java.util.function.Function;

/** A policy written by hand: the relay's tests need decisions, not a compiler. */
public final class TestPolicy implements RoutingPolicy {
    private final Function<Transaction, Decision> decisions;
    private final List<HeaderTest> headers;
    private final long[] sizes;

    private TestPolicy(Function<Transaction, Decision> decisions, List<HeaderTest> headers, long... sizes) {
        this.decisions = decisions;
        this.headers = headers;
        this.sizes = sizes;
    }

    public static TestPolicy of(Function<Transaction, Decision> decisions) {
        return new TestPolicy(decisions, List.of());
    }

    public static TestPolicy of(Function<Transaction, Decision> decisions, List<HeaderTest> headers, long... sizes) {
        return new TestPolicy(decisions, headers, sizes);
    }

    /** Delivers {@code local.test} here, sends {@code away.test} to a host, refuses everything else. */
    public static TestPolicy usual(TlsDemand tls, NextHop... hops) {
        return of(transaction -> switch (transaction.recipient().domain().text()) {
            case "local.test", "sender.test" -> Decision.deliver(Attribution.INTERNET);
            case "away.test" -> send(tls, hops);
            default -> denied();
        });
    }

    public static Decision send(TlsDemand tls, NextHop... hops) {
        return Decision.send(Attribution.INTERNET, "out", "away", Route.toHosts(List.of(hops), tls));
    }

    public static Decision denied() {
        return Decision.reject(
                Attribution.INTERNET, Reason.RELAY_DENIED, new Reply(550, "5.7.64", "relaying denied (relay-denied)"));
    }

    @Override
    public String site() {
        return "test";
    }

    @Override
    public Decision decide(Transaction transaction) {
        if (transaction.hops() > hopLimit()) {
            return Decision.reject(Attribution.NOBODY, Reason.LOOP, new Reply(554, "5.4.14", "too many hops (loop)"));
        }
        return decisions.apply(transaction);
    }

    @Override
    public List<HeaderTest> headerTests() {
        return headers;
    }

    @Override
    public long[] sizeLimits() {
        return sizes.clone();
    }

    @Override
    public int hopLimit() {
        return 10;
    }
}
