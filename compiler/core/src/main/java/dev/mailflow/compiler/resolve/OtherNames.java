package dev.mailflow.compiler.resolve;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Names that people give to what has another name here. */
final class OtherNames {
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

    private OtherNames() {}

    /** The predeclared endpoint that is meant. */
    static Optional<String> ofEndpoint(String name) {
        return Optional.ofNullable(ENDPOINTS.get(name.toLowerCase(Locale.ROOT)));
    }

    static boolean isDomain(String text) {
        return text.matches("([A-Za-z0-9-]+\\.)+[A-Za-z]{2,63}");
    }

    static boolean isNetwork(String text) {
        return text.matches("\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?|[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:./]*");
    }

    /** The text with plain letters and hyphens, if that is a name. */
    static Optional<String> plain(String text) {
        StringBuilder plain = new StringBuilder();
        for (char c : Normalizer.normalize(text, Normalizer.Form.NFKD).toCharArray()) {
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
