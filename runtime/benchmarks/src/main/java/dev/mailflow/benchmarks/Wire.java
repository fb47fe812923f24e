package dev.mailflow.benchmarks;

import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes transactions of what came from the wire. */
final class Wire {
    Transaction transaction(Query query) {
        return Transaction.builder()
                .client(IpAddress.of(query.client()))
                .tls(query.tls() ? TlsVersion.TLS_1_3 : TlsVersion.NONE)
                .certificateNames(List.of(text(query.certificate())))
                .from(text(query.sender()))
                .to(text(query.recipient()))
                .build();
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
