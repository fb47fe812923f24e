package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.type.NextHop;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One thing that is not as the policy says, on the ways between sites. */
public sealed interface Fault {
    /** A name or an address, an IPv6 address in brackets, with or without a port. */
    Pattern HOST = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^\\[\\]:]+))(?::(\\d{1,5}))?");

    /** As {@code --fault} writes it. */
    String words();

    /** What it does, as part of a sentence: {@code the certificate of `hq` no longer matches}. */
    String sentence();

    /**
     * Reads what {@link #words} writes: {@code cert ENDPOINT} or {@code host HOST[:PORT]}.
     *
     * @return empty if it is neither
     */
    static Optional<Fault> read(String text) {
        String[] words = text.strip().split("\\s+");
        if (words.length != 2) {
            return Optional.empty();
        }
        return switch (words[0]) {
            case "cert" -> Optional.of(new CertificateLost(words[1]));
            case "host" -> host(words[1]).map(HostDown::new);
            default -> Optional.empty();
        };
    }

    private static Optional<NextHop> host(String text) {
        Matcher matcher = HOST.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        int port = matcher.group(3) == null ? NextHop.SMTP_PORT : Integer.parseInt(matcher.group(3));
        return port < 1 || port > 65535
                ? Optional.empty()
                : Optional.of(new NextHop(name.toLowerCase(Locale.ROOT), port));
    }

    /** The certificate that the endpoint shows is expired, revoked or another: it proves nothing any more. */
    record CertificateLost(String endpoint) implements Fault {
        @Override
        public String words() {
            return "cert " + endpoint;
        }

        @Override
        public String sentence() {
            return "the certificate of `" + endpoint + "` no longer matches";
        }
    }

    /** The host takes no mail: what goes to it goes to the next one that its connector names. */
    record HostDown(NextHop host) implements Fault {
        @Override
        public String words() {
            return "host " + host;
        }

        @Override
        public String sentence() {
            return "host `" + host + "` is down";
        }
    }
}
