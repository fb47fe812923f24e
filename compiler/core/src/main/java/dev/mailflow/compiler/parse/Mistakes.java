package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The mistakes of one file: found in any order, handed on by place, and not more than anyone reads. */
final class Mistakes implements DiagnosticSink {
    /** Beyond this many only their number is told. */
    static final int SHOWN = 100;

    /** Beyond this many the file is not read on. */
    static final int COUNTED = 1000;

    private final List<Diagnostic> found = new ArrayList<>();
    private final Set<Integer> spoiltLines = new HashSet<>();
    private final List<Span> lost = new ArrayList<>();
    private boolean incomplete;

    @Override
    public void report(Diagnostic diagnostic) {
        found.add(new Diagnostic(
                diagnostic.code(),
                diagnostic.severity(),
                diagnostic.message(),
                diagnostic.primary(),
                diagnostic.related(),
                diagnostic.help(),
                diagnostic.fixes().stream().map(Mistakes::tidy).toList(),
                diagnostic.witness()));
    }

    /** What is removed between two spaces takes one of them along. */
    private static Fix tidy(Fix fix) {
        Span span = fix.replace();
        String text = span.file().text();
        boolean between = fix.with().isEmpty()
                && span.start() > 0
                && span.end() > span.start()
                && span.end() < text.length()
                && text.charAt(span.start() - 1) == ' '
                && text.charAt(span.end()) == ' ';
        return between ? new Fix(fix.title(), new Span(span.file(), span.start(), span.end() + 1), "") : fix;
    }

    /** What follows on the line of an unclosed quote is guesswork; one message is enough. */
    void spoilLine(int line) {
        spoiltLines.add(line);
    }

    boolean spoilt(int line) {
        return spoiltLines.contains(line);
    }

    /** A part that was told of and is not read: what it may have declared is not missed by a phase behind. */
    void lose(Span span) {
        lost.add(span);
    }

    List<Span> lost() {
        return List.copyOf(lost);
    }

    int count() {
        return found.size();
    }

    /** The rest of the file was not looked at. */
    void readingStopped() {
        incomplete = true;
    }

    void handOn(SourceFile source, DiagnosticSink sink) {
        if (found.isEmpty()) {
            return;
        }
        found.sort(Comparator.comparingInt((Diagnostic d) -> d.primary().span().start())
                .thenComparing(Diagnostic::code));
        found.stream().limit(SHOWN).forEach(sink::report);
        int more = found.size() - SHOWN;
        if (more > 0) {
            Span last = found.get(SHOWN - 1).primary().span();
            String number = (incomplete ? "at least " : "") + more;
            sink.report(Diagnostic.of(
                            DiagnosticCode.MORE_MISTAKES,
                            new Span(source, last.start(), last.start()),
                            number + " more " + (more == 1 ? "mistake is" : "mistakes are") + " not shown")
                    .withHelp("mend the first ones and compile again; often one cause has many effects"));
        }
    }
}
