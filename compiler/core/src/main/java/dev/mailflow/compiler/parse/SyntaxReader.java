package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.syntax.Lexeme;
import dev.mailflow.compiler.syntax.Part;
import dev.mailflow.compiler.syntax.Phrase;
import dev.mailflow.compiler.syntax.Shape;
import dev.mailflow.grammar.MailflowParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/**
 * Text to {@linkplain Phrase phrases}: the second door of this package, for those who care how a file is laid out.
 *
 * <p>Only a file that {@link PolicyParser} finds nothing wrong with has phrases: what was mended is not what the user
 * wrote.
 */
public final class SyntaxReader {
    private static final List<Optional<Shape>> SHAPES =
            Arrays.stream(MailflowParser.ruleNames).map(SyntaxReader::shape).toList();

    private final TokenRow row;
    private final Iterator<Lexeme> lexemes;

    private SyntaxReader(TokenRow row) {
        this.row = row;
        this.lexemes = LexemeScan.scan(row).iterator();
    }

    /** Empty if anything is wrong with how the file is written; what, goes to the sink. */
    public static Optional<Phrase> read(SourceFile source, DiagnosticSink sink) {
        List<Boolean> mistaken = new ArrayList<>();
        PolicyParser.parse(source, diagnostic -> {
            mistaken.add(true);
            sink.report(diagnostic);
        });
        if (!mistaken.isEmpty()) {
            return Optional.empty();
        }
        TokenRow row = TokenScan.scan(source, new Mistakes());
        return Optional.of(new SyntaxReader(row).policy());
    }

    private Phrase policy() {
        MailflowParser parser = new MailflowParser(row);
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        return phrase(Shape.POLICY, parser.policy());
    }

    private Phrase phrase(Shape shape, ParserRuleContext tree) {
        List<Part> parts = new ArrayList<>();
        collect(tree, parts);
        return new Phrase(shape, parts);
    }

    private void collect(ParserRuleContext tree, List<Part> parts) {
        if (tree.children == null) {
            return;
        }
        for (ParseTree child : tree.children) {
            if (child instanceof TerminalNode) {
                // The tree has every token of the row, in its order.
                parts.add(lexemes.next());
                continue;
            }
            ParserRuleContext rule = (ParserRuleContext) child;
            Optional<Shape> shape = SHAPES.get(rule.getRuleIndex());
            if (shape.isPresent()) {
                parts.add(phrase(shape.get(), rule));
            } else {
                collect(rule, parts);
            }
        }
    }

    private static Optional<Shape> shape(String rule) {
        String name = rule.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
        return Arrays.stream(Shape.values())
                .filter(shape -> shape.name().equals(name))
                .findFirst();
    }
}
