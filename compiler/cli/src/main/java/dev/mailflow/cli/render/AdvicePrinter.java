package dev.mailflow.cli.render;

import dev.mailflow.compiler.advise.Advice;
import dev.mailflow.compiler.advise.Advice.Need;
import dev.mailflow.compiler.advise.Advice.Urgency;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Advice as text: what applies first, with what is there and what to add; then what does not, and why. */
public final class AdvicePrinter {
    private static final int INDENT = 2;
    private static final int DEEPER = 4;
    /** Columns before what a need is. */
    private static final int NEED = 12;

    private final Page page;

    public AdvicePrinter(Page page) {
        this.page = page;
    }

    public String print(List<Advice> rows) {
        StringBuilder text = new StringBuilder();
        Set<String> asked = new HashSet<>();
        rows.stream().filter(Advice::applies).forEach(row -> applying(row, asked, text));
        text.append("does not apply:\n");
        rows.stream()
                .filter(row -> !row.applies())
                .forEach(row -> line(text, "  " + row.situation().text() + ": " + row.because(), DEEPER));
        text.append('\n').append(summary(rows)).append('\n');
        return text.toString();
    }

    /** @param asked the lines that stand above: two rows that call for the same are told one after the other */
    private void applying(Advice row, Set<String> asked, StringBuilder text) {
        String places = Advice.few(
                row.places().stream().map(place -> place.location()).distinct().toList());
        String situation = page.paint(Style.Tone.STRONG, row.situation().text());
        line(text, situation + (places.isEmpty() ? "" : "  (" + places + ")"), INDENT);
        line(text, "  " + row.because(), INDENT);
        row.needs().forEach(need -> need(need, asked, text));
        row.hint().ifPresent(hint -> line(text, "  hint: " + hint, INDENT + "hint: ".length()));
        text.append('\n');
    }

    private void need(Need need, Set<String> asked, StringBuilder text) {
        if (!need.isMissing()) {
            String there = need.there().stream()
                    .map(connector ->
                            connector.name() + " (" + connector.origin().location() + ")")
                    .collect(Collectors.joining(", "));
            line(
                    text,
                    "  there     " + need.what() + ": " + (there.isEmpty() ? "made by the hybrid wizard" : there),
                    NEED);
            return;
        }
        boolean isNew = asked.add(need.line().orElse(""));
        line(
                text,
                (need.urgency() == Urgency.NEEDED ? "  missing   " : "  optional  ")
                        + need.what()
                        + (isNew ? "" : ", as above"),
                NEED);
        // To be copied: it stays whole.
        need.line()
                .filter(line -> isNew)
                .ifPresent(line ->
                        text.append(" ".repeat(NEED) + "add: ").append(line).append('\n'));
    }

    private void line(StringBuilder text, String line, int indent) {
        text.append(page.text(line, indent)).append('\n');
    }

    private static String summary(List<Advice> rows) {
        long missing = rows.stream()
                .flatMap(row -> row.needs().stream())
                .filter(need -> need.isMissing() && need.urgency() == Urgency.NEEDED)
                .map(Need::line)
                .distinct()
                .count();
        return missing == 0
                ? "nothing that is needed is missing"
                : Summary.counted((int) missing, "thing") + " missing";
    }
}
