package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import java.util.Set;

/** How declarations and their parts begin, told by their first words: where reading can go on after a mistake. */
final class Starts {
    static final Set<Integer> DECLARATIONS = Set.of(
            LANGUAGE, IMPORT, ORGANIZATION, ENDPOINT, NETWORKS, DOMAINS, CONNECTOR, FROM, FOR, TEST, TESTS, ASSERT);
    static final Set<Integer> CLAUSES = Set.of(
            WHEN,
            REQUIRE,
            VIA,
            OTHERWISE,
            MTA_STS,
            DANE,
            DESCRIPTION,
            MAY,
            CENTRALIZED,
            DISABLED,
            KEEP,
            TREAT,
            TLS,
            NO);
    static final Set<Integer> PROPERTIES = Set.of(
            DOMAINS,
            RELAY,
            DIRECT_SEND,
            HOP_LIMIT,
            DIRECTORY,
            TENANT,
            SUBSCRIPTION,
            SOFTWARE,
            HYBRID,
            MAILBOXES,
            HOSTS,
            NETWORKS,
            CERT,
            DESCRIPTION);
    static final Set<Integer> TEST_LINES = Set.of(CLIENT, MESSAGE, REMOTE, EXPECT);
    static final Set<Integer> CRITERIA = Set.of(SENDER, RECIPIENT, CERT, NETWORK, HEADER);
    static final Set<Integer> REQUIREMENTS = Set.of(TLS, CERT, CLIENT, SERVER, NETWORK, SENDER, RECIPIENT, SIZE, AUTH);

    /** {@link #DECLARATIONS} for those who ask of every token. */
    private static final boolean[] DECLARING = declaring();

    private Starts() {}

    /** By the types of tokens, whether a declaration can begin with one; the caller's own. */
    static boolean[] declaring() {
        boolean[] declaring = new boolean[VOCABULARY.getMaxTokenType() + 1];
        for (int type : DECLARATIONS) {
            declaring[type] = true;
        }
        return declaring;
    }

    static boolean mayDeclare(int type) {
        return type >= 0 && DECLARING[type];
    }

    /** A declaration begins at the token beyond doubt: first on its line, or behind a brace, and shaped like one. */
    static boolean declaration(TokenRow row, int index) {
        boolean placed = row.firstOnLine(index) || row.type(index - 1) == RBRACE;
        return placed && row.type(index - 1) != COMMA && shaped(row, index);
    }

    /** Behind a comma: only what no list goes on with, whatever its items are called. */
    static boolean declarationShaped(TokenRow row, int index) {
        return switch (row.type(index)) {
            case CONNECTOR -> isName(row.type(index + 1)) && row.type(index + 2) == FROM;
            case ENDPOINT -> isName(row.type(index + 1)) && row.type(index + 2) == COLON;
            case TEST -> row.type(index + 1) == STRING && row.type(index + 2) == AT;
            case ASSERT -> shaped(row, index) && row.type(index + 2) == MESSAGE;
            case TESTS -> row.type(index + 1) == FROM && row.type(index + 2) == STRING;
            case FROM, NETWORKS, DOMAINS, FOR, ORGANIZATION -> shaped(row, index);
            default -> false;
        };
    }

    /** Behind a comma: a clause with what belongs to it; a keyword alone may be the name of a host or a list. */
    static boolean clauseShaped(TokenRow row, int index) {
        int next = row.type(index + 1);
        return switch (row.type(index)) {
            case REQUIRE -> REQUIREMENTS.contains(next);
            case WHEN -> CRITERIA.contains(next);
            case VIA -> row.firstOnLine(index) && TokenRow.isPlainWord(next);
            case OTHERWISE -> next == REJECT || next == DEFER;
            case MTA_STS -> next == OFF || next == ENFORCE;
            case DANE -> next == OFF || next == REQUIRE;
            case TREAT -> next == AS && row.type(index + 2) == INTERNAL;
            case MAY, NO, KEEP, TLS -> clause(row, index) && !row.firstOnLine(index + 1);
            default -> false;
        };
    }

    /** Behind a comma: what is claimed, by two words that no list goes on with. */
    static boolean claimEnd(TokenRow row, int index) {
        int next = row.type(index + 1);
        return switch (row.type(index)) {
            case IS -> next == REJECTED || next == DELIVERED;
            case LEAVES -> next == WITH;
            case REACHES, PASSES -> TokenRow.isPlainWord(next) || next == INTERNET;
            default -> false;
        };
    }

    private static boolean shaped(TokenRow row, int index) {
        int next = row.type(index + 1);
        int afterNext = row.type(index + 2);
        return switch (row.type(index)) {
            case CONNECTOR -> isName(next) && (afterNext == FROM || !row.firstOnLine(index + 1));
            case ENDPOINT -> isName(next) && (afterNext == COLON || !row.firstOnLine(index + 1));
            case ORGANIZATION -> next == LBRACE || (isName(next) && afterNext == LBRACE);
            case FROM -> isName(next) && afterNext == TO;
            case NETWORKS, DOMAINS -> isName(next) && afterNext == EQUALS;
            case FOR -> next == EACH;
            case TEST, IMPORT -> next == STRING;
            case TESTS -> next == FROM;
            case ASSERT -> next == EVERY || next == NO;
            case LANGUAGE -> next == NUMBER;
            default -> false;
        };
    }

    /** A word that may be meant as the beginning of a declaration, at the left edge where only those stand. */
    static boolean misspeltDeclaration(TokenRow row, int index, int column) {
        return row.type(index) == WORD
                && row.firstOnLine(index)
                && row.type(index - 1) != COMMA
                && row.get(index).getCharPositionInLine() <= column
                && Spelling.nearest(
                                row.text(index),
                                DECLARATIONS.stream()
                                        .map(Words::spelling)
                                        .sorted()
                                        .toList())
                        .isPresent();
    }

    static boolean clause(TokenRow row, int index) {
        return switch (row.type(index)) {
            case TLS -> row.type(index + 1) == OFF;
            case NO -> row.type(index + 1) == RELAY;
            case MAY -> row.type(index + 1) == RELAY;
            case KEEP -> row.type(index + 1) == HEADERS;
            case TREAT -> row.type(index + 1) == AS;
            default -> CLAUSES.contains(row.type(index));
        };
    }

    static boolean isName(int type) {
        return TokenRow.isPlainWord(type) || TokenRow.isKeyword(type);
    }
}
