package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.TestCase.Expectation;
import dev.mailflow.compiler.decision.TestCase.Expected;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Client;
import java.util.Arrays;

/** Tests as the interpreter can run them. */
public final class TestLowering {
    private TestLowering() {}

    static TestCase lower(CheckedPolicy.Test test) {
        return new TestCase(
                test.title(),
                test.site().name(),
                message(test.client(), test.message()),
                test.remote().map(TestLowering::remote),
                new Expectation(
                        expected(test.expect()),
                        test.expect().by(),
                        test.expect().origin()),
                test.origin());
    }

    public static Message message(Client client, CheckedPolicy.Message message) {
        Message.Origin origin = client instanceof Client.Connection connection
                ? new Message.Connection(
                        connection.address(), connection.tls(), connection.certificateNames(), connection.user())
                : new Message.Submitted();
        return new Message(
                origin,
                message.sender(),
                message.recipient(),
                message.size(),
                message.hops(),
                message.headers().stream()
                        .map(header -> new Message.Header(header.getKey(), header.getValue()))
                        .toList());
    }

    public static RemoteOffer remote(CheckedPolicy.Remote remote) {
        return new RemoteOffer(remote.tls(), remote.certificateNames());
    }

    private static Expected expected(CheckedPolicy.Expect expect) {
        return switch (expect.verdict()) {
            case DELIVER -> new Expected.Deliver();
            case SEND_VIA -> new Expected.SendVia(expect.name());
            case SEND_TO_INTERNET -> new Expected.SendToInternet();
            case REJECT -> new Expected.Reject(reason(expect.name()));
            case DEFER -> new Expected.Defer(reason(expect.name()));
        };
    }

    private static Reason reason(String id) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("unchecked reason " + id));
    }
}
