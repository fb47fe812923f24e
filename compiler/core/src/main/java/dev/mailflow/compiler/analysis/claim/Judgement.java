package dev.mailflow.compiler.analysis.claim;

import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.type.Claim;

/** What became of a claim. */
public sealed interface Judgement {
    Claim claim();

    <R> R accept(Visitor<R> visitor);

    interface Visitor<R> {
        R proved(Proved proved);

        R refuted(Refuted refuted);

        R undecided(Undecided undecided);
    }

    /** Whether the claim speaks of any message at all. */
    enum Subject {
        MESSAGES,
        /** None: it holds, and says nothing. */
        NOTHING
    }

    /**
     * It holds of every message.
     *
     * @param connectors how many were examined
     */
    record Proved(Claim claim, int connectors, Subject subject) implements Judgement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.proved(this);
        }
    }

    /**
     * It does not hold of this one: the interpreter says so.
     *
     * @param site where it arrives
     */
    record Refuted(Claim claim, String site, Message message) implements Judgement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.refuted(this);
        }
    }

    /** The steps did not suffice. */
    record Undecided(Claim claim) implements Judgement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.undecided(this);
        }
    }
}
