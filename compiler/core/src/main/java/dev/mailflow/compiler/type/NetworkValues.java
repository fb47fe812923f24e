package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.Places;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses and networks (RFC 4291 2.2, RFC 4632 3.1). */
final class NetworkValues {
    private static final Pattern RANGE = Pattern.compile("([0-9.]+)-([0-9.]+)");
    private static final Pattern PORT = Pattern.compile("([0-9.]+|\\[[^\\]]+\\]):\\d{1,5}");
    private static final Pattern STARS = Pattern.compile("((?:\\d{1,3}\\.){1,3})(?:\\*\\.?){1,3}");

    private final ValueReports reports;

    NetworkValues(ValueReports reports) {
        this.reports = reports;
    }

    Optional<Network> network(Word word) {
        String text = word.text();
        if (ValueReports.isReported(word)) {
            return Optional.empty();
        }
        int slash = text.indexOf('/');
        String addressText = slash < 0 ? text : text.substring(0, slash);
        IpAddress address;
        try {
            address = AddressSyntax.parse(unbracketed(addressText));
        } catch (AddressSyntax.Malformed malformed) {
            return notANetwork(word, malformed);
        }
        boolean v4Text = addressText.indexOf(':') < 0;
        int longest = v4Text ? 32 : 128;
        int prefix = longest;
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            prefix = prefix(digits);
            if (prefix < 0 || prefix > longest) {
                return badPrefix(word, addressText, digits, longest);
            }
        }
        if (!v4Text && address.isV4()) {
            if (prefix < 96) {
                return reports.bad(
                        DiagnosticCode.BAD_NETWORK,
                        word,
                        "`" + text + "` is wider than all of IPv4",
                        "IPv4-mapped addresses are IPv4 addresses here: write an IPv4 network");
            }
            prefix -= 96;
        }
        Network network = Network.around(address, prefix);
        if (!network.base().equals(address)) {
            reports.note(
                    Diagnostic.of(
                                    DiagnosticCode.HOST_BITS,
                                    Places.of(word),
                                    "`" + text + "` is an address within a network; the network `" + network
                                            + "` is meant")
                            .withHelp("write `" + network + "`, or the address alone for this one host")
                            .withFix(new Fix("replace by `" + network + "`", Places.of(word), network.toString())),
                    word);
        }
        return Optional.of(network);
    }

    Optional<IpAddress> address(Word word) {
        try {
            return Optional.of(AddressSyntax.parse(unbracketed(word.text())));
        } catch (AddressSyntax.Malformed malformed) {
            String text = word.text();
            if (text.indexOf('/') > 0) {
                return reports.bad(
                        DiagnosticCode.BAD_NETWORK,
                        word,
                        "`" + text + "` is a network, one address is wanted here",
                        "write an address of it, as in `192.0.2.1`");
            }
            if (text.matches("\\d{1,3}(\\.\\d{1,3}){3}:\\d{1,5}")) {
                String bare = text.substring(0, text.indexOf(':'));
                return reports.bad(
                        DiagnosticCode.BAD_NETWORK,
                        word,
                        "the port of a client does not matter",
                        "write its address alone: `" + bare + "`",
                        bare);
            }
            if (isHostName(text)) {
                return reports.bad(
                        DiagnosticCode.BAD_NETWORK,
                        word,
                        "`" + text + "` is a name, the address of the client is wanted here",
                        "write the address from which it connects, as in `192.0.2.1`");
            }
            return reports.badPart(
                    DiagnosticCode.BAD_NETWORK,
                    word,
                    malformed.start(),
                    malformed.end(),
                    malformed.what(),
                    malformed.help());
        }
    }

    private static boolean isAddress(String text) {
        try {
            AddressSyntax.parse(unbracketed(text));
            return true;
        } catch (AddressSyntax.Malformed malformed) {
            return false;
        }
    }

    private Optional<Network> notANetwork(Word word, AddressSyntax.Malformed malformed) {
        String text = word.text();
        Matcher stars = STARS.matcher(text);
        if (stars.matches()) {
            int octets = stars.group(1).split("\\.").length;
            String meant = stars.group(1) + "0.0.0".substring(0, 2 * (4 - octets) - 1) + "/" + 8 * octets;
            return reports.bad(
                    DiagnosticCode.BAD_NETWORK,
                    word,
                    "`" + text + "` is not how a network is written",
                    "write the number of its bits: `" + meant + "`",
                    meant);
        }
        if (text.startsWith("!")) {
            return reports.bad(
                    DiagnosticCode.BAD_NETWORK,
                    word,
                    "a list of networks has no exceptions",
                    "leave `" + text + "` out and write the networks around it; a second endpoint with `"
                            + text.substring(1) + "` goes first, its network is longer");
        }
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            Optional<String> meant = AddressRange.networks(range.group(1), range.group(2));
            return reports.bad(
                    DiagnosticCode.BAD_NETWORK,
                    word,
                    "`" + text + "` is a range, networks are wanted here",
                    meant.map(networks -> "write `" + networks + "`: the same addresses")
                            .orElse("write networks or single addresses, as in `192.0.2.0/25, 192.0.2.128`"),
                    meant.orElse(null));
        }
        Matcher port = PORT.matcher(text);
        if (port.matches() && isAddress(port.group(1))) {
            String meant = unbracketed(port.group(1));
            return reports.bad(
                    DiagnosticCode.BAD_NETWORK,
                    word,
                    "`" + text + "` has a port, addresses are wanted here",
                    "write `" + meant + "`; a port is said with the hosts that mail is sent to",
                    meant);
        }
        if (text.matches("(\\d{1,3}\\.){1,2}\\d{1,3}/\\d{1,2}")) {
            int slash = text.indexOf('/');
            int octets = text.substring(0, slash).split("\\.").length;
            String meant = text.substring(0, slash) + ".0".repeat(4 - octets) + text.substring(slash);
            return reports.bad(
                    DiagnosticCode.BAD_NETWORK, word, malformed.what(), "did you mean `" + meant + "`?", meant);
        }
        if (isHostName(text)) {
            return reports.bad(
                    DiagnosticCode.BAD_NETWORK,
                    word,
                    "`" + text + "` is a name, addresses are wanted here",
                    "look up its addresses and write them, as in `192.0.2.1`; where mail goes is said by `hosts`");
        }
        return reports.badPart(
                DiagnosticCode.BAD_NETWORK,
                word,
                malformed.start(),
                malformed.end(),
                malformed.what(),
                malformed.help());
    }

    private static boolean isHostName(String text) {
        return text.matches("([A-Za-z0-9-]+\\.)+[A-Za-z][A-Za-z0-9-]+\\.?");
    }

    private Optional<Network> badPrefix(Word word, String address, String digits, int longest) {
        int mask = digits.contains(".") ? maskLength(digits) : -1;
        if (mask >= 0) {
            String meant = address + "/" + mask;
            return reports.bad(
                    DiagnosticCode.BAD_NETWORK,
                    word,
                    "`" + digits + "` is a mask, the number of its bits is wanted here",
                    "write `" + meant + "`",
                    meant);
        }
        String kind = longest == 32 ? "IPv4" : "IPv6";
        String help = digits.isEmpty()
                ? "write the number of network bits, as in `" + address + "/24`, or the address alone"
                : "the number behind `/` is 0 to " + longest + " for " + kind + ", and fewer bits are a wider network";
        return reports.badPart(
                DiagnosticCode.BAD_NETWORK,
                word,
                address.length(),
                word.text().length(),
                digits.isEmpty()
                        ? "no number stands behind the `/`"
                        : "`/" + digits + "` is not the length of a prefix",
                help);
    }

    /** Of a mask in dotted decimal; −1 if it is none. */
    private static int maskLength(String digits) {
        try {
            int bits = (int) AddressSyntax.parse(digits).low();
            int ones = Integer.numberOfLeadingZeros(~bits);
            return ones == 32 || bits << ones == 0 ? ones : -1;
        } catch (AddressSyntax.Malformed malformed) {
            return -1;
        }
    }

    /** One to three digits; −1 for all else. */
    private static int prefix(String digits) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
            if (i == 3) {
                return -1;
            }
        }
        return digits.isEmpty() ? -1 : value;
    }

    private static String unbracketed(String text) {
        return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    }
}
