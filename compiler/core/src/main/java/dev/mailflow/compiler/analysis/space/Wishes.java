package dev.mailflow.compiler.analysis.space;

import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a message should look like that people believe, the weightiest first. */
final class Wishes {
    static final List<String> SENDERS = List.of("alice", "carol", "dave");
    static final List<String> RECIPIENTS = List.of("bob", "erin", "frank");

    /** RFC 2606 3. */
    private static final List<String> DOMAINS = List.of("example.com", "example.net", "example.org");

    private Wishes() {}

    /** Ranges of one dimension that are preferred to the others. */
    record Wish(Dimension dimension, Ranges ranges) {}

    static List<Wish> of(MessageSpace space) {
        List<Wish> wishes = new ArrayList<>();
        wishes.add(new Wish(Dimension.HOPS, Ranges.of(0)));
        wishes.add(new Wish(Dimension.USER, space.unauthenticated()));
        wishes.add(new Wish(Dimension.CHANNEL, space.connections()));
        wishes.add(new Wish(Dimension.CHANNEL, space.tls(Optional.of(TlsVersion.TLS_1_3))));
        wishes.add(new Wish(Dimension.CHANNEL, space.plain()));
        for (String domain : DOMAINS) {
            wishes.add(new Wish(
                    Dimension.SENDER, Ranges.of(space.sender(Optional.of(address(SENDERS.get(0), domain))))));
        }
        wishes.add(new Wish(Dimension.SENDER, space.all(Dimension.SENDER).minus(Ranges.of(0))));
        for (String domain : DOMAINS) {
            wishes.add(new Wish(Dimension.RECIPIENT, Ranges.of(space.recipient(address(RECIPIENTS.get(0), domain)))));
        }
        Stream.of("198.51.100.25", "203.0.113.25", "192.0.2.25", "2001:db8::25")
                .map(text -> IpAddress.parse(text).orElseThrow())
                .forEach(address -> wishes.add(new Wish(Dimension.CLIENT, Ranges.of(space.client(address)))));
        return wishes;
    }

    private static MailAddress address(String localPart, String domain) {
        return new MailAddress(localPart, new DomainName(domain));
    }
}
