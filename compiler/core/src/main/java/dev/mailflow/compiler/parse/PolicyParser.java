package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.PolicyFile;
import dev.mailflow.compiler.ast.PolicyFile.Tables;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The door of this package: text to declarations.
 *
 * <p>Never throws, whatever the text, and takes time proportional to its length. What is wrong goes to the sink, in the
 * order of the text, and at most {@value Mistakes#SHOWN} of it and one note on the rest. An empty text is a file
 * without declarations.
 */
public final class PolicyParser {
    private PolicyParser() {}

    public static PolicyFile parse(SourceFile source, DiagnosticSink sink) {
        char[] signs = source.text().toCharArray();
        Optional<Diagnostic> objection = TextScreen.objection(source, signs);
        if (objection.isPresent()) {
            sink.report(objection.get());
            boolean declares = objection.get().code() == DiagnosticCode.MERGE_MARKS;
            // What the text declares is not missed by a phase behind.
            List<Declaration> unread = declares
                    ? List.of(new Declaration.Malformed(
                            new Span(source, 0, source.text().length())))
                    : List.of();
            return new PolicyFile(source, unread, Tables.NONE);
        }
        Mistakes mistakes = new Mistakes();
        TokenRow row = TokenScan.scan(source, signs, mistakes);
        List<Declaration> declarations = withLost(new DeclarationReader(row, mistakes).file(), mistakes.lost());
        Tables tables = mistakes.count() == 0 && !row.mayNameTables() ? Tables.NONE : Tables.POSSIBLE;
        mistakes.handOn(source, sink);
        return new PolicyFile(source, declarations, tables);
    }

    /** With what was lost between the declarations; a lost part of one declares nothing. */
    private static List<Declaration> withLost(List<Declaration> declarations, List<Span> lost) {
        if (lost.isEmpty()) {
            return declarations;
        }
        List<Declaration> all = new ArrayList<>(declarations);
        lost.forEach(span -> all.add(new Declaration.Malformed(span)));
        // Of what begins at one place the longer comes first, and what lies in it is left out.
        all.sort(Comparator.comparingInt((Declaration d) -> d.span().start())
                .thenComparing(d -> d.span().end(), Comparator.reverseOrder()));
        List<Declaration> apart = new ArrayList<>();
        int end = 0;
        for (Declaration declaration : all) {
            if (declaration.span().start() >= end) {
                apart.add(declaration);
                end = declaration.span().end();
            }
        }
        return apart;
    }
}
