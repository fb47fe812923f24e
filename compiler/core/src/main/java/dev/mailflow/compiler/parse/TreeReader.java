package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser.ItemContext;
import dev.mailflow.grammar.MailflowParser.ItemsContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** What all tree readers share: places, words and lists. */
final class TreeReader {
    private final TokenRow row;

    TreeReader(TokenRow row) {
        this.row = row;
    }

    Span span(ParserRuleContext tree) {
        return row.span(tree.start, tree.stop == null ? tree.start : tree.stop);
    }

    /** The word that a rule of one token stands for. */
    Word word(ParserRuleContext tree) {
        return word(tree.start);
    }

    Word word(Token token) {
        String text = row.text(token);
        return new Word(row.span(token), token.getType() == MailflowLexer.STRING ? Words.unquote(text) : text);
    }

    Optional<Word> optionalWord(@Nullable ParserRuleContext tree) {
        return tree == null ? Optional.empty() : Optional.of(word(tree));
    }

    Optional<Word> optionalToken(@Nullable Token token) {
        return token == null ? Optional.empty() : Optional.of(word(token));
    }

    List<Word> words(List<? extends ParserRuleContext> trees) {
        List<Word> words = new ArrayList<>(trees.size());
        for (ParserRuleContext tree : trees) {
            words.add(word(tree));
        }
        return words;
    }

    List<Item> items(@Nullable ItemsContext tree) {
        if (tree == null) {
            return List.of();
        }
        List<ItemContext> parts = tree.item();
        List<Item> items = new ArrayList<>(parts.size());
        for (ItemContext part : parts) {
            items.add(item(part));
        }
        return items;
    }

    Item item(ItemContext tree) {
        return tree.columnName() == null
                ? new Item.Literal(word(tree))
                : new Item.Column(span(tree), word(tree.STRING().getSymbol()), word(tree.columnName()));
    }
}
