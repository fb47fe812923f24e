package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser;
import java.util.List;
import java.util.Set;

/** {@code require auth} with the name of somebody, which only {@code client … auth} of a test has. */
final class AuthRepairs {
    private static final Set<Integer> TAKE_VALUES =
            Set.of(CERT, CLIENT, SERVER, NETWORK, SENDER, RECIPIENT, SIZE, VIA, WHEN, REQUIRE, DESCRIPTION);

    /** {@code require auth user bert}. */
    private static final Set<String> JOINING = Set.of("user", "users", "as", "by", "name");

    private AuthRepairs() {}

    /** {@code require auth bert}: the names are left out. */
    static boolean nameBehindAuth(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int first = place.index();
        boolean fits = row.type(first - 1) == AUTH
                && (isValue(row, first) || joins(row, first))
                && place.inside(MailflowParser.RULE_connector)
                && !place.expects(row.type(first))
                && !isMisspelt(place);
        if (!fits) {
            return false;
        }
        int last = joins(row, first) ? first + 1 : first;
        while (row.type(last + 1) == COMMA && isValue(row, last + 2)) {
            last += 2;
        }
        Span written = row.span(first, last);
        int behindAuth = row.span(first - 1).end();
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT,
                        written,
                        "`auth` takes no name: it asks that somebody has authenticated")
                .withHelp("write `require auth`; a sender is asked for by `require sender bert@contoso.com`")
                .withFix(new Fix("remove it", new Span(written.file(), behindAuth, written.end()), "")));
        row.remove(first, last + 1);
        return true;
    }

    /** Whether a clause is more likely meant: by its letters, and by what follows it if it needs something. */
    private static boolean isMisspelt(Place place) {
        TokenRow row = place.row();
        List<String> keywords = place.expected().toList().stream()
                .filter(TokenRow::isKeyword)
                .map(Words::spelling)
                .toList();
        return Spelling.nearest(place.text(), keywords)
                .flatMap(Words::keyword)
                .filter(keyword -> !TAKE_VALUES.contains(keyword) || isValue(row, place.index() + 1))
                .isPresent();
    }

    private static boolean joins(TokenRow row, int index) {
        return JOINING.contains(row.text(index)) && !row.firstOnLine(index) && isValue(row, index + 1);
    }

    private static boolean isValue(TokenRow row, int index) {
        int type = row.type(index);
        return (type == WORD || type == NUMBER || type == STRING) && !row.firstOnLine(index);
    }
}
