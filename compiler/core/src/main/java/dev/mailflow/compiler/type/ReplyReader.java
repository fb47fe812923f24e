package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.Places;
import dev.mailflow.compiler.resolve.Resolver;
import dev.mailflow.compiler.source.LazyPattern;
import java.util.Optional;
import java.util.regex.Matcher;

/** Reads {@code otherwise reject 550 5.7.51 "text"}. */
final class ReplyReader {
    /** Codes and the rest. */
    private static final LazyPattern LEADING_CODES =
            new LazyPattern("((?:[45]\\d\\d[ -]+)?[45]\\.\\d{1,3}\\.\\d{1,3}|[45]\\d\\d)(\\s.*|)");

    private static final int LONGEST_TEXT = 400;

    private ReplyReader() {}

    /** RFC 5321 4.2, of refusals. */
    private static boolean isCode(String text) {
        return text.length() == 3 && isRefusal(text.charAt(0)) && isNumber(text);
    }

    /** RFC 3463 2, of refusals. */
    private static boolean isStatus(String text) {
        int subject = text.indexOf('.') + 1;
        int detail = text.indexOf('.', subject) + 1;
        return subject == 2
                && detail > 0
                && isRefusal(text.charAt(0))
                && isNumber(text.substring(subject, detail - 1))
                && isNumber(text.substring(detail));
    }

    private static boolean isRefusal(char digit) {
        return digit == '4' || digit == '5';
    }

    /** Of one to three digits. */
    private static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > 3) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 0x20 || text.charAt(i) >= 0x7F) {
                return false;
            }
        }
        return true;
    }

    static Optional<Spanned<Reply>> read(Clause.Otherwise clause, DiagnosticSink sink) {
        boolean reject = clause.verdict() == Clause.Verdict.REJECT;
        char wanted = reject ? '5' : '4';
        Integer code = null;
        String status = null;
        for (Word word : clause.codes()) {
            boolean isCode = isCode(word.text());
            boolean isStatus = isStatus(word.text());
            if (!isCode && !isStatus) {
                sink.report(notACode(word, reject));
                return Optional.empty();
            }
            if (word.text().charAt(0) != wanted) {
                sink.report(Places.at(
                                DiagnosticCode.BAD_REPLY,
                                word,
                                reject
                                        ? "`" + word.text() + "` asks to try again, and `reject` is final"
                                        : "`" + word.text() + "` is final, and `defer` asks to try again")
                        .withHelp(
                                reject
                                        ? "a rejection has codes that begin with 5; or write `defer`"
                                        : "a deferral has codes that begin with 4; or write `reject`"));
                return Optional.empty();
            }
            if (isCode && code == null) {
                code = Integer.valueOf(word.text());
            } else if (isStatus && status == null) {
                status = word.text();
            } else {
                sink.report(Places.at(DiagnosticCode.BAD_REPLY, word, "a second code `" + word.text() + "`")
                        .withHelp("keep one of each kind"));
                return Optional.empty();
            }
        }
        if (clause.text().isPresent()) {
            Word text = clause.text().get();
            if (text.text().equals(Resolver.REPORTED)) {
                return Optional.empty();
            }
            boolean digit = !text.text().isEmpty() && isRefusal(text.text().charAt(0));
            Matcher leading = digit ? LEADING_CODES.matcher(text.text()) : null;
            if (leading != null && leading.matches()) {
                String rest = leading.group(2).strip();
                String codes = leading.group(1).strip().replaceAll("\\s+", " ");
                Diagnostic found = Diagnostic.of(
                        DiagnosticCode.BAD_REPLY, Places.of(text), "the codes of a reply stand before its text");
                String meant = codes + " \"" + rest + "\"";
                boolean plain = clause.codes().isEmpty() && text.cell().isEmpty();
                sink.report(
                        plain
                                ? found.withHelp("write `" + meant + "`")
                                        .withFix(new Fix("put the codes first", text.span(), meant))
                                : found.withHelp("move `" + codes + "` before the quotes, or leave it out"));
                return Optional.empty();
            }
            boolean printable = isPrintable(text.text());
            if (!printable || text.text().length() > LONGEST_TEXT) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.BAD_REPLY,
                                Places.of(text),
                                printable
                                        ? "the text is longer than " + LONGEST_TEXT + " characters"
                                        : "an SMTP reply is plain ASCII on one line (RFC 5321 4.2)")
                        .withHelp(
                                printable
                                        ? "shorten it"
                                        : "write it without accents and other alphabets, as in `ue` for `ü`"));
                return Optional.empty();
            }
        }
        return Optional.of(new Spanned<>(
                new Reply(
                        reject ? Reply.Verdict.REJECT : Reply.Verdict.DEFER,
                        Optional.ofNullable(code),
                        Optional.ofNullable(status),
                        clause.text().map(Word::text)),
                clause.span()));
    }

    private static Diagnostic notACode(Word word, boolean reject) {
        String text = word.text();
        String sample = reject ? "550 5.7.1" : "450 4.7.1";
        if (text.matches("[45]\\d\\d[-:][45]\\.\\d{1,3}\\.\\d{1,3}")) {
            String meant = text.substring(0, 3) + " " + text.substring(4);
            Diagnostic joined = Places.at(DiagnosticCode.BAD_REPLY, word, "`" + text + "` is two codes in one word");
            return joined.withHelp("write `" + meant + "`")
                    .withFix(new Fix("replace by `" + meant + "`", word.span(), meant));
        }
        if (text.matches("[123]\\d\\d")) {
            return Places.at(DiagnosticCode.BAD_REPLY, word, "`" + text + "` tells the sender that all is well")
                    .withHelp("write codes that refuse, as in `" + sample + "`");
        }
        return Places.at(DiagnosticCode.BAD_REPLY, word, "`" + text + "` is not a reply code")
                .withHelp("write a code of three digits, an enhanced code or both, as in `" + sample + "`");
    }
}
