package dev.mailflow.cli.render;

import dev.mailflow.compiler.analysis.claim.Judgement;
import dev.mailflow.compiler.decision.MessageWords;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What became of claims, for people and for programs. */
public final class ClaimWords {
    /** Left out where the claim is given on the command line. */
    private static final String KEYWORD = "assert ";

    private ClaimWords() {}

    /** {@code , 2 claims proved}; empty without claims. */
    public static String summary(List<Judgement> claims) {
        return claims.isEmpty() ? "" : ", " + counted(claims);
    }

    /** {@code 2 claims proved}, or how many of how many. */
    public static String counted(List<Judgement> claims) {
        long proved = claims.stream().filter(Judgement.Proved.class::isInstance).count();
        return proved == claims.size()
                ? Summary.counted(claims.size(), "claim") + " proved"
                : proved + " of " + Summary.counted(claims.size(), "claim") + " proved";
    }

    /** {@code proved (14 connectors examined)}. */
    public static String of(Judgement judgement) {
        return judgement.accept(new Judgement.Visitor<>() {
            @Override
            public String proved(Judgement.Proved proved) {
                return "proved (" + Summary.counted(proved.connectors(), "connector") + " examined)";
            }

            @Override
            public String refuted(Judgement.Refuted refuted) {
                return "refuted";
            }

            @Override
            public String undecided(Judgement.Undecided undecided) {
                return "undecided";
            }
        });
    }

    /** Adds {@code claims}, one for each {@code assert}. */
    public static void add(ObjectNode document, List<Judgement> claims) {
        ArrayNode array = document.putArray("claims");
        claims.forEach(claim -> add(array.addObject(), claim));
    }

    /** Adds {@code claim}, {@code verdict} and what shows it. */
    public static void add(ObjectNode node, Judgement judgement) {
        JsonText.addSpan(node, judgement.claim().origin());
        node.put("claim", text(judgement));
        judgement.accept(new Judgement.Visitor<ObjectNode>() {
            @Override
            public ObjectNode proved(Judgement.Proved proved) {
                return node.put("verdict", "proved")
                        .put("connectors", proved.connectors())
                        .put("aboutNothing", proved.subject() == Judgement.Subject.NOTHING);
            }

            @Override
            public ObjectNode refuted(Judgement.Refuted refuted) {
                node.put("verdict", "refuted");
                node.putObject("witness")
                        .put("site", refuted.site())
                        .put("client", MessageWords.client(refuted.message().origin()))
                        .put("message", MessageWords.envelope(refuted.message()));
                return node;
            }

            @Override
            public ObjectNode undecided(Judgement.Undecided undecided) {
                return node.put("verdict", "undecided");
            }
        });
    }

    /** Where the message against it arrives, and the message, as a test writes them; empty without one. */
    public static String story(Judgement judgement) {
        return judgement instanceof Judgement.Refuted refuted
                ? "at " + refuted.site()
                        + "\nclient  " + MessageWords.client(refuted.message().origin())
                        + "\nmessage " + MessageWords.envelope(refuted.message())
                : "";
    }

    /** The claim on one line, as a policy has it. */
    public static String text(Judgement judgement) {
        String written = judgement.claim().origin().text().strip().replaceAll("\\s+", " ");
        return written.startsWith(KEYWORD) ? written : KEYWORD + written;
    }

    /** One line for each claim. */
    public static List<String> lines(List<Judgement> claims) {
        List<String> lines = new ArrayList<>();
        claims.forEach(claim -> lines.add(of(claim) + "  " + Printable.text(text(claim))));
        return lines;
    }
}
