package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser;
import dev.mailflow.grammar.MailflowParser.DeclarationContext;
import dev.mailflow.grammar.MailflowParser.ForEachHeadContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/**
 * Reads a file declaration by declaration. One that does not fit the grammar is mended and read again; what cannot be
 * mended becomes {@link Declaration.Malformed}. So a mistake costs its own declaration at most, and a file is read in
 * time proportional to its length.
 */
final class DeclarationReader {
    /** How deep {@code for each} may nest. */
    static final int DEEPEST = 32;

    /** A declaration mended this often is not one. */
    private static final int MOST_MENDS = 200;

    private final TokenRow row;
    private final Mistakes mistakes;
    private final MailflowParser parser;
    private final AtnWalk walk;
    private final AstBuilder builder;
    private final PlainShape shape;
    private final PlainReader plain;
    private final long budget;
    /** What was read as part of a block and stands behind it. */
    private final List<Declaration> behindBlock = new ArrayList<>();

    private long reread;
    private int at;
    private boolean tooDeep;

    DeclarationReader(TokenRow row, Mistakes mistakes) {
        this.row = row;
        this.mistakes = mistakes;
        this.parser = new MailflowParser(row);
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        this.walk = new AtnWalk(parser.getATN(), row);
        this.builder = new AstBuilder(row, mistakes);
        this.shape = new PlainShape(row);
        this.plain = new PlainReader(row);
        // Reading again after a mend costs the declaration's length; a file of one huge, broken list must end too.
        this.budget = 1_000_000L + 8L * row.size();
    }

    List<Declaration> file() {
        return block(0, Optional.empty());
    }

    private List<Declaration> block(int depth, Optional<Span> opening) {
        List<Declaration> declarations = new ArrayList<>();
        while (true) {
            if (spent()) {
                mistakes.readingStopped();
                at = row.size() - 1;
                return declarations;
            }
            int type = row.type(at);
            if (type == Token.EOF) {
                // Where reading stopped for depth, the braces that close are there and were not read.
                if (opening.isPresent() && !tooDeep) {
                    return bodyOf(declarations, opening.get());
                }
                return declarations;
            }
            if (type == MailflowLexer.RBRACE) {
                if (opening.isPresent()) {
                    return declarations;
                }
                mistakes.report(Diagnostic.of(DiagnosticCode.UNOPENED_BLOCK, row.span(at), "this `}` closes no block")
                        .withHelp("remove it, or look for a `{` that is missing above"));
                row.remove(at, at + 1);
                continue;
            }
            declarations.add(type == MailflowLexer.FOR ? forEach(depth) : declaration(depth));
            declarations.addAll(behindBlock);
            behindBlock.clear();
        }
    }

    /** Of a body that is not closed: what names no column at its end stands behind the block, where its brace is missing. */
    private List<Declaration> bodyOf(List<Declaration> declarations, Span opening) {
        int end = declarations.size();
        while (end > 0 && !declarations.get(end - 1).span().text().contains("${")) {
            end--;
        }
        boolean apart = end > 0 && end < declarations.size();
        Span last = apart ? declarations.get(end - 1).span() : row.span(at - 1);
        mistakes.report(BlockRepairs.unclosed(opening, new Span(row.source(), last.end(), last.end())));
        if (!apart) {
            return declarations;
        }
        behindBlock.addAll(declarations.subList(end, declarations.size()));
        return List.copyOf(declarations.subList(0, end));
    }

    private boolean spent() {
        return mistakes.count() >= Mistakes.COUNTED || reread + walk.steps() > budget;
    }

    private Declaration declaration(int depth) {
        int begin = at;
        int behind = shape.declaration(begin);
        if (behind != PlainShape.OTHER) {
            at = behind;
            return plain.declaration(begin);
        }
        Optional<DeclarationContext> tree = mended(begin, depth, MailflowParser::declaration);
        if (tree.isPresent() && tree.get().forEach() != null) {
            // Its first word was mended to `for`: only now is it known to be one.
            at = begin;
            return forEach(depth);
        }
        if (tree.isPresent()) {
            return builder.visitDeclaration(tree.get());
        }
        return new Declaration.Malformed(row.span(begin, Math.max(begin, at - 1)));
    }

    private Declaration forEach(int depth) {
        int begin = at;
        Optional<ForEachHeadContext> head = mended(begin, depth, MailflowParser::forEachHead);
        boolean opened = head.isPresent() || row.type(at - 1) == MailflowLexer.LBRACE;
        if (!opened) {
            return new Declaration.Malformed(row.span(begin, Math.max(begin, at - 1)));
        }
        Span brace = row.span(at - 1);
        if (depth >= DEEPEST) {
            mistakes.report(Diagnostic.of(
                            DiagnosticCode.NESTED_TOO_DEEP,
                            row.span(begin),
                            "blocks nest more than " + DEEPEST + " deep here")
                    .withHelp("a table of tables is better one table; nothing behind this place was read"));
            at = row.size() - 1;
            tooDeep = true;
            return new Declaration.Malformed(row.span(begin));
        }
        List<Declaration> body = block(depth + 1, Optional.of(brace));
        // What stands behind a block that is not closed is no part of it.
        Span last = behindBlock.isEmpty()
                ? row.span(Math.max(begin, row.type(at) == Token.EOF ? at - 1 : at))
                : body.get(body.size() - 1).span();
        if (row.type(at) == MailflowLexer.RBRACE) {
            at++;
        }
        return head.isPresent()
                ? builder.forEach(head.get(), body, last)
                : new Declaration.Malformed(
                        new Span(row.source(), row.span(begin).start(), last.end()));
    }

    /** The tree of the rule at {@code begin}, after as many mends as it takes; {@code at} is behind it. */
    private <T extends ParserRuleContext> Optional<T> mended(int begin, int depth, Function<MailflowParser, T> rule) {
        int size = Integer.MAX_VALUE;
        int index = -1;
        for (int mends = 0; ; mends++) {
            Optional<T> tree = parsed(begin, rule);
            OptionalInt doubt = tree.isPresent() ? doubt(tree.get(), row.index()) : OptionalInt.empty();
            if (tree.isPresent() && doubt.isEmpty()) {
                at = row.index();
                return tree;
            }
            Place place = place(begin, depth, doubt.orElse(row.size()));
            boolean progress = place.index() > index || row.size() < size;
            index = place.index();
            size = row.size();
            if (!progress || mends > MOST_MENDS || spent() || !Mender.mend(place, walkTo(begin, depth), mistakes)) {
                at = behindLost(walkTo(begin, depth).apply(Unfinished.swallowedDeclaration(place)));
                return Optional.empty();
            }
        }
    }

    private int behindLost(Place place) {
        if (row.type(place.begin()) != MailflowLexer.FOR) {
            return Math.max(place.begin() + 1, Recovery.nextDeclaration(place));
        }
        // The body of a lost `for each` is read all the same: its mistakes are worth telling.
        for (int i = place.begin(); row.type(i) != Token.EOF; i++) {
            if (row.type(i) == MailflowLexer.LBRACE) {
                return i + 1;
            }
            if (i > place.begin() && (Starts.declaration(row, i) || row.type(i) == MailflowLexer.RBRACE)) {
                return i;
            }
        }
        return Math.max(place.begin() + 1, Recovery.nextDeclaration(place));
    }

    private <T extends ParserRuleContext> Optional<T> parsed(int begin, Function<MailflowParser, T> rule) {
        for (PredictionMode mode : List.of(PredictionMode.SLL, PredictionMode.LL)) {
            row.seek(begin);
            parser.getInterpreter().setPredictionMode(mode);
            try {
                return Optional.of(rule.apply(parser));
            } catch (ParseCancellationException mistake) {
                reread += row.index() - begin + 1;
            }
        }
        return Optional.empty();
    }

    /** A token that the grammar takes but no one can have meant so. */
    private OptionalInt doubt(ParserRuleContext tree, int end) {
        int type = row.type(end);
        boolean bracelessBlock = row.type(at) == MailflowLexer.ENDPOINT
                && row.type(end - 1) != MailflowLexer.RBRACE
                && (type == MailflowLexer.DOMAINS || type == MailflowLexer.NETWORKS);
        if (bracelessBlock) {
            // `endpoint bank : partner` and, without a brace, `domains bank.example`.
            boolean list = Starts.isName(row.type(end + 1)) && row.type(end + 2) == MailflowLexer.EQUALS;
            boolean deeper = !row.firstOnLine(end)
                    || row.get(end).getCharPositionInLine() > row.get(at).getCharPositionInLine();
            if (!list && deeper) {
                return OptionalInt.of(end);
            }
        }
        boolean over = tree instanceof ForEachHeadContext
                || type == Token.EOF
                || type == MailflowLexer.RBRACE
                || Starts.DECLARATIONS.contains(type);
        return over ? Doubts.in(tree, row, end) : OptionalInt.of(row.size());
    }

    private Place place(int begin, int depth, int limit) {
        return walkTo(begin, depth).apply(limit);
    }

    private Function<Integer, Place> walkTo(int begin, int depth) {
        int rule = depth == 0 ? MailflowParser.RULE_policy : MailflowParser.RULE_forEachBody;
        return limit -> Place.of(row, begin, walk.from(rule, begin, limit));
    }
}
