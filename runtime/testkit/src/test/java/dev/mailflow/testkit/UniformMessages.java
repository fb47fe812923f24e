package dev.mailflow.testkit;

import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.TlsVersion;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** What a generator draws that knows nothing of the policy: for comparison. Half of it is for us, else hardly anything would be. */
final class UniformMessages {
    private UniformMessages() {}

    static Message next(Random random) {
        String client = random.nextBoolean()
                ? IpAddress.ofV4(random.nextInt()).toString()
                : new IpAddress(random.nextLong(), random.nextLong()).toString();
        Message message = Message.from(word(random) + "@" + domain(random))
                .to(word(random) + "@" + (random.nextBoolean() ? "contoso.com" : domain(random)))
                .client(client)
                .tls(TlsVersion.values()[random.nextInt(TlsVersion.values().length)])
                .size(random.nextInt(40 << 20))
                .hops(random.nextInt(200))
                .headers(List.of(new Header("x-printer", random.nextBoolean() ? "yes" : word(random))));
        return message.tls().isProtected() ? message.cert(domain(random)) : message;
    }

    private static String domain(Random random) {
        return random.ints(1 + random.nextInt(3), 0, 1)
                        .mapToObj(ignored -> word(random))
                        .collect(Collectors.joining("."))
                + ".com";
    }

    private static String word(Random random) {
        return random.ints(1 + random.nextInt(12), 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
