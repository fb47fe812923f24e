package dev.mailflow.runtime;

/**
 * A host to send to.
 *
 * @param host A-labels, or an address without brackets
 * @param port 1 to 65535
 */
public record NextHop(String host, int port) {
    public NextHop {
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException(host + ":" + port);
        }
    }

    @Override
    public String toString() {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == 25 ? shown : shown + ":" + port;
    }
}
