package dev.mailflow.relay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Hellos of JSSE's own client, whole, cut and spoilt: read to their end and no further, and never a mistake of ours. */
final class ClientHelloPropertyTest {
    private static final byte[] HELLO = hello();

    private static byte[] hello() {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("mx.relay.test")));
            engine.setSSLParameters(parameters);
            ByteBuffer out = ByteBuffer.allocate(1 << 16);
            engine.wrap(ByteBuffer.allocate(0), out);
            return Arrays.copyOf(out.array(), out.position());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Property(tries = 200)
    void isReadAndNothingBehindIt(@ForAll byte[] behind) throws IOException {
        byte[] all = Arrays.copyOf(HELLO, HELLO.length + behind.length);
        System.arraycopy(behind, 0, all, HELLO.length, behind.length);
        ByteArrayInputStream in = new ByteArrayInputStream(all);
        ClientHello read = ClientHello.read(in);
        assertThat(read.serverName()).contains("mx.relay.test");
        assertThat(read.octets()).isEqualTo(HELLO);
        assertThat(in.readAllBytes()).isEqualTo(behind);
    }

    /** The client closed in the middle, or says that the record ends there. */
    @Property(tries = 500)
    void mayBeCutAnywhere(@ForAll @IntRange(min = 5) int at) throws IOException {
        byte[] cut = Arrays.copyOf(HELLO, 5 + at % (HELLO.length - 5));
        ClientHello closed = ClientHello.read(new ByteArrayInputStream(cut));
        assertThat(closed.octets()).isEqualTo(cut);
        assertThat(closed.serverName()).isEmpty();
        ByteBuffer.wrap(cut).putShort(3, (short) (cut.length - 5));
        ClientHello shortened = ClientHello.read(new ByteArrayInputStream(cut));
        assertThat(shortened.octets()).isEqualTo(cut);
        assertThat(shortened.serverName()).isEmpty();
    }

    @Property(tries = 1000)
    void mayBeSpoilt(@ForAll @IntRange(min = 0) int place, @ForAll byte octet) throws IOException {
        byte[] spoilt = HELLO.clone();
        spoilt[place % spoilt.length] = octet;
        byte[] read = ClientHello.read(new ByteArrayInputStream(spoilt)).octets();
        assertThat(spoilt).startsWith(read);
    }
}
