package dev.mailflow.relay.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** Makes sockets, and tells who is to blame where nothing comes of it. */
public final class Sockets {
    /** As Java and C libraries have it where no other language is set; on some systems more follows. */
    private static final String REFUSED = "Connection refused";

    private static final int PATIENCE = 1000;

    private static volatile @Nullable String refused;

    private Sockets() {}

    /**
     * A socket that is not connected yet, without Nagle's delay.
     *
     * @throws OwnFailure if the system gives none
     */
    public static Socket open() throws OwnFailure {
        Socket socket = new Socket();
        try {
            // The first option makes it: what fails here has nothing to do with anybody else.
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            throw new OwnFailure(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Whether the other end refused the connection, which is a sign of life. Where Linux gives up by itself because nobody answers,
     * Java makes the same exception of it: only the text differs, which the C library words in the language of the environment.
     */
    public static boolean isRefusal(IOException e) {
        String why = String.valueOf(e.getMessage());
        return e instanceof ConnectException && (why.startsWith(REFUSED) || why.startsWith(refused()));
    }

    /** What this machine says of a refusal: what it says where nobody listens at an address of its own. */
    private static String refused() {
        String known = refused;
        if (known != null) {
            return known;
        }
        try (Socket deaf = open()) {
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return refused((InetSocketAddress) deaf.getLocalSocketAddress());
        } catch (IOException e) {
            // Not to be found out now.
            return REFUSED;
        }
    }

    private static String refused(InetSocketAddress deaf) throws OwnFailure {
        try (Socket caller = open()) {
            caller.connect(deaf, PATIENCE);
            return REFUSED;
        } catch (OwnFailure e) {
            throw e;
        } catch (ConnectException e) {
            String words = String.valueOf(e.getMessage());
            refused = words;
            return words;
        } catch (IOException e) {
            return REFUSED;
        }
    }
}
