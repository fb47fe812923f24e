package dev.mailflow.compiler.targets.postfix.importing;

import com.ibm.icu.text.IDNA;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys of tables, and expressions that say no more than a key, as patterns of a policy. */
final class AddressPatterns {
    private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII);

    /** What an expression for a domain or an address may be made of: letters, digits, and quoted signs. */
    private static final String LITERAL = "((?:[\\w\\x{80}-\\x{10FFFF}-]|\\\\[.+=_&#-])+)";

    /** Not both anchors around nothing or around one sign. */
    private static final Pattern EVERYTHING =
            Pattern.compile("\\^?\\.?|\\.?\\$|\\^?\\.[*+]\\$?|\\^?\\.[*+]@\\.[*+]\\$?");

    private static final Pattern ADDRESS = Pattern.compile("\\^" + LITERAL + "@" + LITERAL + "\\$");
    private static final Pattern DOMAIN = Pattern.compile("(?:\\^?(?:\\.\\*|\\(\\.\\*\\)))?@" + LITERAL + "\\$");
    private static final Pattern ONE_LABEL =
            Pattern.compile("(?:\\^?\\.\\*)?@\\[\\^@?\\\\?\\.@?\\]\\+\\\\\\." + LITERAL + "\\$");
    private static final Pattern BELOW = Pattern.compile(
            "(?:(?:\\^?\\.\\*)?@(?:\\[\\^@\\]|\\.)[+]\\\\\\.|(?:\\^?\\.\\*)?\\\\\\.)" + LITERAL + "\\$");
    private static final Pattern AT_OR_BELOW = Pattern.compile(
            "(?:\\^?\\.\\*)?(?:\\[@\\.\\]|\\[\\.@\\]|@\\(\\.\\*\\\\\\.\\)\\?|\\(@\\|\\\\\\.\\))" + LITERAL + "\\$");

    private AddressPatterns() {}

    /** Whether a domain as a key means what is below it as well ({@code parent_domain_matches_subdomains} of postconf(5)). */
    enum Parents {
        MATCH,
        NEED_A_DOT
    }

    /** All patterns that mean the address, the most specific first: what an index of patterns is asked for. */
    static List<AddressPattern> meaning(Optional<MailAddress> address) {
        List<AddressPattern> patterns = new ArrayList<>();
        if (address.isEmpty()) {
            patterns.add(new AddressPattern.EmptySender());
        } else {
            DomainName domain = address.get().domain();
            patterns.add(new AddressPattern.Address(address.get()));
            patterns.add(new AddressPattern.Exact(domain));
            patterns.add(new AddressPattern.Suffix(Depth.AT_OR_BELOW, domain));
            String text = domain.isAddressLiteral() ? "" : domain.text();
            int first = text.indexOf('.');
            for (int dot = first; dot >= 0; dot = text.indexOf('.', dot + 1)) {
                DomainName parent = new DomainName(text.substring(dot + 1));
                if (dot == first) {
                    patterns.add(new AddressPattern.Suffix(Depth.ONE_LABEL, parent));
                }
                patterns.add(new AddressPattern.Suffix(Depth.BELOW, parent));
                patterns.add(new AddressPattern.Suffix(Depth.AT_OR_BELOW, parent));
            }
        }
        patterns.add(new AddressPattern.Any());
        return patterns;
    }

    /** A key of access(5); empty for one that is about the local part alone, or none. */
    static Optional<AddressPattern> ofAccessKey(String key, Parents parents) {
        if (key.equals("<>")) {
            return Optional.of(new AddressPattern.EmptySender());
        }
        int at = key.lastIndexOf('@');
        if (at > 0) {
            return address(key.substring(0, at), key.substring(at + 1));
        }
        if (at == 0 || key.indexOf('*') >= 0) {
            return Optional.empty();
        }
        if (key.startsWith(".")) {
            return parents == Parents.MATCH ? Optional.empty() : suffix(Depth.BELOW, key.substring(1));
        }
        return parents == Parents.MATCH
                ? suffix(Depth.AT_OR_BELOW, key)
                : domain(key).map(AddressPattern.Exact::new);
    }

    /** A key of transport(5), or of a table of senders: {@code *} is everything, {@code @x} a domain; a name of one label is none. */
    static Optional<AddressPattern> ofTransportKey(String key, Parents parents) {
        if (key.equals("*")) {
            return Optional.of(new AddressPattern.Any());
        }
        String plain = key.startsWith("@") ? key.substring(1) : key;
        boolean named = plain.indexOf('@') > 0 || plain.indexOf('.') >= 0;
        return named ? ofAccessKey(plain, key.startsWith("@") ? Parents.NEED_A_DOT : parents) : Optional.empty();
    }

    /** As a policy writes it: {@code u@x}, {@code x}, {@code ?.x}, {@code *.x}, {@code .x}, {@code *}. */
    static Optional<AddressPattern> ofPolicy(String pattern) {
        if (pattern.equals("*")) {
            return Optional.of(new AddressPattern.Any());
        }
        for (Depth depth : Depth.values()) {
            if (pattern.startsWith(depth.prefix())) {
                return suffix(depth, pattern.substring(depth.prefix().length()));
            }
        }
        return ofAccessKey(pattern, Parents.NEED_A_DOT);
    }

    /**
     * What an expression of regexp_table(5) or pcre_table(5) means of addresses, where a pattern of a policy means the same.
     *
     * @param expression without the slashes around it
     */
    static Optional<AddressPattern> ofExpression(String expression) {
        if (expression.equals("^<>$")) {
            return Optional.of(new AddressPattern.EmptySender());
        }
        if (EVERYTHING.matcher(expression).matches()) {
            return Optional.of(new AddressPattern.Any());
        }
        Matcher address = ADDRESS.matcher(expression);
        if (address.matches()) {
            return address(plain(address.group(1)), plain(address.group(2)));
        }
        Matcher domain = DOMAIN.matcher(expression);
        if (domain.matches()) {
            return domain(plain(domain.group(1))).map(AddressPattern.Exact::new);
        }
        return suffix(ONE_LABEL, Depth.ONE_LABEL, expression)
                .or(() -> suffix(BELOW, Depth.BELOW, expression))
                .or(() -> suffix(AT_OR_BELOW, Depth.AT_OR_BELOW, expression));
    }

    /** The same of expressions that are asked about a domain alone. */
    static Optional<AddressPattern> ofDomainExpression(String expression) {
        String form = expression.replaceFirst("^\\^\\.[*+](?=\\\\\\.)", "");
        if (form.startsWith("^[^.]+\\.")) {
            return domain(Depth.ONE_LABEL, form.substring("^[^.]+\\.".length()));
        }
        if (form.startsWith("(^|\\.)")) {
            return domain(Depth.AT_OR_BELOW, form.substring("(^|\\.)".length()));
        }
        if (form.startsWith("\\.")) {
            return domain(Depth.BELOW, form.substring(2));
        }
        return form.matches("\\^" + LITERAL + "\\$")
                ? domain(plain(form.substring(1, form.length() - 1))).map(AddressPattern.Exact::new)
                : Optional.empty();
    }

    private static Optional<AddressPattern> domain(Depth depth, String literal) {
        return literal.matches(LITERAL + "\\$")
                ? suffix(depth, plain(literal.substring(0, literal.length() - 1)))
                : Optional.empty();
    }

    private static Optional<AddressPattern> suffix(Pattern form, Depth depth, String expression) {
        Matcher matcher = form.matcher(expression);
        return matcher.matches() ? suffix(depth, plain(matcher.group(1))) : Optional.empty();
    }

    private static String plain(String quoted) {
        return quoted.replace("\\", "");
    }

    private static Optional<AddressPattern> suffix(Depth depth, String domain) {
        return domain(domain).map(name -> new AddressPattern.Suffix(depth, name));
    }

    private static Optional<AddressPattern> address(String local, String domain) {
        return domain(domain)
                .map(name -> new AddressPattern.Address(new MailAddress(local.toLowerCase(Locale.ROOT), name)));
    }

    /** As all domains are compared (RFC 5890); empty for what is none. */
    static Optional<DomainName> domain(String text) {
        if (!text.matches("[^\\s/:$!\\[\\]@*?.]+(\\.[^\\s/:$!\\[\\]@*?.]+)*")) {
            return Optional.empty();
        }
        StringBuilder ascii = new StringBuilder();
        IDNA.Info info = new IDNA.Info();
        UTS46.nameToASCII(text.toLowerCase(Locale.ROOT), ascii, info);
        boolean isHost = ascii.toString().matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
        return info.hasErrors() || !isHost ? Optional.empty() : Optional.of(new DomainName(ascii.toString()));
    }

    /** The key of such a table as the policy writes it; empty for what is neither an address nor a domain. */
    static Optional<String> ofTransportRow(Tables.Row row, Parents parents) {
        return row.meaning().or(() -> ofTransportKey(row.key(), parents)).map(AddressPattern::text);
    }
}
