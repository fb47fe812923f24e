package dev.mailflow.compiler.target;

/**
 * How well a target says one construct.
 *
 * @param remark what is done in its place, or why nothing can be; empty where it is exact. A clause without a capital and
 *     without a stop, as messages have it.
 */
public record Capability(Support support, String remark) {
    public static final Capability EXACT = new Capability(Support.EXACT, "");

    public Capability {
        if ((support == Support.EXACT) != remark.isEmpty()) {
            throw new IllegalArgumentException("a remark is for what is not exact: " + support + " " + remark);
        }
    }

    public static Capability approximate(String remark) {
        return new Capability(Support.APPROXIMATE, remark);
    }

    public static Capability unsupported(String remark) {
        return new Capability(Support.UNSUPPORTED, remark);
    }

    public enum Support {
        /** Means the same there. */
        EXACT,
        /** Said by something that does not mean the same for every message: a warning. */
        APPROXIMATE,
        /** Cannot be said: an error, or left out with a warning where the user asks for that. */
        UNSUPPORTED
    }
}
