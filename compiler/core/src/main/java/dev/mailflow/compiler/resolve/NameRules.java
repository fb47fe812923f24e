package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** How names are written, and which may stand in what could not be read. */
final class NameRules {
    /** Of a name in a {@code for each} that is the same for each row. */
    static final String OF_ROWS =
            "each row of the table declares it: write a column into it, as in `name-${row.column}`";

    private final DiagnosticSink sink;
    private final Predicate<String> undeclared;
    private final List<String> malformed = new ArrayList<>();
    /** Whether an endpoint lacks its name: any may be meant. */
    private boolean hasUnnamed;

    /** @param undeclared whether a name may be declared in what could not be read */
    NameRules(DiagnosticSink sink, Predicate<String> undeclared) {
        this.sink = sink;
        this.undeclared = undeclared;
    }

    /** Whether one declaration in a {@code for each} makes both. */
    static boolean isRepeated(Word name, Span first) {
        return name.cell().isEmpty() && name.span().alone().equals(first.alone());
    }

    /** How two things of one name are told apart. */
    static String apart(Word name, Span first) {
        return isRepeated(name, first) ? OF_ROWS : "give one of them another name";
    }

    /** Takes note of what the parser gave up on. */
    void note(Declaration declaration) {
        if (declaration instanceof Declaration.Malformed wrong) {
            malformed.add(wrong.span().text());
        } else if (declaration instanceof Declaration.Endpoint endpoint) {
            hasUnnamed |= endpoint.name().text().equals(Resolver.REPORTED);
        }
    }

    /** Whether the name may be declared where the parser gave up: that place was reported, its absence is no mistake. */
    boolean isInMalformed(String name) {
        return hasUnnamed || undeclared.test(name) || malformed.stream().anyMatch(text -> holdsWord(text, name));
    }

    private static boolean holdsWord(String text, String name) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean begins = at == 0 || !isNameCharacter(text.charAt(at - 1));
            boolean ends = end == text.length() || !isNameCharacter(text.charAt(end));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    /** What is written in our letters elsewhere means this, and is not unknown as well. */
    private Diagnostic alike(Diagnostic found, Word word, char letter, String plain) {
        malformed.add(plain);
        Diagnostic told = found.withHelp(String.format(
                Locale.ROOT,
                "write `%s`: the letter `%c` (U+%04X) only looks like one of its letters",
                plain,
                letter,
                (int) letter));
        return word.cell().isEmpty() ? told.withFix(new Fix("replace by `" + plain + "`", word.span(), plain)) : told;
    }

    boolean isName(Word word) {
        String text = word.text();
        boolean good = !text.isEmpty();
        for (int i = 0; i < text.length(); i++) {
            good &= isNameCharacter(text.charAt(i));
        }
        if (!good && !text.equals(Resolver.REPORTED)) {
            Optional<Diagnostic> empty = Places.emptyCell(DiagnosticCode.NOT_A_NAME, word);
            if (empty.isPresent()) {
                sink.report(empty.get());
                return false;
            }
            Diagnostic diagnostic = Places.at(DiagnosticCode.NOT_A_NAME, word, "`" + text + "` is not a name");
            if (text.startsWith("$")) {
                String meant = "${" + text.substring(1) + "}";
                sink.report(diagnostic
                        .withHelp("a column of a table is written `" + meant + "`")
                        .withFix(new Fix("replace by `" + meant + "`", Places.of(word), meant)));
                return false;
            }
            Optional<Diagnostic> lookalike = OtherNames.lookalike(text)
                    .flatMap(letter -> OtherNames.plain(text).map(plain -> alike(diagnostic, word, letter, plain)));
            if (lookalike.isPresent()) {
                sink.report(lookalike.get());
                return false;
            }
            sink.report(OtherNames.plain(text)
                    .map(plain -> diagnostic.withHelp("a name has letters a to z, digits, `-` and `_`: write `" + plain
                            + "` wherever it is meant"))
                    .orElse(diagnostic.withHelp("a name has letters a to z, digits, `-` and `_`")));
        }
        return good;
    }
}
