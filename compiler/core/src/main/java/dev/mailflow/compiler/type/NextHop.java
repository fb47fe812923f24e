package dev.mailflow.compiler.type;

/**
 * A host to send to.
 *
 * @param host a domain in A-labels, or an address without brackets
 * @param port 1 to 65535
 */
public record NextHop(String host, int port) {
    public static final int SMTP_PORT = 25;

    public NextHop {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    /** An IPv6 address in brackets; the port only where it is not 25. */
    @Override
    public String toString() {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == SMTP_PORT ? shown : shown + ":" + port;
    }
}
