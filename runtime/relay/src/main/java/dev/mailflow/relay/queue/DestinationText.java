package dev.mailflow.relay.queue;

import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsDemand.Level;
import dev.mailflow.runtime.TlsVersion;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A destination as one line of text: what the queue keeps, and the key by which deliveries are brought together. Fields
 * are divided by bars, items by commas; no host name, address or pattern holds either.
 */
public final class DestinationText {
    private static final String LOCAL = "local";

    private DestinationText() {}

    public static String write(Destination destination) {
        if (!(destination instanceof Destination.Remote remote)) {
            return LOCAL;
        }
        TlsDemand tls = remote.tls();
        return String.join(
                "|",
                remote.hosts().stream()
                        .map(hop -> hop.host() + " " + hop.port())
                        .collect(Collectors.joining(",")),
                remote.mxDomain(),
                tls.level().name(),
                tls.minimum().name(),
                names(tls.serverNames()),
                names(tls.presented()),
                tls.mtaSts().name(),
                tls.dane().name());
    }

    private static String names(List<CertificateName> names) {
        return names.stream().map(CertificateName::pattern).collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException if the text was not written by {@link #write} */
    public static Destination read(String text) {
        if (text.equals(LOCAL)) {
            return new Destination.Local();
        }
        String[] fields = text.split("\\|", -1);
        if (fields.length != 8) {
            throw new IllegalArgumentException("not a destination: " + text);
        }
        List<NextHop> hosts = items(fields[0]).stream()
                .map(item -> new NextHop(
                        item.substring(0, item.indexOf(' ')), Integer.parseInt(item.substring(item.indexOf(' ') + 1))))
                .toList();
        return new Destination.Remote(
                hosts,
                fields[1],
                new TlsDemand(
                        Level.valueOf(fields[2]),
                        TlsVersion.valueOf(fields[3]),
                        items(fields[4]).stream().map(CertificateName::new).toList(),
                        items(fields[5]).stream().map(CertificateName::new).toList(),
                        DestinationPolicy.valueOf(fields[6]),
                        DestinationPolicy.valueOf(fields[7])));
    }

    private static List<String> items(String field) {
        return field.isEmpty() ? List.of() : List.of(field.split(",", -1));
    }
}
