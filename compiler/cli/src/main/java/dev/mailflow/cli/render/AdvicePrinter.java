package dev.mailflow.cli.render;

import dev.mailflow.compiler.advise.Advice;
import dev.mailflow.compiler.advise.Advice.Need;
import dev.mailflow.compiler.advise.Advice.Urgency;
import java.util.List;
import java.util.stream.Collectors;

/** Advice as text: what applies first, with what is there and what to add; then what does not, and why. */
public final class AdvicePrinter {
    private final Style style;

    public AdvicePrinter(Style style) {
        this.style = style;
    }

    public String print(List<Advice> rows) {
        StringBuilder text = new StringBuilder();
        rows.stream().filter(Advice::applies).forEach(row -> applying(row, text));
        text.append("does not apply:\n");
        rows.stream()
                .filter(row -> !row.applies())
                .forEach(row -> text.append("  ")
                        .append(row.situation().text())
                        .append(": ")
                        .append(row.because())
                        .append('\n'));
        text.append('\n').append(summary(rows)).append('\n');
        return text.toString();
    }

    private void applying(Advice row, StringBuilder text) {
        String places =
                row.places().stream().map(place -> place.location()).distinct().collect(Collectors.joining(", "));
        text.append(style.paint(Style.Tone.STRONG, row.situation().text()));
        text.append(places.isEmpty() ? "" : "  (" + places + ")").append('\n');
        text.append("  ").append(row.because()).append('\n');
        row.needs().forEach(need -> need(need, text));
        row.hint().ifPresent(hint -> text.append("  hint: ").append(hint).append('\n'));
        text.append('\n');
    }

    private static void need(Need need, StringBuilder text) {
        if (!need.isMissing()) {
            String there = need.there().stream()
                    .map(connector ->
                            connector.name() + " (" + connector.origin().location() + ")")
                    .collect(Collectors.joining(", "));
            text.append("  there     ")
                    .append(need.what())
                    .append(": ")
                    .append(there)
                    .append('\n');
            return;
        }
        text.append(need.urgency() == Urgency.NEEDED ? "  missing   " : "  optional  ")
                .append(need.what())
                .append('\n');
        need.line()
                .ifPresent(line -> text.append("            add: ").append(line).append('\n'));
    }

    private static String summary(List<Advice> rows) {
        long missing = rows.stream()
                .flatMap(row -> row.needs().stream())
                .filter(need -> need.isMissing() && need.urgency() == Urgency.NEEDED)
                .count();
        return missing == 0
                ? "nothing that is needed is missing"
                : Summary.counted((int) missing, "thing") + " missing";
    }
}
