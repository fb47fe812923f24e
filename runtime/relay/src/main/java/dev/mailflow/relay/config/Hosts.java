package dev.mailflow.relay.config;

import dev.mailflow.relay.mail.DomainMapping;
import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.NextHop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Reads and writes {@code host}, {@code host:port}, {@code 192.0.2.1:25} and {@code [2001:db8::1]:25}. */
public final class Hosts {
    private Hosts() {}

    static Optional<NextHop> hop(String text, int otherwise) {
        String host;
        String rest;
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0) {
                return Optional.empty();
            }
            host = text.substring(1, close);
            rest = text.substring(close + 1);
            if (address(host).isEmpty()) {
                return Optional.empty();
            }
        } else {
            int colon = text.indexOf(':');
            boolean bareSix = colon >= 0 && text.indexOf(':', colon + 1) >= 0;
            host = colon < 0 || bareSix ? text : text.substring(0, colon);
            rest = colon < 0 || bareSix ? "" : text.substring(colon);
        }
        int port = rest.isEmpty() ? otherwise : rest.matches(":[0-9]{1,5}") ? Integer.parseInt(rest.substring(1)) : 0;
        if (port < 1 || port > 65535) {
            return Optional.empty();
        }
        return name(host).map(name -> new NextHop(name, port));
    }

    /** A host without a port, in the form that next hops have. */
    static Optional<String> name(String text) {
        return address(text)
                .map(IpAddress::toString)
                .or(() -> DomainMapping.toAscii(text).map(DomainName::text));
    }

    static Optional<InetSocketAddress> socket(String text, int otherwise) {
        return hop(text, otherwise)
                .flatMap(hop -> address(hop.host()).map(address -> new InetSocketAddress(inet(address), hop.port())));
    }

    /** Address and port, as they are written in a configuration. */
    public static String text(InetSocketAddress socket) {
        String address = IpAddress.of(socket.getAddress().getAddress()).toString();
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + socket.getPort();
    }

    static Optional<IpAddress> address(String text) {
        try {
            return Optional.of(IpAddress.of(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static InetAddress inet(IpAddress address) {
        try {
            // A numeric text is never looked up.
            return InetAddress.getByName(address.toString());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
