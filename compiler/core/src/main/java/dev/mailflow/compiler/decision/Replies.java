package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.Verdict.Refusal;
import dev.mailflow.compiler.type.Reply;
import java.util.Optional;

/** What a refused client is told: the default replies of language.md, section 3, and those of {@code otherwise}. */
public final class Replies {
    /** RFC 5321 4.2.1: the class of a reply that says to try again. */
    private static final int DEFERRED = 450;

    /** Of every deferral of R11. */
    private static final String NEXT_HOP_FAILED = "4.4.317";

    private Replies() {}

    /** @param decided the connector to name in the text, if one decided */
    public static Refusal standard(Reason reason, Optional<Connector> decided) {
        return new Refusal(Reply.Verdict.REJECT, reason, reason.code(), reason.status(), text(reason, decided));
    }

    /** R4: the connector's {@code otherwise}, completed from the reason's default. */
    public static Refusal requirement(Reason reason, InboundRule rule) {
        Optional<Connector> decided = Optional.of(rule.connector());
        return rule.otherwise()
                .map(reply -> new Refusal(
                        reply.verdict(),
                        reason,
                        reply.code().orElse(reply.verdict() == Reply.Verdict.DEFER ? DEFERRED : reason.code()),
                        reply.status().orElse(status(reason, reply.verdict())),
                        reply.text().orElse(text(reason, decided))))
                .orElseGet(() -> standard(reason, decided));
    }

    /** R11: retried until the next hop offers what is asked. */
    public static Refusal deferral(Reason reason, Connector connector) {
        return new Refusal(
                Reply.Verdict.DEFER, reason, DEFERRED, NEXT_HOP_FAILED, text(reason, Optional.of(connector)));
    }

    private static String status(Reason reason, Reply.Verdict verdict) {
        return verdict == Reply.Verdict.DEFER ? "4" + reason.status().substring(1) : reason.status();
    }

    private static String text(Reason reason, Optional<Connector> decided) {
        return reason.text() + " (" + reason.id()
                + decided.map(connector -> "; connector " + connector.name()).orElse("") + ")";
    }
}
