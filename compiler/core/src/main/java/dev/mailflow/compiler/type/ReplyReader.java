package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.Places;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code otherwise reject 550 5.7.51 "text"}. */
final class ReplyReader {
    private static final Pattern CODE = Pattern.compile("[45]\\d\\d");
    /** RFC 3463 2. */
    private static final Pattern STATUS = Pattern.compile("[45]\\.\\d{1,3}\\.\\d{1,3}");

    /** Codes and the rest. */
    private static final Pattern LEADING_CODES =
            Pattern.compile("((?:[45]\\d\\d[ -]+)?[45]\\.\\d{1,3}\\.\\d{1,3}|[45]\\d\\d)(\\s.*|)");

    private static final int LONGEST_TEXT = 400;

    private ReplyReader() {}

    static Optional<Spanned<Reply>> read(Clause.Otherwise clause, DiagnosticSink sink) {
        boolean reject = clause.verdict() == Clause.Verdict.REJECT;
        char wanted = reject ? '5' : '4';
        Integer code = null;
        String status = null;
        for (Word word : clause.codes()) {
            boolean isCode = CODE.matcher(word.text()).matches();
            boolean isStatus = STATUS.matcher(word.text()).matches();
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
            Matcher leading = LEADING_CODES.matcher(text.text());
            if (leading.matches()) {
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
            boolean printable = text.text().chars().allMatch(c -> c >= 0x20 && c < 0x7F);
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
