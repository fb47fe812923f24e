package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names that people give to what has another name here. */
public final class OtherNames {
    private static final Map<String, String> ENDPOINTS = Map.ofEntries(
            Map.entry("o365", "office365"),
            Map.entry("m365", "office365"),
            Map.entry("microsoft365", "office365"),
            Map.entry("exo", "office365"),
            Map.entry("eop", "office365"),
            Map.entry("cloud", "office365"),
            Map.entry("exchange-online", "office365"),
            Map.entry("exchangeonline", "office365"),
            Map.entry("on-prem", "onprem"),
            Map.entry("on-premises", "onprem"),
            Map.entry("on-premise", "onprem"),
            Map.entry("onpremises", "onprem"),
            Map.entry("onpremise", "onprem"),
            Map.entry("*", "internet"),
            Map.entry("all", "internet"),
            Map.entry("everyone", "internet"),
            Map.entry("everybody", "internet"),
            Map.entry("any", "internet"),
            Map.entry("anyone", "internet"),
            Map.entry("world", "internet"),
            Map.entry("external", "internet"),
            Map.entry("outside", "internet"));

    /** What other systems say for hosts that the DNS names. */
    private static final Set<String> LOOKUPS = Set.of(
            "mx",
            "dns",
            "mx-record",
            "mx-records",
            "mxrecord",
            "lookup",
            "auto",
            "automatic",
            "smtp",
            "direct",
            "default");

    /** Octets (RFC 1035 2.3.4). */
    private static final int LONGEST_LABEL = 63;

    private OtherNames() {}

    /** Whether the word stands where a host is wanted for those that the DNS names. */
    public static boolean isLookup(String text) {
        return LOOKUPS.contains(text.toLowerCase(Locale.ROOT));
    }

    /** SHA-1 or SHA-256 in hexadecimal: a certificate by its thumbprint. */
    static boolean isThumbprint(String text) {
        return text.matches("(?i)[0-9a-f]{40}|[0-9a-f]{64}");
    }

    /** The predeclared endpoint that is meant. */
    static Optional<String> ofEndpoint(String name) {
        return Optional.ofNullable(ENDPOINTS.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Labels of letters, digits and hyphens, behind them one of two letters or more. Each end of a connector is asked: a loop. */
    public static boolean isDomain(String text) {
        int last = text.lastIndexOf('.') + 1;
        int letters = text.length() - last;
        if (last < 2 || letters < 2 || letters > LONGEST_LABEL) {
            return false;
        }
        boolean begun = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!(isLetter || i < last && (c == '.' ? begun : c == '-' || c >= '0' && c <= '9'))) {
                return false;
            }
            begun = c != '.';
        }
        return true;
    }

    /**
     * A domain where an endpoint is wanted.
     *
     * @param criterion what chooses messages by their domain there, if anything does
     */
    static Diagnostic domainForEndpoint(
            Word word, Map<String, Declaration.Endpoint> endpoints, Optional<String> criterion) {
        String domain = word.text();
        Diagnostic found = Places.at(
                DiagnosticCode.UNKNOWN_ENDPOINT, word, "`" + domain + "` is a domain, an endpoint is wanted here");
        Optional<String> owner = endpoints.entrySet().stream()
                .filter(endpoint -> holds(endpoint.getValue(), domain))
                .map(Map.Entry::getKey)
                .findFirst();
        if (owner.isPresent()) {
            return found.withHelp("the endpoint of that domain is `" + owner.get() + "`")
                    .withFix(new Fix("replace by `" + owner.get() + "`", word.span(), owner.get()));
        }
        if (criterion.isPresent()) {
            return found.withHelp("write `when " + criterion.get() + " " + domain
                    + "`, or declare an endpoint with `domains " + domain + "` and name it here");
        }
        String name = domain.substring(0, domain.indexOf('.'));
        return found.withHelp("give it a name: `endpoint " + name + " : partner { domains " + domain
                + " }`, and write `" + name + "` here");
    }

    private static boolean holds(Declaration.Endpoint endpoint, String domain) {
        return endpoint.properties().stream()
                .filter(property -> property.key() == Property.Key.DOMAINS)
                .flatMap(property -> property.items().stream())
                .anyMatch(item -> item.span().text().equalsIgnoreCase(domain));
    }

    static boolean isNetwork(String text) {
        return text.matches("\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?|[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:./]*");
    }

    /** Letters of other alphabets that cannot be told from ours by the eye, and ours in the same order (UTS 39). */
    private static final String ALIKE =
            "\u0430\u0435\u043E\u0440\u0441\u0445\u0443\u0456\u0455\u0458\u04BB\u0501\u03BF\u03B1\u03BD";

    private static final String OURS = "aeopcxyisjhdoav";

    /** The first letter that only looks like one of ours. */
    static Optional<Character> lookalike(String text) {
        for (char c : text.toCharArray()) {
            if (ALIKE.indexOf(c) >= 0) {
                return Optional.of(c);
            }
        }
        return Optional.empty();
    }

    /** The text with plain letters and hyphens, if that is a name. */
    static Optional<String> plain(String text) {
        StringBuilder plain = new StringBuilder();
        for (char letter : Normalizer.normalize(text, Normalizer.Form.NFKD).toCharArray()) {
            char c = ALIKE.indexOf(letter) < 0 ? letter : OURS.charAt(ALIKE.indexOf(letter));
            if (c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_')) {
                plain.append(c);
            } else if (c == '.' || c == '/' || c == '@' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212) {
                plain.append('-');
            } else if (Character.getType(c) != Character.NON_SPACING_MARK) {
                return Optional.empty();
            }
        }
        String name = plain.toString();
        return name.isEmpty() || name.startsWith("-") ? Optional.empty() : Optional.of(name);
    }
}
