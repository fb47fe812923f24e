package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/** Claims as people say them: of many messages, without TLS, with a verb of their own. */
final class ClaimHabits {
    /** How far a verb is looked for behind {@code messages}. */
    private static final int LONGEST = 100;

    private static final Set<String> PLURALS = Set.of("messages", "mails", "emails", "e-mails");

    private static final Map<String, String> VERBS =
            Map.of("are", "is", "reach", "reaches", "pass", "passes", "leave", "leaves");

    private static final Set<String> ENCRYPTED = Set.of("encrypted", "protected", "secured", "securely", "tls");

    private static final Set<String> PLAIN = Set.of("plaintext", "plain-text", "plain", "unencrypted", "cleartext");

    private static final Set<String> WITHOUT = Set.of("no", "not", "without");

    private ClaimHabits() {}

    /** {@code assert all messages from p are delivered}: one way of saying it, not three words that are wrong. */
    static boolean plural(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int quantifier = place.begin() + 1;
        int noun = quantifier + 1;
        boolean fits = row.type(place.begin()) == ASSERT
                && (place.index() == quantifier || place.index() == noun)
                && row.type(noun) == WORD
                && PLURALS.contains(row.text(noun).toLowerCase(Locale.ROOT));
        if (!fits) {
            return false;
        }
        String every = row.text(quantifier).equals("no") ? "no" : "every";
        boolean isKnown = row.type(quantifier) == NO
                || row.type(quantifier) == EVERY
                || Set.of("all", "any", "each").contains(row.text(quantifier).toLowerCase(Locale.ROOT));
        if (!isKnown) {
            return false;
        }
        int verb = noun + 1;
        while (verb < noun + LONGEST
                && !Starts.declaration(row, verb)
                && !VERBS.containsKey(row.text(verb))
                && row.type(verb) != Token.EOF) {
            verb++;
        }
        boolean hasVerb = VERBS.containsKey(row.text(verb)) && !Starts.declaration(row, verb);
        int last = hasVerb ? verb : noun;
        Span span = row.span(quantifier, last);
        String between =
                hasVerb && verb > noun + 1 ? row.span(noun + 1, verb - 1).text() + " " : "";
        String meant = every + " message" + (hasVerb ? " " + between + VERBS.getOrDefault(row.text(verb), "is") : "");
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD,
                        row.span(quantifier, noun),
                        "`" + row.span(quantifier, noun).text() + "` is not how a claim says it")
                .withHelp("a claim speaks of one message: write `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.retype(quantifier, every.equals("no") ? NO : EVERY, every);
        row.retype(noun, MESSAGE, "message");
        if (hasVerb) {
            word(row, verb, VERBS.getOrDefault(row.text(verb), "is"));
        }
        return true;
    }

    /** {@code … delivered}, {@code … leaves encrypted}, {@code … goes through s}. */
    static boolean verb(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        if (!place.inside(MailflowParser.RULE_claim) || row.firstOnLine(index)) {
            return false;
        }
        String text = place.text().toLowerCase(Locale.ROOT);
        if (place.expects(IS) && VERBS.containsKey(text)) {
            return QuestionRepairs.replace(place, index, index, List.of(VERBS.getOrDefault(text, "is")), sink);
        }
        if (place.expects(IS) && (place.type() == DELIVERED || place.type() == REJECTED)) {
            return QuestionRepairs.replace(place, index, index, List.of("is", text), sink);
        }
        if (row.type(index - 1) == LEAVES && place.expects(WITH) && ENCRYPTED.contains(text)) {
            return QuestionRepairs.replace(place, index, index, List.of("with", "tls"), sink);
        }
        boolean through =
                text.equals("goes") && Set.of("through", "via", "over").contains(row.text(index + 1));
        return place.expects(PASSES)
                && through
                && QuestionRepairs.replace(place, index, index + 1, List.of("passes"), sink);
    }

    /** {@code when no tls}, {@code without tls}, {@code when plaintext}: of a claim's messages it is said by {@code tls off}. */
    static boolean withoutTls(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        if (!place.inside(MailflowParser.RULE_claim)) {
            return false;
        }
        String text = place.text().toLowerCase(Locale.ROOT);
        boolean denied = WITHOUT.contains(text)
                && row.type(index + 2) != NUMBER
                && (row.type(index + 1) == TLS || row.text(index + 1).equals("encryption"));
        boolean inWhen = place.expects(HOPS) && place.expects(TLS);
        if (inWhen && (denied || PLAIN.contains(text))) {
            return QuestionRepairs.replace(place, index, denied ? index + 1 : index, List.of("tls", "off"), sink);
        }
        return place.expects(WHEN)
                && denied
                && text.equals("without")
                && QuestionRepairs.replace(place, index, index + 1, List.of("when", "tls", "off"), sink);
    }

    /** {@code is rejected or delivered}: each claim says one thing. */
    static boolean twoFates(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        int or = isOr(row.text(index)) ? index : index - 1;
        boolean fits = row.type(place.begin()) == ASSERT
                && isOr(row.text(or))
                && isFate(row.type(or - 1))
                && (isFate(row.type(or + 1)) || row.text(or + 1).equals("deferred"));
        if (!fits) {
            return false;
        }
        Span span = row.span(or, or + 1);
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT,
                        span,
                        "a claim says one thing of its messages, and here are two")
                .withHelp("write one `assert` for each kind of message, chosen by `from`, `to` or `when`"));
        row.remove(or, or + 2);
        return true;
    }

    /** {@code from p and q}: one claim, or connector, for each. */
    static boolean twoEnds(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int and = place.index();
        int end = row.type(and - 2);
        boolean fits = Set.of("and", "or", "&").contains(place.text())
                && (end == FROM || end == TO)
                && Starts.isName(row.type(and + 1))
                && !row.firstOnLine(and + 1)
                && (place.inside(MailflowParser.RULE_claim) || place.inside(MailflowParser.RULE_connector));
        if (!fits) {
            return false;
        }
        boolean claim = row.type(place.begin()) == ASSERT;
        sink.report(Diagnostic.of(
                        DiagnosticCode.JOINING_WORD,
                        row.span(and, and + 1),
                        (claim ? "a claim" : "a connector") + " has one endpoint at each end")
                .withHelp("write one " + (claim ? "`assert`" : "connector") + " for each"));
        row.remove(and, and + 2);
        return true;
    }

    /** {@code when from p}: an endpoint is no criterion, and stands before them. */
    static boolean fromBehindWhen(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = row.type(place.begin()) == ASSERT
                && (place.type() == FROM || place.type() == TO)
                && row.type(index - 1) == WHEN
                && Starts.isName(row.type(index + 1))
                && row.text(index + 1).matches("[A-Za-z0-9_-]+")
                && !row.firstOnLine(index + 1);
        if (!fits) {
            return false;
        }
        String end = row.span(index, index + 1).text();
        Span span = row.span(index - 1, index + 1);
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISPLACED_PART, span, "in a claim `" + place.text() + "` stands before `when`")
                .withHelp("write `" + end + "`")
                .withFix(new Fix("leave `when` out", span, end)));
        row.remove(index - 1, index);
        return true;
    }

    private static boolean isOr(String text) {
        return text.equals("or") || text.equals("and");
    }

    private static boolean isFate(int type) {
        return type == REJECTED || type == DELIVERED;
    }

    private static void word(TokenRow row, int index, String text) {
        row.retype(index, Words.keyword(text).orElse(WORD), text);
    }
}
