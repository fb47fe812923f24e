package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.Rewriter.ItemKind;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What single items of lists look like. */
final class ListedItems {
    private static final Set<String> ENDINGS = Set.of(
            "com", "net", "org", "edu", "gov", "info", "example", "eu", "de", "at", "ch", "fr", "it", "nl", "uk");

    /** Clauses that the grammar reads as one more item, and goes on. */
    private static final Set<String> CLAUSES = Set.of("require", "when", "disabled", "centralized");

    private ListedItems() {}

    /** What in a list of domains and addresses cannot be meant where the list is named. */
    static Optional<Item> firstOfAnotherKind(List<Item> held, ItemKind kind) {
        return switch (kind) {
            case DOMAINS, MAILBOXES, CERTIFICATES, HOSTS ->
                held.stream()
                        .filter(item -> !canBe(((Item.Literal) item).word().text(), kind))
                        .findFirst();
            default -> Optional.empty();
        };
    }

    private static boolean canBe(String text, ItemKind kind) {
        if (text.equals("*") || text.equals("<>")) {
            return false;
        }
        boolean isAddress = text.indexOf('@') >= 0;
        boolean isPattern = text.startsWith(".") || text.startsWith("?.");
        return switch (kind) {
            case DOMAINS -> !isAddress;
            case CERTIFICATES -> !isAddress && !isPattern;
            case HOSTS -> !isAddress && !isPattern && !text.startsWith("*.");
            default -> true;
        };
    }

    /** The list is right, and serves others: what is wrong is to name it here. */
    static Diagnostic holdsOther(Word word, Item item, ItemKind kind) {
        String held = ((Item.Literal) item).word().text();
        String what = switch (kind) {
            case DOMAINS -> "a domain";
            case MAILBOXES -> "a mailbox";
            case CERTIFICATES -> "the name of a certificate";
            default -> "a host";
        };
        String help = switch (kind) {
            case DOMAINS -> "write the domains here, as in `contoso.com`";
            case MAILBOXES -> "write the addresses or their domains here";
            case CERTIFICATES ->
                "write the names of the certificates here, as in `mail.contoso.com`; `*.` and a domain covers"
                        + " exactly one label (RFC 9525)";
            default -> "write the hosts here, as in `mail.contoso.com`";
        };
        return Places.at(
                        DiagnosticCode.WRONG_LIST,
                        word,
                        "the list `" + word.text() + "` holds `" + held + "`, which is not " + what)
                .withRelated(item.span(), "this one")
                .withHelp(help);
    }

    /** {@code sender a, require tls}: the first word of a clause, taken for one more list. */
    static Optional<Diagnostic> commaBeforeClause(Item before, Item item, boolean inConnector) {
        Span last = before.span();
        Span word = item.span();
        boolean goesOn = inConnector ? CLAUSES.contains(word.text()) : beginsRelayDomains(word);
        int comma = goesOn && last.file().equals(word.file()) ? commaBetween(last, word) : -1;
        if (comma < 0) {
            return Optional.empty();
        }
        Span place = new Span(word.file(), comma, comma + 1);
        return Optional.of(Diagnostic.of(DiagnosticCode.EXTRA_COMMA, place, "this comma separates nothing")
                .withHelp("items of a list are separated by commas, everything else by white space alone")
                .withFix(new Fix("remove the comma", place, "")));
    }

    /** Not one of a remark; -1 if there is none. */
    private static int commaBetween(Span before, Span behind) {
        String text = before.file().text();
        boolean remark = false;
        for (int i = before.end(); i < behind.start(); i++) {
            char c = text.charAt(i);
            remark = c == '#' || remark && c != '\n' && c != '\r';
            if (c == ',' && !remark) {
                return i;
            }
        }
        return -1;
    }

    /** {@code domains contoso.com,} and on the next line {@code relay domains …}, where {@code domains NAME = …} would be a list. */
    private static boolean beginsRelayDomains(Span word) {
        return word.text().equals("relay")
                && word.file().text().substring(word.end()).matches("\\s+domains\\s(?!\\s*\\S+\\s*=)[\\s\\S]*");
    }

    /** {@code contoso,com}: two labels with nothing but a comma between. */
    static boolean isCutDomain(Item first, Item second) {
        Word next = ((Item.Literal) second).word();
        return first.span().file().equals(second.span().file())
                && isJoined(first, second)
                && looksLikeListName(next.text());
    }

    /** Nothing but a comma between the two; a space as well where the second ends domains and begins none. */
    private static boolean isJoined(Item first, Item second) {
        int gap = second.span().start() - first.span().end();
        return gap == 1
                || (gap == 2 && ENDINGS.contains(((Item.Literal) second).word().text()));
    }

    static Diagnostic cutDomain(Item first, Item second) {
        String meant = first.span().text() + "." + second.span().text();
        Span both = first.span().to(second.span());
        return Diagnostic.of(
                        DiagnosticCode.UNKNOWN_LIST,
                        both,
                        "`" + first.span().text() + "` and `" + second.span().text()
                                + "` are two items, and neither is a list")
                .withHelp("did you mean `" + meant + "`?")
                .withFix(new Fix("replace by `" + meant + "`", both, meant));
    }

    /** A single label without any sign that makes it a pattern, a domain or an address. */
    static boolean looksLikeListName(String text) {
        boolean letter = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!isLetter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
                return false;
            }
            letter |= isLetter;
        }
        return letter;
    }
}
