package dev.mailflow.relay.mail;

import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.IpAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the paths of MAIL and RCPT by the grammar of RFC 5321 4.1.2, extended by RFC 6531 3.3. Source routes are read and
 * dropped (RFC 5321 appendix C); a percent sign or an exclamation mark is an ordinary character of a local part and is
 * never taken for a route.
 */
public final class PathParser {
    private static final int LONGEST_PATH = 256;

    private final String text;
    private final Letters letters;
    private int at;

    private PathParser(String text, int at, Letters letters) {
        this.text = text;
        this.at = at;
        this.letters = letters;
    }

    /** Which characters an address may hold. */
    public enum Letters {
        ASCII,
        /** Under SMTPUTF8. */
        UNICODE;

        /** Whether a character beyond ASCII may stand there. */
        boolean allow(char c) {
            // C1 controls and directional marks would make an address read other than it is.
            return this == UNICODE
                    && c >= 0xA0
                    && !(c >= 0x200E && c <= 0x200F)
                    && !(c >= 0x2028 && c <= 0x202E)
                    && !(c >= 0x2066 && c <= 0x2069);
        }
    }

    /**
     * A path, or why it is none.
     *
     * @param address empty for {@code <>}, for {@code <postmaster>} and for a refusal
     * @param end where the path ended in the text
     * @param refusal empty if there is none
     */
    public record Path(Optional<EnvelopeAddress> address, Kind kind, int end, String refusal) {}

    /** What a path says. */
    public enum Kind {
        ADDRESS,
        EMPTY,
        POSTMASTER,
        REFUSED
    }

    /** Reads the path that begins at {@code start}. */
    public static Path parse(String text, int start, Letters letters) {
        return new PathParser(text, start, letters).path();
    }

    private Path path() {
        int start = at;
        if (!take('<')) {
            return refused("an address stands in angle brackets");
        }
        if (take('>')) {
            return new Path(Optional.empty(), Kind.EMPTY, at, "");
        }
        if (peek() == '@' && !skipRoute()) {
            return refused("malformed source route");
        }
        int localStart = at;
        boolean local = peek() == '"' ? quotedString() : dotString();
        if (!local) {
            return refused("malformed local part");
        }
        String localPart = text.substring(localStart, at);
        if (peek() == '>' && localPart.toLowerCase(Locale.ROOT).equals("postmaster")) {
            at++;
            return new Path(Optional.empty(), Kind.POSTMASTER, at, "");
        }
        if (!take('@')) {
            return refused("no domain");
        }
        Optional<DomainName> domain = peek() == '[' ? literal() : domain();
        if (domain.isEmpty()) {
            return refused("malformed domain");
        }
        if (!take('>')) {
            return refused("an address ends with an angle bracket");
        }
        if (octets(text.substring(start, at)) > LONGEST_PATH) {
            return refused("path longer than 256 octets");
        }
        return new Path(Optional.of(new EnvelopeAddress(localPart, domain.get())), Kind.ADDRESS, at, "");
    }

    private boolean skipRoute() {
        do {
            if (!take('@') || (peek() == '[' ? literal() : domain()).isEmpty()) {
                return false;
            }
        } while (take(','));
        return take(':');
    }

    private boolean dotString() {
        do {
            int start = at;
            while (at < text.length() && isAtomText(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                return false;
            }
        } while (take('.'));
        return true;
    }

    private boolean quotedString() {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c == '\\') {
                if (at == text.length() || text.charAt(at) < ' ' || text.charAt(at) > '~') {
                    return false;
                }
                at++;
            } else if (c < ' ' || c == 0x7F || c > '~' && !letters.allow(c)) {
                return false;
            }
        }
        return false;
    }

    private Optional<DomainName> domain() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '>' && text.charAt(at) != ',' && text.charAt(at) != ':') {
            if (text.charAt(at) > '~' && !letters.allow(text.charAt(at))) {
                return Optional.empty();
            }
            at++;
        }
        return DomainMapping.ofEnvelope(text.substring(start, at));
    }

    /** RFC 5321 4.1.3; a general address literal has no registered tag, so it is refused. */
    private Optional<DomainName> literal() {
        int close = text.indexOf(']', at);
        if (close < 0) {
            return Optional.empty();
        }
        String inner = text.substring(at + 1, close);
        at = close + 1;
        // In the one form of an address (RFC 5952), for policies compare it as a text.
        return addressOf(inner).map(address -> DomainName.of("[" + (address.isV4() ? "" : "IPv6:") + address + "]"));
    }

    /** What stands between the brackets of an address literal. */
    private static Optional<IpAddress> addressOf(String inner) {
        boolean six = inner.regionMatches(true, 0, "IPv6:", 0, 5);
        String digits = six ? inner.substring(5) : inner;
        if (six != digits.indexOf(':') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(IpAddress.of(digits));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private boolean isAtomText(char c) {
        return DomainMapping.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0 || letters.allow(c);
    }

    private static int octets(String part) {
        return part.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean take(char expected) {
        if (peek() != expected || at >= text.length()) {
            return false;
        }
        at++;
        return true;
    }

    private Path refused(String why) {
        return new Path(Optional.empty(), Kind.REFUSED, at, why);
    }
}
