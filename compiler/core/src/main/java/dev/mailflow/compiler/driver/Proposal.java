package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.advise.Advice;
import dev.mailflow.compiler.advise.Advice.Need;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The lines that advice proposes, judged as part of the policy. Two connectors that nothing tells apart are an error (MF4006), and only
 * whoever runs the servers knows what does: such a line asks for it with {@code …}.
 */
final class Proposal {
    /** What a line lacks, and what is said of it. */
    private record Gap(String criterion, String hint) {}

    private Proposal() {}

    static List<Advice> judged(CompileRequest request, List<Advice> advice) {
        List<String> lines = advice.stream()
                .flatMap(row -> row.needs().stream())
                .flatMap(need -> need.line().stream())
                .distinct()
                .toList();
        if (lines.isEmpty()) {
            return advice;
        }
        SourceFile root = request.root();
        int start = root.text().length() + 1;
        SourceFile whole = new SourceFile(root.path(), root.text() + "\n" + String.join("\n", lines) + "\n");
        Map<String, Gap> gaps = new HashMap<>();
        for (Diagnostic found :
                Compiler.compile(new CompileRequest(whole, request.loader())).diagnostics()) {
            Span late = found.primary().span();
            if (found.code() == DiagnosticCode.SAME_CRITERIA && late.file().equals(whole) && late.start() >= start) {
                Span early = found.related().get(0).span();
                gaps.putIfAbsent(lineAt(whole, late.start()), gap(late.text(), early.text()));
            }
        }
        return gaps.isEmpty()
                ? advice
                : advice.stream().map(row -> filled(row, gaps)).toList();
    }

    private static String lineAt(SourceFile file, int offset) {
        String text = file.text();
        return text.substring(text.lastIndexOf('\n', offset) + 1, text.indexOf('\n', offset));
    }

    /** Of two heads {@code a to b}: at one receiver their sources are the same, at one sender their recipients. */
    private static Gap gap(String late, String early) {
        String[] one = late.split(" to ");
        String[] other = early.split(" to ");
        boolean receiver = one[one.length - 1].equals(other[other.length - 1]);
        return receiver
                ? new Gap(
                        "network …",
                        "`…` is for the networks that `" + one[0]
                                + "` sends from: a certificate alone does not tell it from `" + other[0] + "`")
                : new Gap(
                        "recipient …",
                        "`…` is for the recipients that go to `" + one[one.length - 1] + "` and not to `"
                                + other[other.length - 1] + "`");
    }

    private static Advice filled(Advice row, Map<String, Gap> gaps) {
        List<Gap> here = row.needs().stream()
                .flatMap(need -> need.line().stream())
                .filter(gaps::containsKey)
                .map(gaps::get)
                .distinct()
                .toList();
        if (here.isEmpty()) {
            return row;
        }
        List<Need> needs = row.needs().stream()
                .map(need -> new Need(
                        need.what(),
                        need.urgency(),
                        need.there(),
                        need.line().map(line -> gaps.containsKey(line) ? asking(line, gaps.get(line)) : line)))
                .toList();
        String hint = row.hint().map(said -> said + "; ").orElse("")
                + here.stream().map(Gap::hint).collect(Collectors.joining("; "));
        return new Advice(row.situation(), row.applies(), row.because(), row.places(), needs, Optional.of(hint));
    }

    private static String asking(String line, Gap gap) {
        // A line that names its recipients already is told from the other by its senders.
        String criterion = line.contains(" when recipient ") && gap.criterion().startsWith("recipient")
                ? "sender …"
                : gap.criterion();
        return line.contains(" when ")
                ? line.replaceFirst(" when ", " when " + criterion + " ")
                : line.replaceFirst("( from \\S+ to \\S+)", "$1 when " + criterion);
    }
}
