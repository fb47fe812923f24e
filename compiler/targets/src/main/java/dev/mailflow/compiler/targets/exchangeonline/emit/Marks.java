package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.Connector;

/** The mark in a comment by which a connector is known as one that a policy made. */
public final class Marks {
    public static final String MARK = "[mailflow]";

    /** Comments may have 1,024 characters. */
    static final int LONGEST_COMMENT = 1024;

    private Marks() {}

    static String comment(Connector connector) {
        return marked(connector.extras().description().orElse(""));
    }

    static String marked(String text) {
        String kept = text.substring(0, Math.min(text.length(), LONGEST_COMMENT - MARK.length() - 1));
        return kept.isEmpty() ? MARK : kept + " " + MARK;
    }

    /** What an administrator wrote. */
    public static String unmarked(String comment) {
        return comment.endsWith(MARK)
                ? comment.substring(0, comment.length() - MARK.length()).strip()
                : comment;
    }

    public static boolean isMarked(String comment) {
        return comment.endsWith(MARK);
    }
}
