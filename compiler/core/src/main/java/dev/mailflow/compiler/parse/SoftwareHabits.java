package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What servers are called by those who sell them: {@code Microsoft Exchange Server 2019 CU14}. */
final class SoftwareHabits {
    /** When Exchange Server SE came out. */
    private static final String SUBSCRIPTION_EDITION = "2025";

    private static final String PRODUCT = "exchange";
    private static final Set<String> MAKERS = Set.of("microsoft", "ms");
    private static final Set<String> EDITIONS = Set.of("server", "standard", "enterprise", "edition", "version");

    /** What is sold of one year. */
    private static final Set<String> EDITIONS_OF_A_YEAR = Set.of("standard", "enterprise", "edition");

    /** The subscription edition has no year in its name. */
    private static final String SUBSCRIPTION = "se";

    /** How far it is updated. */
    private static final List<String> UPDATES = List.of("cu", "sp", "ru", "r");

    private SoftwareHabits() {}

    /** {@code software Microsoft Exchange Server 2019}: a name of several words and its year. The next property may follow on the line. */
    static void mend(TokenRow row, int key, DiagnosticSink sink) {
        boolean maker = MAKERS.contains(word(row, key + 1));
        int last = maker ? key + 2 : key + 1;
        if (!isProduct(word(row, last))) {
            return;
        }
        while (EDITIONS.contains(word(row, last + 1))) {
            last++;
        }
        boolean subscription = word(row, last + 1).equals(SUBSCRIPTION);
        boolean dated = subscription || isYear(word(row, last + 1));
        String year = subscription ? SUBSCRIPTION_EDITION : dated ? row.text(last + 1) : "2019";
        last = dated ? behindUpdates(row, last + 1) : last;
        boolean both = dated && !subscription && word(row, last + 1).equals(SUBSCRIPTION);
        last = both ? behindUpdates(row, last + 1) : last;
        boolean plain = last - key < 3 && !subscription && !maker;
        boolean goesOn = !word(row, last + 1).isEmpty()
                && (row.type(last + 1) == MailflowLexer.NUMBER || Denials.isDenial(row.text(last + 1)));
        if (plain || goesOn) {
            return;
        }
        Span span = row.span(key + 1, last);
        String meant = "exchange " + year;
        // There is none of another year: which of the two is wrong nobody knows.
        boolean unclear = both && !year.equals(SUBSCRIPTION_EDITION);
        String help = !dated
                ? "write the year too, as in `software " + meant + "`"
                : "write `software " + meant + "`"
                        + (unclear
                                ? ", or `software exchange " + SUBSCRIPTION_EDITION
                                        + "` if it is the subscription edition (SE)"
                                : "");
        Diagnostic found = Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT,
                        span,
                        "the software is called `exchange`, and its year stands behind it")
                .withHelp(help);
        sink.report(dated && !unclear ? found.withFix(new Fix("replace by `" + meant + "`", span, meant)) : found);
        row.retype(key + 1, MailflowLexer.WORD, "exchange");
        if (dated) {
            row.retype(last, MailflowLexer.NUMBER, year);
        }
        row.remove(key + 2, dated ? last : last + 1);
    }

    /** The last of the words that say which of that year it is, and how far it is updated; the year itself if none follows. */
    private static int behindUpdates(TokenRow row, int year) {
        int last = year;
        boolean mayCount = false;
        while (true) {
            String next = word(row, last + 1);
            boolean update = isUpdate(next);
            if (!update && !EDITIONS_OF_A_YEAR.contains(next) && !(mayCount && isNumber(next, 1, 2))) {
                return last;
            }
            mayCount = update && !Character.isDigit(next.charAt(next.length() - 1));
            last++;
        }
    }

    // Letter by letter: an expression would be compiled in each short check of a policy with a server of that name.

    private static boolean isProduct(String word) {
        if (!word.startsWith(PRODUCT)) {
            return false;
        }
        for (int i = PRODUCT.length(); i < word.length(); i++) {
            char c = word.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isYear(String word) {
        return (word.startsWith("19") || word.startsWith("20")) && isNumber(word, 4, 4);
    }

    /** The number of an update may stand with it, or apart. */
    private static boolean isUpdate(String word) {
        for (String update : UPDATES) {
            if (word.startsWith(update) && isNumber(word.substring(update.length()), 0, 2)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNumber(String word, int least, int most) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return false;
            }
        }
        return word.length() >= least && word.length() <= most;
    }

    /** In small letters; empty where the line ends, or another sign stands. */
    private static String word(TokenRow row, int index) {
        int type = row.type(index);
        boolean fits = type == MailflowLexer.WORD || type == MailflowLexer.SERVER || type == MailflowLexer.NUMBER;
        return fits && !row.firstOnLine(index) ? row.text(index).toLowerCase(Locale.ROOT) : "";
    }
}
