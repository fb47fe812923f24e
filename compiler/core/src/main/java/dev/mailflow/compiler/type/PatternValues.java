package dev.mailflow.compiler.type;

import com.ibm.icu.text.SpoofChecker;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.resolve.Places;
import dev.mailflow.compiler.source.LazyPattern;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Domains, mail addresses and the patterns of them. */
final class PatternValues {
    private static final List<AddressPattern.Depth> DEPTHS = List.of(AddressPattern.Depth.values());

    private static final String PATTERNS =
            "patterns are `x.com` (that domain), `*.x.com` (below it), `.x.com` (both), `?.x.com` (one label below),"
                    + " `*` (all), `user@x.com` and `<>` (the empty sender)";
    private static final String WILDCARDS = "`*.x` is what lies below `x`, `.x` both, `?.x` one label below";
    private static final LazyPattern WEB = new LazyPattern("[a-z]{2,8}://(?:[^/@]*@)?([A-Za-z0-9.-]+)(?:[:/].*)?");
    private static final LazyPattern ADDRESS_SPACE = new LazyPattern("(?i)(?:smtp|mailto):([^;]+)(?:;\\d+)?");

    /** Mixed alphabets as in UTS 39 5.2: what is usual together, as Latin with Han, is no mixture. */
    /** Made when first a domain is not ASCII: its tables take a tenth of the time of a short run. */
    private static final class Scripts {
        static final SpoofChecker CHECKER = new SpoofChecker.Builder()
                .setChecks(SpoofChecker.RESTRICTION_LEVEL)
                .setRestrictionLevel(SpoofChecker.RestrictionLevel.HIGHLY_RESTRICTIVE)
                .build();
    }

    private static final LazyPattern TABLE = new LazyPattern(
            "(?:hash|btree|lmdb|texthash|regexp|pcre|cidr|inline|ldap|mysql|pgsql|sqlite|static|proxy|file):.*");

    private final ValueReports reports;

    PatternValues(ValueReports reports) {
        this.reports = reports;
    }

    /** A pattern of senders or recipients. */
    Optional<AddressPattern> addressPattern(Word word) {
        String text = word.text();
        if (text.equals("*")) {
            return Optional.of(new AddressPattern.Any());
        }
        if (text.equals("<>")) {
            return Optional.of(new AddressPattern.EmptySender());
        }
        if (text.isEmpty()) {
            return reports.bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "there is nothing between the quotes",
                    "write `<>` for the empty sender, or remove it",
                    "<>");
        }
        int at = text.lastIndexOf('@');
        if (at == 0 && text.startsWith("@(") && text.endsWith(")")) {
            String inner = text.substring(2, text.length() - 1);
            return reports.bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "`" + text + "` is a list of PowerShell",
                    "write `" + inner + "`, several separated by commas",
                    inner);
        }
        if (at == 0) {
            return reports.bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "`" + text + "` has nothing before the `@`",
                    "for the whole domain write `" + text.substring(1) + "`",
                    text.substring(1));
        }
        if (text.startsWith("*@") && at == 1) {
            return reports.bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "what stands before the `@` cannot be a wildcard",
                    "for every address of the domain write `" + text.substring(2) + "`",
                    text.substring(2));
        }
        int star = text.indexOf('*');
        if (at > 0 && star >= 0 && star < at && !text.startsWith("\"")) {
            return reports.bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "what stands before the `@` cannot be a wildcard",
                    "write each address, or `" + text.substring(at + 1) + "` for every address of the domain");
        }
        if (at > 0) {
            return mailAddress(word).map(AddressPattern.Address::new);
        }
        return domainPattern(word);
    }

    /** A pattern of domains: no address, no empty sender. */
    Optional<AddressPattern> domainPattern(Word word) {
        String text = word.text();
        if (text.equals("*")) {
            return Optional.of(new AddressPattern.Any());
        }
        if (text.equals("<>")) {
            return reports.bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    "`<>` is the empty sender, a domain is wanted here",
                    "leave it out: bounces have no domain");
        }
        if (text.indexOf('@') >= 0 && text.indexOf(':') < 0 && text.indexOf(' ') < 0) {
            String domain = text.substring(text.lastIndexOf('@') + 1);
            return reports.bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    "`" + text + "` is an address, a domain is wanted here",
                    "write `" + domain + "`",
                    domain);
        }
        for (AddressPattern.Depth depth : DEPTHS) {
            int length = depth.prefix().length();
            if (text.startsWith(depth.prefix()) && text.indexOf('*', length) < 0 && text.indexOf('?', length) < 0) {
                return domain(word, length).map(name -> new AddressPattern.Suffix(depth, name));
            }
        }
        if (text.indexOf('*') >= 0 || text.indexOf('?') >= 0) {
            return badWildcard(word);
        }
        return domain(word, 0).map(AddressPattern.Exact::new);
    }

    private Optional<AddressPattern> badWildcard(Word word) {
        String text = word.text();
        if (text.chars().anyMatch(c -> "\\^$/|()+".indexOf(c) >= 0)) {
            return reports.bad(
                    DiagnosticCode.BAD_DOMAIN, word, "`" + text + "` is a regular expression, not a pattern", PATTERNS);
        }
        boolean again = text.indexOf('*', 1) >= 0 || text.indexOf('?', 1) >= 0;
        if (!again) {
            String rest = text.substring(1);
            return reports.bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    "`" + text.charAt(0) + "` stands for whole labels, not for a part of one",
                    "write `" + text.charAt(0) + "." + rest + "`; " + WILDCARDS);
        }
        if (text.endsWith(".*") || text.endsWith("*")) {
            return reports.bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    "a wildcard can only be the first label of `" + text + "`",
                    "write each domain, as in `contosobank.com, contosobank.de`; " + WILDCARDS);
        }
        String rest = text.substring(Math.max(text.lastIndexOf('*'), text.lastIndexOf('?')) + 1);
        String help = rest.startsWith(".") && rest.length() > 1
                ? "write `*" + rest + "`, or each domain; "
                : "let it stand for a whole label, or write each domain; ";
        return reports.bad(
                DiagnosticCode.BAD_DOMAIN,
                word,
                "a wildcard can only be the first label of `" + text + "`",
                help + WILDCARDS);
    }

    /** {@code user@domain}; a quoted local part loses its quotes. */
    Optional<MailAddress> mailAddress(Word word) {
        String text = word.text();
        int at = text.lastIndexOf('@');
        if (at <= 0 || at == text.length() - 1) {
            String domain = text.indexOf('.') > 0 ? text : "contoso.com";
            return reports.bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    text.isEmpty() ? "there is nothing between the quotes" : "`" + text + "` is not a mail address",
                    "an address is written `user@" + (at < 0 ? domain : "contoso.com") + "`"
                            + (text.isEmpty() ? ", and the empty sender `<>`" : ""));
        }
        String local = text.substring(0, at);
        if (local.equals("*")) {
            String domain = text.substring(at + 1);
            return reports.bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "what stands before the `@` cannot be a wildcard",
                    "write one address; where patterns are possible, `" + domain
                            + "` stands for every address of the domain");
        }
        if (local.length() >= 2 && local.startsWith("\"") && local.endsWith("\"")) {
            local = local.substring(1, local.length() - 1).replaceAll("\\\\(.)", "$1");
        } else if (local.indexOf('@') >= 0
                || local.startsWith(".")
                || local.endsWith(".")
                || local.contains("..")
                || needsQuotes(local)) {
            Matcher space = ADDRESS_SPACE.matcher(text);
            if (space.matches()) {
                return reports.bad(
                        DiagnosticCode.BAD_ADDRESS,
                        word,
                        "an address stands without `" + text.substring(0, text.indexOf(':') + 1) + "`",
                        "write `" + space.group(1) + "`",
                        space.group(1));
            }
            return reports.bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "`" + local + "` cannot stand before the `@` (RFC 5321 4.1.2)",
                    "check the address for a stray dot, `@`, comma or quote");
        }
        if (local.length() > 64) {
            return reports.bad(
                    DiagnosticCode.BAD_ADDRESS,
                    word,
                    "what stands before the `@` is longer than 64 characters (RFC 5321 4.5.3.1.1)",
                    "shorten it: no server takes an address that long");
        }
        String folded = local.toLowerCase(Locale.ROOT);
        return domain(word, at + 1).map(name -> new MailAddress(folded, name));
    }

    /** A domain that begins at an offset of the word. */
    Optional<DomainName> domain(Word word, int from) {
        String text = word.text().substring(from);
        if (ValueReports.isReported(word)) {
            return Optional.empty();
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            return addressLiteral(word, text);
        }
        DomainSyntax.Result result = DomainSyntax.read(text);
        if (result.name().isPresent()) {
            if (result.unicode()) {
                mixedAlphabets(word, text, result.name().get());
            }
            return result.name();
        }
        Optional<String> subject = from == 0 ? CertificateValues.bareName(text) : Optional.empty();
        if (subject.isPresent()) {
            return reports.bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    "`" + text + "` is written as in a certificate",
                    "write the domain alone: `" + subject.get() + "`",
                    subject.get());
        }
        Optional<Habit> habit =
                habit(text).filter(found -> !found.quoted() || word.cell().isEmpty());
        if (habit.isPresent()) {
            Habit found = habit.get();
            boolean whole = from == 0 && !Places.of(word).text().startsWith("\"");
            return reports.bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    found.message(),
                    found.help(),
                    whole || found.quoted() ? found.meant() : null);
        }
        DomainSyntax.Problem problem = result.problem().orElseThrow();
        String hyphens = DomainSyntax.withHyphens(word.text());
        if (problem.end() == problem.start() + 1 && DomainSyntax.isDash(text.charAt(problem.start()))) {
            boolean bare = Places.of(word).text().equals(word.text());
            return reports.bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    problem.message(),
                    "write `" + hyphens + "`",
                    bare ? hyphens : null);
        }
        return reports.badPart(
                DiagnosticCode.BAD_DOMAIN,
                word,
                from + problem.start(),
                problem.start() == problem.end() ? 0 : from + problem.end(),
                problem.message(),
                problem.help());
    }

    /**
     * A domain in the manner of another place.
     *
     * @param meant stands for the whole word
     * @param quoted the quotes of the word belong to the mistake
     */
    private record Habit(
            String message, String help, @Nullable String meant, boolean quoted) {}

    private static Optional<Habit> habit(String text) {
        Matcher lookup = TABLE.matcher(text);
        if (lookup.matches()) {
            return Optional.of(new Habit(
                    "`" + text + "` is a table of Postfix",
                    "write the domains, or take them from a CSV file: `from \"domains.csv\" column domain`",
                    null,
                    false));
        }
        if (text.matches("\\$[A-Za-z_][A-Za-z0-9_]*")) {
            return Optional.of(new Habit(
                    "`" + text + "` is a variable: there are none in this language",
                    "write the domain itself, or a list: `domains mine = contoso.com`",
                    null,
                    false));
        }
        Matcher web = WEB.matcher(text);
        if (web.matches()) {
            return habit("`" + text + "` is an address of the web", web.group(1));
        }
        Matcher space = ADDRESS_SPACE.matcher(text);
        if (space.matches() && DomainSyntax.read(space.group(1)).name().isPresent()) {
            return habit("`" + text + "` is an address space of Exchange", space.group(1));
        }
        Optional<String> inner = ValueReports.unwrapped(text);
        if (inner.isPresent() && DomainSyntax.read(inner.get()).name().isPresent()) {
            return habit("`" + inner.get() + "` stands in quotes or brackets of another language", inner.get());
        }
        if (text.matches("\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?")
                || text.matches("[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:./]*")) {
            return Optional.of(new Habit(
                    "`" + text + "` is an address or network, a domain is wanted here",
                    "write a domain; networks stand behind `networks` in an endpoint, behind `network` in a connector",
                    null,
                    false));
        }
        List<String> parts = Arrays.stream(text.split("[\\s,;]+"))
                .filter(part -> !part.isEmpty())
                .toList();
        boolean dotted = text.indexOf('.') >= 0 || text.indexOf(',') >= 0;
        if (parts.size() > 1 && !dotted) {
            return Optional.of(new Habit(
                    "`" + text + "` is a name in words, a domain or an address is wanted here",
                    "write the address, as in `bob@contoso.com`",
                    null,
                    false));
        }
        boolean several = parts.size() > 1
                && parts.stream()
                        .allMatch(part -> DomainSyntax.read(part).name().isPresent());
        if (several) {
            String meant = String.join(", ", parts);
            return Optional.of(new Habit(
                    "`" + text + "` is " + parts.size() + " values in one pair of quotes",
                    "write `" + meant + "`",
                    meant,
                    true));
        }
        return Optional.empty();
    }

    private static Optional<Habit> habit(String message, String meant) {
        return Optional.of(new Habit(message, "write `" + meant + "`", meant, false));
    }

    /** Only of what is written in Unicode: an ACE spelling was copied and cannot deceive the eye. */
    private void mixedAlphabets(Word word, String text, DomainName name) {
        for (String label : text.split("[.\u3002\uFF0E\uFF61]")) {
            if (Scripts.CHECKER.failsChecks(java.text.Normalizer.normalize(label, java.text.Normalizer.Form.NFKC))) {
                reports.note(
                        Diagnostic.of(
                                        DiagnosticCode.MIXED_SCRIPTS,
                                        Places.of(word),
                                        "`" + label + "` mixes letters of several alphabets: it is `" + name + "`")
                                .withHelp("letters that look alike are other letters: type the domain anew; if it is"
                                        + " meant so, write `" + name + "`"),
                        word);
                return;
            }
        }
    }

    /** Whether a character stands there that is part of no atom (RFC 5322 3.2.3). */
    private static boolean needsQuotes(String local) {
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c <= 0x20 || "()<>[]:;\\,\"".indexOf(c) >= 0) {
                return true;
            }
        }
        return false;
    }

    private Optional<DomainName> addressLiteral(Word word, String text) {
        String inner = text.substring(1, text.length() - 1);
        String address = inner.regionMatches(true, 0, "IPv6:", 0, 5) ? inner.substring(5) : inner;
        String tag = address.indexOf(':') >= 0 ? "ipv6:" : "";
        try {
            // With the tag that an envelope has (RFC 5321 4.1.3), and in the one form of an address (RFC 5952).
            return Optional.of(new DomainName("[" + tag + AddressSyntax.parse(address) + "]"));
        } catch (AddressSyntax.Malformed malformed) {
            return reports.bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    malformed.what(),
                    "an address literal is written `[192.0.2.1]` or `[IPv6:2001:db8::1]`");
        }
    }
}
