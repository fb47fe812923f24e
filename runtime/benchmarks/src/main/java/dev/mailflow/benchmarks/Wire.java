package dev.mailflow.benchmarks;

import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.runtime.TransactionBuffer;
import java.nio.charset.StandardCharsets;

/** Makes transactions of what came from the wire; of one thread. */
final class Wire {
    /** The recipient of those who only ask about the source: nobody's. */
    static final String NOBODY = "bob@elsewhere.invalid";

    private final TransactionBuffer buffer = new TransactionBuffer();

    Wire() {
        byte[] nobody = NOBODY.getBytes(StandardCharsets.US_ASCII);
        buffer.recipient(nobody, 0, nobody.length);
    }

    /** Everything but the recipient, which stays that of nobody. */
    Transaction inbound(Query query) {
        return buffer.connection(
                        query.wire(),
                        query.client(),
                        query.sender(),
                        query.tls() ? TlsVersion.TLS_1_3 : TlsVersion.NONE)
                .certificateName(query.wire(), query.certificate(), query.end())
                .sender(query.wire(), query.sender(), query.recipient())
                .transaction();
    }

    Transaction whole(Query query) {
        buffer.recipient(query.wire(), query.recipient(), query.certificate());
        return inbound(query);
    }
}
