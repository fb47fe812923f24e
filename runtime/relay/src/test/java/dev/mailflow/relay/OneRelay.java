package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.TlsDemand;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** For tests that talk to one relay, which has a certificate and narrow limits. */
abstract class OneRelay {
    @TempDir
    Path folder;

    RelayBench bench;
    int port;

    @BeforeEach
    void start() throws Exception {
        TestPki pki = new TestPki(folder.resolve("pki"));
        TestPki.Issued own = pki.issue("mx.relay.test");
        bench = new RelayBench(folder)
                .with(
                        "tls",
                        "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate()
                                + "\", \"trust\": [\"" + pki.authority() + "\"]}")
                .with("limits", "{\"messageSize\": \"64KiB\", \"recipients\": 100, \"errors\": 120}");
        port = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)).ports().get(0);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    void noMailFor(String local) throws Exception {
        assertThat(bench.mailbox("local.test", local)).isEmpty();
    }
}
