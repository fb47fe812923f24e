package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.ast.ClaimPredicate;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.resolve.OtherNames;
import dev.mailflow.compiler.resolve.Suggestions;
import dev.mailflow.compiler.source.LazyPattern;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.Claim;
import dev.mailflow.compiler.type.ClaimChecker;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A claim outside of a policy, read by the parser and checker of {@code assert}. Lists of the policy have no names there. Its places are those
 * of the text as it was given, with or without {@code assert}.
 */
final class ClaimText {
    private static final LazyPattern DECLARATION = new LazyPattern("\\s*assert\\s");
    private static final String KEYWORD = "assert ";
    /** Names of endpoints in one message: a policy may have hundreds. */
    private static final int SHOWN = 12;

    private ClaimText() {}

    static Optional<Claim> read(SourceFile given, CheckedPolicy policy, DiagnosticSink sink) {
        if (DECLARATION.matcher(given.text()).lookingAt()) {
            return declaration(given, policy, sink);
        }
        SourceFile text = new SourceFile(given.path(), KEYWORD + given.text());
        int first = given.text().length() - given.text().stripLeading().length();
        UnaryOperator<Span> asGiven = span -> span.file() != text
                ? span
                : new Span(
                        given,
                        Math.max(first, span.start() - KEYWORD.length()),
                        Math.max(first, span.end() - KEYWORD.length()),
                        span.counterpart());
        return declaration(text, policy, found -> sink.report(found.at(asGiven)))
                .map(claim -> claim.at(asGiven.apply(claim.origin())));
    }

    private static Optional<Claim> declaration(SourceFile text, CheckedPolicy policy, DiagnosticSink sink) {
        List<Diagnostic> mistakes = new ArrayList<>();
        List<Declaration> declarations = PolicyParser.parse(text, mistakes::add).declarations();
        if (mistakes.isEmpty() && (declarations.size() != 1 || !(declarations.get(0) instanceof Declaration.Assert))) {
            mistakes.add(Diagnostic.of(
                            DiagnosticCode.UNEXPECTED_TEXT,
                            new Span(text, 0, text.text().length()),
                            "one claim is wanted here")
                    .withHelp("write one, as in `no message from internet reaches internet`"));
        }
        mistakes.forEach(sink::report);
        if (mistakes.stream().anyMatch(Diagnostic::isError) || !mistakes.isEmpty()) {
            return Optional.empty();
        }
        Declaration.Assert claim = (Declaration.Assert) declarations.get(0);
        boolean areKnown = Stream.of(
                        claim.from().map(word -> isKnown(word, Optional.of("sender"), policy, sink)),
                        claim.to().map(word -> isKnown(word, Optional.of("recipient"), policy, sink)),
                        endpoint(claim.predicate()).map(word -> isKnown(word, Optional.empty(), policy, sink)))
                .flatMap(Optional::stream)
                .reduce(true, (a, b) -> a && b);
        Optional<Claim> read = ClaimChecker.read(claim, sink);
        return areKnown ? read : Optional.empty();
    }

    private static Optional<Word> endpoint(ClaimPredicate predicate) {
        if (predicate instanceof ClaimPredicate.Reaches reaches) {
            return Optional.of(reaches.endpoint());
        }
        return predicate instanceof ClaimPredicate.Passes passes ? Optional.of(passes.endpoint()) : Optional.empty();
    }

    /** @param criterion what chooses messages by their domain there, if anything does */
    private static boolean isKnown(Word word, Optional<String> criterion, CheckedPolicy policy, DiagnosticSink sink) {
        String text = word.text();
        if (policy.endpoints().containsKey(text) || text.equals(EndpointKind.INTERNET.text())) {
            return true;
        }
        boolean isAddress = text.indexOf('@') > 0;
        boolean isDomain = OtherNames.isDomain(text);
        String what = isAddress || isDomain
                ? "`" + text + "` is " + (isAddress ? "an address" : "a domain") + ", an endpoint is wanted here"
                : "there is no endpoint `" + text + "`";
        sink.report(Diagnostic.of(DiagnosticCode.UNKNOWN_ENDPOINT, word.span(), what)
                .withHelp(owner(text, policy)
                        .map(owner -> "the endpoint of that domain is `" + owner + "`")
                        .or(() -> criterion
                                .filter(by -> isAddress || isDomain)
                                .map(by -> "write `when " + by + " " + text + "`"))
                        .orElseGet(() -> nameOne(text, policy))));
        return false;
    }

    private static Optional<String> owner(String domain, CheckedPolicy policy) {
        return policy.endpoints().values().stream()
                .filter(endpoint -> endpoint.domains().stream()
                        .map(pattern -> pattern.value().text())
                        .anyMatch(text -> (text.startsWith(".") ? text.substring(1) : text).equalsIgnoreCase(domain)))
                .map(CheckedPolicy.Endpoint::name)
                .findFirst();
    }

    private static String nameOne(String unknown, CheckedPolicy policy) {
        Set<String> names = new LinkedHashSet<>(policy.endpoints().keySet());
        names.add(EndpointKind.INTERNET.text());
        return Suggestions.nearest(unknown, names)
                .map(near -> "did you mean `" + near + "`?")
                .orElseGet(() -> "name one of the policy's endpoints: "
                        + String.join(", ", names.stream().limit(SHOWN).toList())
                        + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : ""));
    }
}
