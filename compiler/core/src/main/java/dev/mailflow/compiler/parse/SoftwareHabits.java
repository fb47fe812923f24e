package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.LazyPattern;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.util.Locale;
import java.util.Set;

/** What servers are called by those who sell them: {@code Microsoft Exchange Server 2019 CU14}. */
final class SoftwareHabits {
    /** When Exchange Server SE came out. */
    private static final String SUBSCRIPTION_EDITION = "2025";

    private static final LazyPattern PRODUCT = new LazyPattern("exchange[a-z0-9-]*");
    private static final Set<String> MAKERS = Set.of("microsoft", "ms");
    private static final Set<String> EDITIONS = Set.of("server", "standard", "enterprise", "edition", "version");
    private static final LazyPattern YEAR = new LazyPattern("(19|20)\\d\\d");

    /** How far it is updated, and the number of an update where it stands apart. */
    private static final LazyPattern UPDATE = new LazyPattern("(cu|sp|ru|r)\\d{0,2}");

    private static final LazyPattern UPDATE_NUMBER = new LazyPattern("\\d{1,2}");

    private SoftwareHabits() {}

    /** {@code software Microsoft Exchange Server 2019}: a name of several words and its year. The next property may follow on the line. */
    static void mend(TokenRow row, int key, DiagnosticSink sink) {
        if (isUsual(row, key)) {
            return;
        }
        boolean maker = MAKERS.contains(word(row, key + 1));
        int last = maker ? key + 2 : key + 1;
        if (!PRODUCT.matcher(word(row, last)).matches()) {
            return;
        }
        while (EDITIONS.contains(word(row, last + 1))) {
            last++;
        }
        // The subscription edition has no year in its name.
        boolean subscription = word(row, last + 1).equals("se");
        boolean dated = subscription || YEAR.matcher(word(row, last + 1)).matches();
        String year = subscription ? SUBSCRIPTION_EDITION : dated ? row.text(last + 1) : "2019";
        last = dated ? behindUpdates(row, last + 1) : last;
        boolean plain = last - key < 3 && !subscription && !maker;
        boolean goesOn = !word(row, last + 1).isEmpty()
                && (row.type(last + 1) == MailflowLexer.NUMBER || Denials.isDenial(row.text(last + 1)));
        if (plain || goesOn) {
            return;
        }
        Span span = row.span(key + 1, last);
        String meant = "exchange " + year;
        Diagnostic found = Diagnostic.of(
                DiagnosticCode.UNEXPECTED_TEXT,
                span,
                "the software is called `exchange`, and its year stands behind it");
        sink.report(
                dated
                        ? found.withHelp("write `software " + meant + "`")
                                .withFix(new Fix("replace by `" + meant + "`", span, meant))
                        : found.withHelp("write the year too, as in `software " + meant + "`"));
        row.retype(key + 1, MailflowLexer.WORD, "exchange");
        if (dated) {
            row.retype(last, MailflowLexer.NUMBER, year);
        }
        row.remove(key + 2, dated ? last : last + 1);
    }

    /** The last of the words that say how far it is updated; the year itself if none follows. */
    private static int behindUpdates(TokenRow row, int year) {
        int last = year;
        boolean mayCount = false;
        while (true) {
            String next = word(row, last + 1);
            boolean update = UPDATE.matcher(next).matches();
            if (!update && !(mayCount && UPDATE_NUMBER.matcher(next).matches())) {
                return last;
            }
            mayCount = update && !Character.isDigit(next.charAt(next.length() - 1));
            last++;
        }
    }

    /** In small letters; empty where the line ends, or another sign stands. */
    private static String word(TokenRow row, int index) {
        int type = row.type(index);
        boolean fits = type == MailflowLexer.WORD || type == MailflowLexer.SERVER || type == MailflowLexer.NUMBER;
        return fits && !row.firstOnLine(index) ? row.text(index).toLowerCase(Locale.ROOT) : "";
    }

    /** What nearly everybody writes needs no expression, which a short check would have to compile. */
    private static boolean isUsual(TokenRow row, int key) {
        String next = word(row, key + 3);
        return word(row, key + 1).equals("exchange")
                && word(row, key + 2).length() == 4
                && word(row, key + 2).startsWith("20")
                && (next.equals("hosts") || next.equals("cert") || next.equals("networks") || next.equals("hybrid"));
    }
}
