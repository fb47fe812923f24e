package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Criterion;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Requirement;
import dev.mailflow.compiler.ast.Requirement.CertificateSide;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Endpoints and connectors of the shape that nearly all have, read along the row: keywords, plain words, lists of literals. A large
 * policy consists of them, and a tree for each, which is gone at once, takes more time than anything else in reading.
 *
 * <p>What looks different in the least is left to the grammar. It alone says what the language is: from what {@link PlainShape} lets
 * through its tree would give the same declaration, which a property test holds this class to.
 */
final class PlainReader {
    private final TokenRow row;
    /** The next token to be read. */
    private int at;

    PlainReader(TokenRow row) {
        this.row = row;
    }

    /** The declaration at a place where {@link PlainShape} sees one. */
    Declaration declaration(int begin) {
        at = begin;
        return row.type(at) == ENDPOINT ? endpoint() : connector();
    }

    private Declaration endpoint() {
        int begin = at++;
        Word name = word();
        at++;
        Word kind = word();
        at++;
        List<Property> properties = new ArrayList<>(2);
        while (row.type(at) != RBRACE) {
            properties.add(property());
        }
        at++;
        return new Declaration.Endpoint(since(begin), name, kind, properties);
    }

    private Property property() {
        int begin = at;
        Property.Key key = AstBuilder.key(row.type(begin));
        Word name = word();
        List<Item> items = items();
        return new Property(since(begin), key, name, items);
    }

    private Declaration connector() {
        int begin = at;
        Optional<Word> name = Optional.empty();
        if (row.type(at) == CONNECTOR) {
            at++;
            name = Optional.of(word());
        }
        at++;
        Word from = word();
        at++;
        Word to = word();
        List<Clause> clauses = new ArrayList<>(2);
        while (PlainShape.isClause(row.type(at))) {
            clauses.add(clause());
        }
        return new Declaration.Connector(since(begin), name, from, to, clauses);
    }

    private Clause clause() {
        int begin = at++;
        switch (row.type(begin)) {
            case WHEN -> {
                List<Criterion> criteria = new ArrayList<>(1);
                while (PlainShape.isCriterion(row.type(at))) {
                    criteria.add(criterion());
                }
                return new Clause.When(since(begin), criteria);
            }
            case REQUIRE -> {
                List<Requirement> requirements = new ArrayList<>(3);
                while (PlainShape.isRequirement(row.type(at))) {
                    requirements.add(requirement());
                }
                return new Clause.Require(since(begin), requirements);
            }
            case VIA -> {
                List<Item> hosts = items();
                return ConnectorReader.via(since(begin), hosts);
            }
            default -> {
                Word text = word();
                return new Clause.Description(since(begin), text);
            }
        }
    }

    private Criterion criterion() {
        int begin = at++;
        List<Item> items = items();
        Span span = since(begin);
        return switch (row.type(begin)) {
            case SENDER -> new Criterion.Sender(span, items);
            case RECIPIENT -> new Criterion.Recipient(span, items);
            case CERT -> new Criterion.Certificate(span, items);
            default -> new Criterion.Network(span, items);
        };
    }

    private Requirement requirement() {
        int begin = at++;
        if (row.type(begin) == TLS) {
            Optional<Word> version = PlainShape.isVersion(row.type(at)) ? Optional.of(word()) : Optional.empty();
            return new Requirement.Tls(since(begin), version);
        }
        List<Item> items = items();
        Span span = since(begin);
        return switch (row.type(begin)) {
            case CERT -> new Requirement.Certificate(span, CertificateSide.OTHER, items);
            case NETWORK -> new Requirement.Network(span, items);
            case SENDER -> new Requirement.Sender(span, items);
            default -> new Requirement.Recipient(span, items);
        };
    }

    private List<Item> items() {
        Item first = new Item.Literal(word());
        if (row.type(at) != COMMA) {
            return List.of(first);
        }
        List<Item> all = new ArrayList<>();
        all.add(first);
        while (row.type(at) == COMMA) {
            at++;
            all.add(new Item.Literal(word()));
        }
        return all;
    }

    private Word word() {
        int index = at++;
        String text = row.text(index);
        return new Word(row.span(index), row.type(index) == STRING ? Words.unquote(text) : text);
    }

    /** From a token to the last one read. */
    private Span since(int begin) {
        return row.span(begin, at - 1);
    }
}
