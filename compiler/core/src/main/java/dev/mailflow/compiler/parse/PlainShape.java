package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

/**
 * Where {@link PlainReader} may read: told by the kinds of the tokens alone, and only where the grammar has no other way to take them.
 * Every method gives the index behind its part, or {@link #OTHER}.
 */
final class PlainShape {
    /** Something that the grammar has to look at. It is no token, so whatever is asked of it is not there. */
    static final int OTHER = -1;

    private final TokenRow row;

    PlainShape(TokenRow row) {
        this.row = row;
    }

    /** An endpoint with its block, or a connector, and behind it another declaration or the end of a block or of the file. */
    int declaration(int begin) {
        int behind = row.type(begin) == ENDPOINT ? endpoint(begin) : connector(begin);
        return behind != OTHER && isOver(behind) ? behind : OTHER;
    }

    private boolean isOver(int index) {
        int type = row.type(index);
        return type == EOF || type == RBRACE || Starts.mayDeclare(type);
    }

    private int endpoint(int begin) {
        boolean headed =
                isName(begin + 1) && row.type(begin + 2) == COLON && isName(begin + 3) && row.type(begin + 4) == LBRACE;
        int at = headed ? begin + 5 : OTHER;
        while (at != OTHER && row.type(at) != RBRACE) {
            at = isProperty(row.type(at)) ? items(at + 1) : OTHER;
        }
        return at == OTHER ? OTHER : at + 1;
    }

    private int connector(int begin) {
        int from = begin;
        if (row.type(begin) == CONNECTOR) {
            from = isName(begin + 1) ? begin + 2 : OTHER;
        }
        boolean headed = row.type(from) == FROM && isName(from + 1) && row.type(from + 2) == TO && isName(from + 3);
        int at = headed ? from + 4 : OTHER;
        while (at != OTHER && !isOver(at)) {
            at = clause(at);
        }
        return at;
    }

    private int clause(int begin) {
        return switch (row.type(begin)) {
            case WHEN -> criteria(begin + 1);
            case REQUIRE -> requirements(begin + 1);
            case VIA -> items(begin + 1);
            case DESCRIPTION -> row.type(begin + 1) == STRING ? begin + 2 : OTHER;
            default -> OTHER;
        };
    }

    private int criteria(int begin) {
        int at = isCriterion(row.type(begin)) ? begin : OTHER;
        while (at != OTHER && isCriterion(row.type(at))) {
            at = items(at + 1);
        }
        return at;
    }

    private int requirements(int begin) {
        int at = isRequirement(row.type(begin)) ? begin : OTHER;
        while (at != OTHER && isRequirement(row.type(at))) {
            at = row.type(at) == TLS ? tls(at + 1) : items(at + 1);
        }
        return at;
    }

    /** {@code tls off} is a clause of its own. */
    private int tls(int begin) {
        if (row.type(begin) == OFF) {
            return OTHER;
        }
        return isVersion(row.type(begin)) ? begin + 1 : begin;
    }

    private int items(int begin) {
        int at = begin;
        while (isLiteral(row.type(at))) {
            if (row.type(at + 1) != COMMA) {
                return at + 1;
            }
            at += 2;
        }
        return OTHER;
    }

    /** Of keywords, which can be names too, only the one that often is one. */
    private boolean isName(int index) {
        int type = row.type(index);
        return TokenRow.isPlainWord(type) || type == INTERNET;
    }

    private static boolean isLiteral(int type) {
        return type == STRING || TokenRow.isPlainWord(type);
    }

    private static boolean isProperty(int type) {
        return switch (type) {
            case DOMAINS, HOSTS, NETWORKS, CERT, MAILBOXES -> true;
            default -> false;
        };
    }

    static boolean isClause(int type) {
        return switch (type) {
            case WHEN, REQUIRE, VIA, DESCRIPTION -> true;
            default -> false;
        };
    }

    static boolean isCriterion(int type) {
        return switch (type) {
            case SENDER, RECIPIENT, CERT, NETWORK -> true;
            default -> false;
        };
    }

    static boolean isRequirement(int type) {
        return type == TLS || isCriterion(type);
    }

    static boolean isVersion(int type) {
        return type == NUMBER || type == COLUMN_WORD;
    }
}
