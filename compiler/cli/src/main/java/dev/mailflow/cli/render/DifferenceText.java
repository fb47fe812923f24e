package dev.mailflow.cli.render;

import dev.mailflow.cli.render.Style.Tone;
import dev.mailflow.compiler.analysis.difference.Group;
import dev.mailflow.compiler.analysis.difference.Weight;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How policies differ, in every format. */
public final class DifferenceText {
    private static final int HEAD = 11;
    private static final int INDENT = 2;

    private DifferenceText() {}

    /** For people. Ends with a line end. */
    public static String pretty(Compared compared, Page page) {
        StringBuilder text = new StringBuilder();
        for (Group group : compared.difference().folded()) {
            String head =
                    group.weight().words() + "[" + DifferenceWords.code(group).id() + "]";
            String change = " at `" + group.change().site() + "`: " + DifferenceWords.head(group.change());
            String first = page.paint(tone(group.weight()), head) + page.paint(Tone.STRONG, Printable.text(change));
            text.append(page.text(first, INDENT)).append('\n');
            DifferenceWords.rows(group).forEach(row -> line(text, page, row.head(), row.text()));
            Witness witness = DifferenceWords.witness(group);
            line(text, page, "message", "at " + witness.site());
            ofTest(text, page, "client  ", witness.client());
            ofTest(text, page, "message ", witness.message());
            if (group.after().isPresent()) {
                ofTest(text, page, "expect  ", witness.outcome());
            } else {
                line(text, page, "after", DifferenceWords.words(group.after()));
            }
            line(text, page, "before", DifferenceWords.words(group.before()));
            text.append('\n');
        }
        return text.append(page.text(DifferenceWords.summary(compared.difference()), 0))
                .append('\n')
                .toString();
    }

    private static void line(StringBuilder text, Page page, String head, String words) {
        String before = "  " + head + " ".repeat(Math.max(1, HEAD - head.length()));
        text.append(page.text(before + Printable.text(words), before.length())).append('\n');
    }

    /** A line as it stands in a test. */
    private static void ofTest(StringBuilder text, Page page, String head, String words) {
        int before = HEAD + INDENT;
        text.append(page.text(" ".repeat(before) + head + Printable.text(words), before + head.length()))
                .append('\n');
    }

    private static Tone tone(Weight weight) {
        return switch (weight) {
            case WIDENED, MIXED -> Tone.WARNING;
            case NARROWED, CHANGED -> Tone.NOTE;
        };
    }

    /** For a pull request. Ends with a line end. */
    public static String markdown(List<Compared> all) {
        StringBuilder text = new StringBuilder("## Mail flow: what changes\n\n");
        Map<String, Integer> titles = new HashMap<>();
        for (Compared compared : all) {
            text.append(code(compared.before()))
                    .append(" → ")
                    .append(code(compared.after()))
                    .append(": ")
                    .append(DifferenceWords.summary(compared.difference()))
                    .append(".\n\n");
            compared.difference().folded().forEach(group -> markdown(group, title(group, titles), text));
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static void markdown(Group group, String title, StringBuilder text) {
        text.append("### ")
                .append(group.weight().isWider() ? "⚠ " : "")
                .append(group.weight().words())
                .append(" at ")
                .append(code(group.change().site()))
                .append(": ")
                .append(code(DifferenceWords.head(group.change())))
                .append("\n\n");
        DifferenceWords.rows(group)
                .forEach(row -> text.append("- ")
                        .append(row.head())
                        .append(": ")
                        .append(code(row.text()))
                        .append('\n'));
        Witness witness = DifferenceWords.witness(group);
        text.append("- before: ")
                .append(code(DifferenceWords.words(group.before())))
                .append("\n- after: ")
                .append(code(DifferenceWords.words(group.after())))
                .append("\n\n```mailflow\ntest \"")
                .append(title)
                .append("\" at ")
                .append(witness.site())
                .append(" {\n  client  ")
                .append(Printable.text(witness.client()))
                .append("\n  message ")
                .append(Printable.text(witness.message()))
                .append("\n  expect  ")
                .append(witness.outcome())
                .append("\n}\n```\n\n");
    }

    /**
     * Tests of one policy have different titles, and these are there to be put into one.
     *
     * @param titles how often each was given already
     */
    private static String title(Group group, Map<String, Integer> titles) {
        String title = DifferenceWords.head(group.change()).replace("\"", "'").replace("→", "becomes");
        int number = titles.merge(title, 1, Integer::sum);
        return number == 1 ? title : title + " (" + number + ")";
    }

    /** A code span, whatever the text holds. */
    private static String code(String text) {
        return "`" + Printable.text(text).replace('`', '\'').replace("\n", " ") + "`";
    }

    /** For code scanning. */
    public static List<Diagnostic> diagnostics(List<Compared> all) {
        List<Diagnostic> found = new ArrayList<>();
        for (Compared compared : all) {
            compared.difference().groups().forEach(group -> found.add(DifferenceWords.diagnostic(group, compared)));
            DifferenceWords.undecided(compared).ifPresent(found::add);
        }
        return found;
    }

    /** Adds {@code policies}, one for each pair. */
    public static void add(ObjectNode document, List<Compared> all) {
        ArrayNode policies = document.putArray("policies");
        for (Compared compared : all) {
            ObjectNode node = policies.addObject();
            node.put("before", compared.before()).put("after", compared.after());
            node.put("equivalent", compared.difference().isNone());
            node.put("undecided", compared.difference().undecided());
            node.put("connectors", compared.difference().connectors());
            ArrayNode changes = node.putArray("changes");
            compared.difference().groups().forEach(group -> add(changes.addObject(), group));
        }
    }

    private static void add(ObjectNode node, Group group) {
        node.put("code", DifferenceWords.code(group).id());
        node.put("weight", group.weight().words());
        node.put("site", group.change().site());
        node.put("change", DifferenceWords.head(group.change()));
        group.change()
                .sources()
                .ifPresent(by -> node.putObject("by").put("before", by.before()).put("after", by.after()));
        ObjectNode details = node.putObject("details");
        group.change()
                .effects()
                .ifPresent(both -> DifferenceWords.details(both.before(), both.after())
                        .forEach(row -> details.put(row.head(), row.text())));
        group.from().forEach(node.putArray("from")::add);
        group.via().forEach(node.putArray("via")::add);
        ObjectNode criteria = node.putObject("criteria");
        group.criteria().forEach(criterion -> criterion.values().forEach(criteria.putArray(criterion.part())::add));
        node.put("hasMore", group.listing() == Group.Listing.SOME);
        Witness witness = DifferenceWords.witness(group);
        node.putObject("witness")
                .put("client", witness.client())
                .put("message", witness.message())
                .put("before", DifferenceWords.words(group.before()))
                .put("after", DifferenceWords.words(group.after()));
    }

    /** Whether every pair is proved to be the same, for those who print a line at the end. */
    public static Optional<String> overall(List<Compared> all) {
        if (all.size() < 2) {
            return Optional.empty();
        }
        long same = all.stream().filter(one -> one.difference().isNone()).count();
        return Optional.of(same + " of " + Summary.counted(all.size(), "pair") + " of policies proved to be the same");
    }
}
