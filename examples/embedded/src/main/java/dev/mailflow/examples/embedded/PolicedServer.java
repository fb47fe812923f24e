package dev.mailflow.examples.embedded;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.Reply;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** SubEthaSMTP with a mailflow policy: each RCPT is decided, and refused in the words of the policy. */
public final class PolicedServer implements AutoCloseable {
    /** Octets of the largest message taken. */
    static final int LARGEST = 30 << 20;

    private final SMTPServer server;

    /**
     * Listens on loopback.
     *
     * @param port 0 for any that is free
     * @param taken gets every message that was taken, once for all its recipients
     */
    public PolicedServer(int port, RoutingPolicy policy, Consumer<Taken> taken) {
        this.server = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("gateway.contoso.com")
                .maxMessageSize(LARGEST)
                .messageHandlerFactory(context -> new Session(context, policy, taken))
                .build();
        server.start();
    }

    public int port() {
        return server.getPortAllocated();
    }

    @Override
    public void close() {
        server.stop();
    }

    /**
     * A message that is now ours.
     *
     * @param decisions one for each recipient: where to bring it
     */
    public record Taken(List<String> recipients, List<Decision> decisions, long size) {}

    private static final class Session implements MessageHandler {
        private final RoutingPolicy policy;
        private final Consumer<Taken> taken;
        private final Transaction.Builder transaction = Transaction.builder();
        private final List<String> recipients = new ArrayList<>();
        private final List<Transaction> questions = new ArrayList<>();

        Session(MessageContext context, RoutingPolicy policy, Consumer<Taken> taken) {
            this.policy = policy;
            this.taken = taken;
            InetSocketAddress peer = (InetSocketAddress) context.getRemoteAddress();
            // No TLS here: this server does not say which version was negotiated, and a policy must not guess.
            transaction.client(IpAddress.of(peer.getAddress().getAddress()));
        }

        @Override
        public void from(String sender) throws RejectException {
            try {
                transaction.from(sender);
            } catch (IllegalArgumentException e) {
                throw new RejectException(501, "5.1.7 no address");
            }
        }

        /** What is still unknown, the size, is asked about as nothing and again behind DATA. */
        @Override
        public void recipient(String recipient) throws RejectException {
            Transaction question;
            try {
                question = transaction.to(recipient).build();
            } catch (IllegalArgumentException e) {
                throw new RejectException(501, "5.1.3 no address");
            }
            refuseIfRefused(policy.decide(question));
            recipients.add(recipient);
            questions.add(question);
        }

        @Override
        public String data(InputStream content) throws RejectException, IOException {
            long size = content.transferTo(java.io.OutputStream.nullOutputStream());
            List<Decision> decisions = new ArrayList<>();
            for (Transaction question : questions) {
                Decision decision =
                        policy.decide(question.toBuilder().size(size).build());
                refuseIfRefused(decision);
                decisions.add(decision);
            }
            taken.accept(new Taken(List.copyOf(recipients), decisions, size));
            return "2.0.0 taken";
        }

        @Override
        public void done() {}

        private static void refuseIfRefused(Decision decision) throws RejectException {
            if (decision.isRefusal()) {
                Reply reply = decision.reply().orElseThrow();
                throw new RejectException(reply.code(), reply.status() + " " + reply.text());
            }
        }
    }
}
