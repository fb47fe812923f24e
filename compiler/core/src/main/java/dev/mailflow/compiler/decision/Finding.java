package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.source.Span;
import java.util.List;

/**
 * How one connector fared at one of its ends when a message was judged.
 *
 * @param connector enabled or not
 */
public record Finding(Connector connector, Standing standing) {
    /** What became of the connector. */
    public sealed interface Standing {
        <R> R accept(Visitor<R> visitor);

        interface Visitor<R> {
            R selected(Selected selected);

            R lost(Lost lost);

            R missed(Missed missed);

            R disabled(Disabled disabled);

            R notAsked(NotAsked notAsked);
        }
    }

    /** It decided: the source is attributed to it, or the message goes its way (or is refused because it would, R9). */
    public record Selected() implements Standing {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.selected(this);
        }
    }

    /**
     * All its criteria hold, and another one ranks higher.
     *
     * @param by the first rank in which the two differ
     */
    public record Lost(Connector to, Rank by) implements Standing {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.lost(this);
        }
    }

    /** @param misses the criteria that do not hold, at least one */
    public record Missed(List<Miss> misses) implements Standing {
        public Missed {
            misses = List.copyOf(misses);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.missed(this);
        }
    }

    /** @param misses what would not hold either; empty: enabled, it would be a candidate */
    public record Disabled(List<Miss> misses) implements Standing {
        public Disabled {
            misses = List.copyOf(misses);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.disabled(this);
        }
    }

    /** The decision was taken without looking at it. */
    public record NotAsked(Cause cause) implements Standing {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.notAsked(this);
        }
    }

    /** @param origin where the criterion is written */
    public record Miss(Kind kind, Span origin) {}

    /** Which criterion did not hold. */
    public enum Kind {
        CERTIFICATE("certificate"),
        NETWORK("network"),
        SENDER("sender"),
        RECIPIENT("recipient"),
        HEADER("header"),
        /** A trusted source needs a certificate or a network (R2). */
        IDENTITY("certificate or network");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** What candidates are told apart by, the weightiest of each rule first. */
    public enum Rank {
        /** R2, R3: trusted sources before partners before the internet. */
        SOURCE("a trusted source comes before a partner, a partner before the internet"),
        CERTIFICATE("a certificate beats an address alone"),
        NETWORK("the longer network prefix wins"),
        KINDS("more kinds of criteria win"),
        SENDER("the more specific sender pattern wins"),
        RECIPIENT("the more specific recipient pattern wins"),
        SENDER_CRITERION("at equal recipient patterns a sender criterion wins"),
        /** A tie, which is a compile error where a message can reach it. */
        NAME("all ranks are equal and the first name is taken");

        private final String text;

        Rank(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** Why a connector was not looked at. */
    public enum Cause {
        LOOP("the message was refused before its source was looked for"),
        SUBMITTED("the message was submitted at the site itself"),
        REFUSED("the message was refused before a way was looked for"),
        LOCAL("this site decides about the message itself"),
        LEFT_OUT("it is centralized and the message came from its own destination");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
