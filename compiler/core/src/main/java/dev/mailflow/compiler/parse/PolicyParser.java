package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.PolicyFile;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.SourceFile;
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
        Optional<Diagnostic> objection = TextScreen.objection(source);
        if (objection.isPresent()) {
            sink.report(objection.get());
            return new PolicyFile(source, List.of());
        }
        Mistakes mistakes = new Mistakes();
        TokenRow row = TokenScan.scan(source, mistakes);
        List<Declaration> declarations = new DeclarationReader(row, mistakes).file();
        mistakes.handOn(source, sink);
        return new PolicyFile(source, declarations);
    }
}
