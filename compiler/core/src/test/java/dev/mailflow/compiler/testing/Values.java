package dev.mailflow.compiler.testing;

import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Values from their spelling, for tests that build models by hand. Lower-case ASCII only; a mistake is an exception. */
public final class Values {
    private Values() {}

    /** {@code u@x}. */
    public static MailAddress address(String text) {
        int at = text.lastIndexOf('@');
        return new MailAddress(text.substring(0, at), new DomainName(text.substring(at + 1)));
    }

    /** {@code u@x}, or the empty reverse-path for {@code <>}. */
    public static Optional<MailAddress> sender(String text) {
        return text.equals("<>") ? Optional.empty() : Optional.of(address(text));
    }

    /** Any pattern of the language. */
    public static AddressPattern pattern(String text) {
        if (text.equals("*")) {
            return new AddressPattern.Any();
        }
        if (text.equals("<>")) {
            return new AddressPattern.EmptySender();
        }
        if (text.contains("@")) {
            return new AddressPattern.Address(address(text));
        }
        for (Depth depth : Depth.values()) {
            if (text.startsWith(depth.prefix())) {
                return new AddressPattern.Suffix(
                        depth, new DomainName(text.substring(depth.prefix().length())));
            }
        }
        return new AddressPattern.Exact(new DomainName(text));
    }

    public static List<AddressPattern> patterns(String... texts) {
        return Stream.of(texts).map(Values::pattern).toList();
    }

    public static List<CertificatePattern> certificates(String... texts) {
        return Stream.of(texts).map(CertificatePattern::new).toList();
    }

    /** An IPv4 or IPv6 address. */
    public static IpAddress client(String text) {
        try {
            // A literal is never looked up; the check keeps a mistyped one from being taken for a host name.
            if (!text.matches("[0-9a-f:.]+")) {
                throw new IllegalArgumentException("not an address: " + text);
            }
            ByteBuffer bytes = ByteBuffer.wrap(InetAddress.getByName(text).getAddress());
            return bytes.remaining() == 4
                    ? IpAddress.ofV4(bytes.getInt())
                    : new IpAddress(bytes.getLong(), bytes.getLong());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + text, e);
        }
    }

    /** An address, or a block with its prefix. */
    public static Network network(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            IpAddress address = client(text);
            return new Network(address, address.isV4() ? 32 : 128);
        }
        return new Network(client(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    public static List<Network> networks(String... texts) {
        return Stream.of(texts).map(Values::network).toList();
    }
}
