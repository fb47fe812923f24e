package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.resolve.Suggestions;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sizes, TLS versions, numbers, names of headers, and words out of a few. */
final class SmallValues {
    /** What other systems say for it. */
    private static final Map<String, String> OTHER_WORDS = Map.of(
            "software sendmail", "smtp",
            "software exim", "smtp",
            "subscription e1", "exchange-online",
            "subscription e3", "exchange-online",
            "subscription e5", "exchange-online");

    /** Where the words of a choice do not explain themselves. */
    private static final Map<String, String> CHOICES = Map.of(
            "directory",
            "the only value is `complete`: without it more mailboxes may exist than are declared, so leave the line out",
            "subscription",
            "write `exchange-online` if it has mailboxes in the cloud (as E1, E3, E5 have), `eop` if it only filters mail");

    private static final Set<String> YES = Set.of("yes", "true", "on", "enabled", "enable", "1", "allowed", "permit");
    private static final Set<String> NO = Set.of(
            "no",
            "false",
            "off",
            "disabled",
            "disable",
            "0",
            "deny",
            "reject",
            "refused",
            "block",
            "blocked",
            "none",
            "undone",
            "never",
            "disallow",
            "disallowed");

    /** Of a property that can be one way or the other: what yes and no mean. */
    private static final Map<String, List<String>> ANSWERS =
            Map.of("direct-send", List.of("allow", "refuse"), "hybrid", List.of("done", "not-done"));

    private final ValueReports reports;

    SmallValues(ValueReports reports) {
        this.reports = reports;
    }

    /** Octets. */
    Optional<Long> size(Word word) {
        int end = endOfNumber(word.text());
        if (end == 0 || !isLetters(word.text(), end)) {
            String digits = word.text().replaceAll("[',._ ]", "");
            boolean grouped = digits.matches("\\d{1,15}");
            return reports.bad(
                    DiagnosticCode.BAD_SIZE,
                    word,
                    "`" + word.text() + "` is not a size",
                    grouped
                            ? "write its digits without signs between them: `" + digits + "`"
                            : sizeHelp() + "; without `size` there is no limit",
                    grouped ? digits : null);
        }
        String number = word.text().substring(0, end);
        String written = word.text().substring(end);
        String unit = written.toLowerCase(Locale.ROOT);
        Optional<Long> factor = SizeUnit.octets(unit);
        if (factor.isEmpty()) {
            String guess =
                    unit.startsWith("k") ? "KiB" : unit.startsWith("g") ? "GiB" : unit.startsWith("m") ? "MiB" : "";
            return reports.bad(
                    DiagnosticCode.BAD_SIZE,
                    word,
                    "`" + written + "` is not a unit of size",
                    guess.isEmpty() ? sizeHelp() : "write `" + number + guess + "`; " + sizeHelp(),
                    guess.isEmpty() ? null : number + guess);
        }
        BigDecimal octets = new BigDecimal(number).multiply(BigDecimal.valueOf(factor.get()));
        if (octets.compareTo(BigDecimal.valueOf(1L << 50)) > 0) {
            return reports.bad(
                    DiagnosticCode.BAD_SIZE,
                    word,
                    "`" + word.text() + "` is larger than any message",
                    sizeHelp(),
                    null);
        }
        if (octets.stripTrailingZeros().scale() > 0) {
            return reports.bad(
                    DiagnosticCode.BAD_SIZE,
                    word,
                    "`" + word.text() + "` is not a whole number of octets",
                    sizeHelp(),
                    null);
        }
        return Optional.of(octets.longValueExact());
    }

    /** Of at most 18 digits, and at most 9 behind a point; 0 where there is none. */
    private static int endOfNumber(String text) {
        int end = endOfDigits(text, 0);
        if (end == 0 || end > 18) {
            return 0;
        }
        if (end == text.length() || text.charAt(end) != '.') {
            return end;
        }
        int fraction = endOfDigits(text, end + 1);
        return fraction == end + 1 || fraction > end + 10 ? 0 : fraction;
    }

    private static int endOfDigits(String text, int begin) {
        int end = begin;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static boolean isLetters(String text, int begin) {
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) {
                return false;
            }
        }
        return true;
    }

    private static String sizeHelp() {
        return "a size is a number of octets or has a unit: `20MiB`, `500KiB` or `20MB` (a million octets each)";
    }

    Optional<TlsVersion> tlsVersion(Word word) {
        for (TlsVersion version : TlsVersion.values()) {
            if (version.text().equals(word.text())) {
                return Optional.of(version);
            }
        }
        String digits = word.text().replaceAll("[^0-9.]", "");
        String guess = digits.equals("12") || digits.equals("1.2")
                ? "1.2"
                : digits.equals("13") || digits.equals("1.3") ? "1.3" : null;
        return reports.bad(
                DiagnosticCode.BAD_TLS_VERSION,
                word,
                "`" + word.text() + "` is not a version of TLS",
                guess == null ? "write `tls 1.2` or `tls 1.3`" : "write `tls " + guess + "`",
                guess);
    }

    /** A version that can be demanded: what is older than 1.2 is deprecated (RFC 8996). */
    Optional<TlsVersion> demandableTlsVersion(Word word) {
        Optional<TlsVersion> version = tlsVersion(word);
        if (version.isPresent() && version.get().compareTo(TlsVersion.TLS_1_2) < 0) {
            return reports.bad(
                    DiagnosticCode.BAD_TLS_VERSION,
                    word,
                    "TLS " + word.text() + " is no protection and cannot be asked for (RFC 8996)",
                    "write `tls` for any version, `tls 1.2` or `tls 1.3`",
                    null);
        }
        return version;
    }

    /** One to nine digits: what an int holds. */
    private static boolean isCount(String text) {
        boolean isCount = !text.isEmpty() && text.length() <= 9;
        for (int i = 0; isCount && i < text.length(); i++) {
            isCount = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return isCount;
    }

    Optional<Integer> number(Word word, int least, int most, String what) {
        if (isCount(word.text())) {
            int number = Integer.parseInt(word.text());
            if (number >= least && number <= most) {
                return Optional.of(number);
            }
        }
        return reports.bad(
                DiagnosticCode.BAD_NUMBER,
                word,
                "`" + word.text() + "` is not " + what,
                "write a number from " + least + " to " + most,
                null);
    }

    Optional<String> headerName(Word word) {
        String text =
                word.text().endsWith(":") ? word.text().substring(0, word.text().length() - 1) : word.text();
        boolean good = !text.isEmpty() && text.length() <= 998;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            good &= c > 0x20 && c < 0x7F && c != ':';
        }
        if (!good) {
            return reports.bad(
                    DiagnosticCode.BAD_HEADER,
                    word,
                    "`" + word.text() + "` is not the name of a header",
                    "write its name without the colon, as in `X-Originating-Tenant`",
                    null);
        }
        return Optional.of(text.toLowerCase(Locale.ROOT));
    }

    /** One of a few words. */
    Optional<String> choice(Word word, String property, List<String> choices) {
        if (choices.contains(word.text())) {
            return Optional.of(word.text());
        }
        Optional<String> near = Suggestions.nearest(word.text(), choices)
                .or(() -> otherWord(property, word.text().toLowerCase(Locale.ROOT)));
        return reports.bad(
                DiagnosticCode.BAD_PROPERTY_VALUE,
                word,
                "`" + property + "` cannot be `" + word.text() + "`",
                near.filter(found -> !CHOICES.containsKey(property)
                                || Suggestions.nearest(word.text(), choices).isPresent())
                        .map(found -> Suggestions.phrase(word.text(), found))
                        .orElse(CHOICES.getOrDefault(
                                property,
                                (choices.size() == 1 ? "the only value is " : "write one of ")
                                        + String.join(
                                                ", ",
                                                choices.stream()
                                                        .map(c -> "`" + c + "`")
                                                        .toList()))),
                near.orElse(null));
    }

    private static Optional<String> otherWord(String property, String word) {
        List<String> answers = ANSWERS.getOrDefault(property, List.of());
        if (!answers.isEmpty() && (YES.contains(word) || NO.contains(word))) {
            return Optional.of(answers.get(YES.contains(word) ? 0 : 1));
        }
        return Optional.ofNullable(OTHER_WORDS.get(property + " " + word));
    }
}
