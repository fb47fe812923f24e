package dev.mailflow.relay.dns;

import dev.mailflow.relay.socket.OwnFailure;
import dev.mailflow.relay.socket.Sockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.SimpleResolver;

/** A server that is asked by UDP, and by TCP where it says that its answer has more. */
final class OneServer extends SimpleResolver {
    /** RFC 6891: with DNSSEC data answers grow beyond 512 octets. */
    private static final int PAYLOAD = 1232;

    private final SimpleResolver byTcp;

    OneServer(InetSocketAddress server, Duration timeout) {
        super(server);
        setEDNS(0, PAYLOAD, 0, List.of());
        setTimeout(timeout);
        setIgnoreTruncation(true);
        byTcp = new SimpleResolver(server);
        byTcp.setEDNS(0, PAYLOAD, 0, List.of());
        byTcp.setTimeout(timeout);
        byTcp.setTCP(true);
    }

    /** It said by UDP that there is more, and does not give it by TCP: whatever the socket tells, the server was asked. */
    static final class Withheld extends IOException {
        private static final long serialVersionUID = 1;

        Withheld(Throwable why) {
            super(why);
        }
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        CompletableFuture<Message> whole = new CompletableFuture<>();
        super.sendAsync(query, executor).whenComplete((answer, failure) -> {
            if (failure != null) {
                whole.completeExceptionally(plain(failure));
            } else if (answer.getHeader().getFlag(Flags.TC)) {
                ask(query, executor, whole);
            } else {
                whole.complete(answer);
            }
        });
        return whole;
    }

    private void ask(Message query, Executor executor, CompletableFuture<Message> whole) {
        byTcp.sendAsync(query, executor).whenComplete((answer, failure) -> {
            if (failure == null) {
                whole.complete(answer);
            } else {
                whole.completeExceptionally(canCall() ? new Withheld(plain(failure)) : plain(failure));
            }
        });
    }

    private static boolean canCall() {
        try (Socket one = Sockets.open()) {
            return !one.isClosed();
        } catch (OwnFailure e) {
            return false;
        } catch (IOException e) {
            // It was there, which is all that is asked.
            return true;
        }
    }

    private static Throwable plain(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
