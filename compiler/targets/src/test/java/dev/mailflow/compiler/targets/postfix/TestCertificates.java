package dev.mailflow.compiler.targets.postfix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Certificates made with openssl, one for each set of names. */
final class TestCertificates {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Map<List<String>, Path> stores = new LinkedHashMap<>();

    TestCertificates(Path folder) {
        this.folder = folder;
        make("server", List.of("mx.mailflow-test.invalid"));
    }

    /** Key and certificate in one file. */
    Path server() {
        return folder.resolve("server.chain");
    }

    /** All certificates so far: each vouches for itself. */
    Path authorities() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < stores.size(); i++) {
            all.append(Files.readString(folder.resolve("client" + i + ".pem")));
        }
        all.append(Files.readString(folder.resolve("server.pem")));
        return Files.writeString(folder.resolve("authorities.pem"), all);
    }

    void add(List<String> names) {
        if (!names.isEmpty() && !stores.containsKey(names)) {
            String file = "client" + stores.size();
            make(file, names);
            LivePostfix.run(
                    "openssl",
                    "pkcs12",
                    "-export",
                    "-in",
                    folder.resolve(file + ".chain").toString(),
                    "-out",
                    folder.resolve(file + ".p12").toString(),
                    "-passout",
                    "pass:" + PASSWORD);
            stores.put(names, folder.resolve(file + ".p12"));
        }
    }

    private void make(String file, List<String> names) {
        Path key = folder.resolve(file + ".key");
        Path certificate = folder.resolve(file + ".pem");
        LivePostfix.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/O=mailflow",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString(),
                "-addext",
                "subjectAltName=DNS:" + String.join(",DNS:", names));
        try {
            Files.writeString(folder.resolve(file + ".chain"), Files.readString(key) + Files.readString(certificate));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The clients' certificates alone, as an administrator would be given them. */
    void copyTo(Path clients) throws IOException {
        for (Path store : stores.values()) {
            String name = store.getFileName().toString().replace(".p12", ".pem");
            Files.copy(folder.resolve(name), clients.resolve(name));
        }
    }

    /** A client's context: trusts anyone, shows the certificate with these names. */
    SSLContext context(List<String> names) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore store = KeyStore.getInstance("PKCS12");
        Path file = stores.get(names);
        if (file == null) {
            store.load(null, null);
        } else {
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD.toCharArray());
            }
        }
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new TrustsAll()}, null);
        return context;
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
