package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.antlr.v4.runtime.Token;

/**
 * Tells one mistake and mends the tokens as they were probably meant. The first repair that fits speaks; if none does,
 * what was expected is said and the part is left out.
 */
final class Mender {
    /** Says what is wrong and mends it; false, and nothing said, if the mistake is of another kind. */
    @FunctionalInterface
    interface Repair {
        boolean apply(Place place, DiagnosticSink sink);
    }

    private static final List<Repair> REPAIRS = List.of(
            HeaderRepairs::nameless,
            Unfinished::emptyProperty,
            Unfinished::emptyFact,
            WordRepairs::importFrom,
            MissingParts::senderMissing,
            ClauseHabits::strictnessOfTheOther,
            ClaimHabits::plural,
            ClaimHabits::withoutTls,
            ClaimHabits::fromBehindWhen,
            ClaimHabits::twoFates,
            ClaimHabits::twoEnds,
            ClaimHabits::verb,
            ClauseRepairs::noTls,
            Denials::leavesWithout,
            Denials::tlsForbidden,
            Denials::tlsNo,
            Denials::tlsByChance,
            Denials::noClause,
            Denials::treatedAs,
            Denials::restriction,
            ContextRepairs::hybridNotDone,
            ContextRepairs::mayNotRelay,
            ContextRepairs::secondClient,
            ContextRepairs::plainText,
            ContextRepairs::clientTls,
            ContextRepairs::tableForEndpoint,
            CommaRepairs::beforeKeyword,
            WordRepairs::keywordInTwo,
            ClauseHabits::nameOfWords,
            ClauseHabits::viaBetweenEnds,
            ClauseRepairs::toBeforeFrom,
            ClauseRepairs::receiverMissing,
            ClauseHabits::policyRequired,
            ClauseHabits::clauseRequired,
            ClauseHabits::whoseCertificate,
            ClauseHabits::maxSize,
            ClauseHabits::sizeAtMost,
            ClauseHabits::relayAnswered,
            ClauseHabits::deliveredVia,
            ReplyRepairs::onFailure,
            ClauseRepairs::tlsDemanded,
            ClauseRepairs::tlsInOneWord,
            MissingParts::nameBehindTls,
            ClauseRepairs::requirementBesideTlsOff,
            OtherClauses::between,
            ReplyRepairs::replyWith,
            OtherClauses::direction,
            OtherClauses::levelOfTls,
            OtherClauses::mxAmongHosts,
            ReplyRepairs::verdict,
            HeaderRepairs::field,
            HeaderRepairs::colon,
            HeaderRepairs::word,
            Conditions::inBrackets,
            Conditions::comparison,
            Conditions::negated,
            CommaRepairs::exception,
            QuestionRepairs::outcomeWithoutReason,
            QuestionRepairs::that,
            QuestionRepairs::notForNo,
            QuestionRepairs::openRelay,
            QuestionRepairs::cannotReach,
            QuestionRepairs::endBehindWhen,
            QuestionRepairs::fate,
            QuestionRepairs::addressBehindName,
            QuestionRepairs::deliverBy,
            QuestionRepairs::sendInternet,
            ClauseRepairs::verdict,
            ClauseRepairs::codeBehindText,
            ClauseRepairs::verb,
            ClauseRepairs::subject,
            SplitRepairs::quotedLocalPart,
            SplitRepairs::quoteInText,
            SplitRepairs::displayName,
            SplitRepairs::fromInMessage,
            SplitRepairs::secondRecipient,
            CommaRepairs::behindMailbox,
            SplitRepairs::split,
            OtherClauses::clause,
            OtherClauses::parameter,
            BlockRepairs::braceless,
            BlockRepairs::roundBrackets,
            BlockRepairs::terraform,
            BlockRepairs::kindFirst,
            BlockRepairs::internalRelay,
            BlockRepairs::colonForBlock,
            WordRepairs::forEachInOne,
            WordRepairs::secondImport,
            WordRepairs::connectorMissing,
            ColumnHabits::rowNameMissing,
            ColumnHabits::fromMissing,
            ColumnHabits::columnMissing,
            WordRepairs::rowWithoutName,
            ClauseRepairs::orHigher,
            ClauseRepairs::leastVersion,
            ClauseRepairs::codesForReason,
            ClauseRepairs::issuer,
            AuthRepairs::nameBehindAuth,
            SplitRepairs::fromToInTest,
            MissingParts::bodyUnopened,
            MissingParts::nameOrKindMissing,
            MissingParts::domainsOutside,
            MissingParts::addedToList,
            CommaRepairs::betweenPieces,
            WordRepairs::nameInTwo,
            WordRepairs::testsTable,
            WordRepairs::otherName,
            CommaRepairs::trailing,
            BlockRepairs::namelessConnector,
            BlockRepairs::requireTlsOff,
            QuoteRepairs::otherQuotes,
            QuoteRepairs::angleBrackets,
            QuoteRepairs::tlsVersion,
            QuoteRepairs::unitApart,
            KeywordRepairs::arrow,
            KeywordRepairs::fullStop,
            KeywordRepairs::misspelt,
            CommaRepairs::joiningWord,
            QuoteRepairs::missing,
            QuoteRepairs::needless,
            CommaRepairs::extra,
            CommaRepairs::missing,
            KeywordRepairs::separator,
            BlockRepairs::needlessBraces,
            BlockRepairs::missingOpening,
            KeywordRepairs::bareRequirement,
            KeywordRepairs::bareTls,
            ContextRepairs::relayAlone,
            QuestionRepairs::sendTo);

    private Mender() {}

    /**
     * @param walk reads the same declaration again up to a token
     * @return whether reading the declaration again is worth it
     */
    static boolean mend(Place place, Function<Integer, Place> walk, Mistakes mistakes) {
        // Behind an unclosed quote all is guesswork: mend, but keep quiet.
        boolean quiet = mistakes.spoilt(place.row().get(place.index()).getLine());
        DiagnosticSink sink = quiet ? diagnostic -> {} : mistakes;
        int swallowed = Unfinished.swallowedDeclaration(place);
        if (swallowed < place.index()) {
            return Unfinished.report(walk.apply(swallowed), sink);
        }
        for (Repair repair : REPAIRS) {
            if (repair.apply(place, sink)) {
                return true;
            }
        }
        if (KeywordRepairs.missingWord(place, walk, sink)) {
            return true;
        }
        if (Unfinished.endsHere(place)) {
            return Unfinished.report(place, sink);
        }
        sink.report(unexpected(place));
        return Recovery.dropPart(place, mistakes);
    }

    private static Diagnostic unexpected(Place place) {
        Optional<Diagnostic> foreign = ForeignWords.diagnose(place);
        if (foreign.isPresent()) {
            return foreign.get();
        }
        TokenRow row = place.row();
        String expected =
                row.type(place.index() - 1) == MailflowLexer.REJECTED ? "a reason" : ExpectedTokens.phrase(place);
        boolean newLine = place.index() > place.begin()
                && row.firstOnLine(place.index())
                && !row.text(place.index() - 1).contains(ContextRepairs.REPORTED);
        if (newLine && !place.expects(Token.EOF) && !place.expects(MailflowLexer.RBRACE)) {
            Span span = row.span(place.index() - 1);
            return Diagnostic.of(
                            DiagnosticCode.UNFINISHED,
                            span,
                            "`" + row.text(place.index() - 1) + "` is not finished: expected " + expected)
                    .withRelated(place.span(), "the next line begins with `" + place.text() + "`")
                    .withHelp(Unfinished.help(row, place.index() - 1, expected));
        }
        Diagnostic diagnostic = Diagnostic.of(
                DiagnosticCode.UNEXPECTED_TEXT,
                place.span(),
                "expected " + expected + ", found `" + place.text() + "`");
        int before = row.type(place.index() - 1);
        boolean empty = before == MailflowLexer.WHEN || before == MailflowLexer.REQUIRE || before == MailflowLexer.VIA;
        if (empty && Starts.clause(row, place.index())) {
            return diagnostic.withHelp(Unfinished.help(row, place.index() - 1, expected));
        }
        boolean optional = place.expects(Token.EOF) || place.expects(MailflowLexer.RBRACE);
        String instead = optional ? " here, or remove `" : " in place of `";
        return diagnostic.withHelp(Misplaced.help(place).orElse("write " + expected + instead + place.text() + "`"));
    }
}
