package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.testing.Policies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A later policy on the same machine: what an earlier one wrote and this one says nothing of is the machine's own again. */
class AppliedAgainTest {
    private static final String SITE = """
            language 1
            organization { domains contoso.com  direct-send refuse }
            endpoint mail : server { software postfix  hosts mail.contoso.com  cert mail.contoso.com }
            endpoint scanner : device { networks 198.51.100.0/28 }
            """;

    private static final String PLAIN = SITE + "connector scans from scanner to mail may relay\n";

    private static final String DEMANDING = SITE + """
            connector scans from scanner to mail may relay require auth tls 1.2 sender scan@contoso.com size 20MiB
            connector all from internet to mail require tls 1.2 size 20MiB
            """;

    private interface Machine {
        void with(LivePostfix postfix, TestCertificates certificates) throws Exception;
    }

    private static List<Artifact> emit(String policy) {
        return new PostfixTarget()
                .emit(
                        new TargetRequest(Policies.model(policy), List.of("mail"), "", TargetRequest.Wish.EXPLICIT),
                        diagnostic -> assertThat(diagnostic.isError())
                                .as(diagnostic.toString())
                                .isFalse());
    }

    private static void on(String policy, Machine machine) throws Exception {
        LivePostfix.need("postfix", "openssl");
        Path home = Files.createTempDirectory("mailflow-postfix");
        LivePostfix.run("chmod", "755", home.toString());
        try {
            TestCertificates certificates = new TestCertificates(Files.createDirectory(home.resolve("pki")));
            try (LivePostfix postfix =
                    new LivePostfix(Files.createDirectory(home.resolve("run")), emit(policy), certificates)) {
                machine.with(postfix, certificates);
                LivePostfix.run("postfix", "-c", postfix.config().toString(), "check");
            }
        } finally {
            LivePostfix.run("rm", "-rf", home.toString());
        }
    }

    private static List<String> stated(LivePostfix postfix, String kind) {
        return LivePostfix.run("postconf", "-c", postfix.config().toString(), kind)
                .lines()
                .map(String::strip)
                .toList();
    }

    private static void set(LivePostfix postfix, String setting) {
        LivePostfix.run("postconf", "-c", postfix.config().toString(), "-e", setting);
    }

    private static String read(LivePostfix postfix, String file) throws IOException {
        return Files.readString(postfix.config().resolve(file));
    }

    @Test
    void whatALaterPolicySaysNothingOfIsTheMachinesOwnAgain() throws Exception {
        on(PLAIN, (postfix, certificates) -> {
            List<String> settings = stated(postfix, "-n");
            List<String> services = stated(postfix, "-P");
            assertThat(services).isEmpty();
            postfix.apply(emit(DEMANDING), certificates);
            assertThat(stated(postfix, "-n"))
                    .contains("smtpd_tls_protocols = >=TLSv1.2", "message_size_limit = 20971520");
            assertThat(stated(postfix, "-P")).singleElement().asString().endsWith("/inet/recipient_delimiter =");
            // What is taken for one's own later is what postconf(1) says of it.
            assertThat(read(postfix, "mailflow.written").lines())
                    .isNotEmpty()
                    .allMatch(line -> stated(postfix, "-n").contains(line)
                            || stated(postfix, "-P").contains(line));

            String main = read(postfix, "main.cf");
            assertThat(postfix.apply(emit(PLAIN), certificates, "-n"))
                    .contains(
                            "given back to the machine: smtpd_tls_protocols\n",
                            "given back to the machine: message_size_limit\n",
                            "/inet/recipient_delimiter\n");
            assertThat(read(postfix, "main.cf")).isEqualTo(main);
            postfix.apply(emit(PLAIN), certificates);
            assertThat(stated(postfix, "-n")).isEqualTo(settings).contains("smtpd_sasl_auth_enable = yes");
            assertThat(stated(postfix, "-P")).isEmpty();
        });
    }

    /** Every smtpd(8) that starts while the script runs reads main.cf: one that names a class before it is there ends at once. */
    @Test
    void theSettingsTakeTheirPlaceWhole() throws Exception {
        on(PLAIN, (postfix, certificates) -> {
            List<Artifact> next = emit(DEMANDING);
            Set<String> seen = ConcurrentHashMap.newKeySet();
            AtomicBoolean running = new AtomicBoolean(true);
            seen.add(read(postfix, "main.cf"));
            CompletableFuture<Void> watching = CompletableFuture.runAsync(() -> {
                while (running.get()) {
                    try {
                        seen.add(read(postfix, "main.cf"));
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                }
            });
            try {
                postfix.apply(next, certificates);
            } finally {
                running.set(false);
            }
            watching.get(1, TimeUnit.MINUTES);
            seen.add(read(postfix, "main.cf"));
            assertThat(seen).hasSize(2);
            try (Stream<Path> left = Files.list(postfix.config())) {
                assertThat(left.map(file -> file.getFileName().toString()))
                        .contains("mailflow", "mailflow.written")
                        .doesNotContain("mailflow.new", "mailflow.old", "mailflow.edited");
            }
        });
    }

    /** Whoever keeps main.cf elsewhere finds it changed there, with the rights that it had. */
    @Test
    void aLinkStaysOneAndTheRightsStay() throws Exception {
        on(PLAIN, (postfix, certificates) -> {
            Path link = postfix.config().resolve("main.cf");
            Path kept = Files.createDirectory(postfix.config().resolve("kept")).resolve("main.cf");
            Files.move(link, kept);
            Set<PosixFilePermission> rights = PosixFilePermissions.fromString("rw-r-----");
            Files.setPosixFilePermissions(kept, rights);
            Files.createSymbolicLink(link, kept);
            String before = read(postfix, "main.cf");

            postfix.apply(emit(DEMANDING), certificates);

            assertThat(link).isSymbolicLink();
            assertThat(Files.getPosixFilePermissions(kept)).isEqualTo(rights);
            assertThat(read(postfix, "main.cf")).isNotEqualTo(before).isEqualTo(Files.readString(kept));
        });
    }

    /** Of a setting that has been changed since, the machine's is what it has now. */
    @Test
    void whatIsChangedByHandStays() throws Exception {
        on(DEMANDING, (postfix, certificates) -> {
            set(postfix, "smtpd_tls_protocols = >=TLSv1.3");
            set(postfix, "smtp_tls_mandatory_protocols = >=TLSv1.2");
            postfix.apply(emit(PLAIN), certificates);
            assertThat(stated(postfix, "-n"))
                    .contains("smtpd_tls_protocols = >=TLSv1.3", "smtp_tls_mandatory_protocols = >=TLSv1.2")
                    .noneMatch(line -> line.startsWith("message_size_limit"));
        });
    }

    /** Earlier scripts kept no record, and wrote these settings whatever the policy said. */
    @Test
    void whatAnEarlierScriptWroteUnaskedGoesToo() throws Exception {
        on(PLAIN, (postfix, certificates) -> {
            List<String> settings = stated(postfix, "-n");
            Files.delete(postfix.config().resolve("mailflow.written"));
            set(postfix, "smtpd_sasl_auth_enable = no");
            set(postfix, "smtpd_tls_protocols = >=TLSv1.2");
            set(postfix, "smtp_tls_mandatory_protocols = >=TLSv1.2");
            String service = "127.0.0.1:" + postfix.port() + "/inet/recipient_delimiter=";
            LivePostfix.run("postconf", "-c", postfix.config().toString(), "-P", service);
            postfix.apply(emit(PLAIN), certificates);
            assertThat(stated(postfix, "-n")).isEqualTo(settings).contains("smtpd_sasl_auth_enable = yes");
            assertThat(stated(postfix, "-P")).isEmpty();
        });
    }

    /** What master.cf had at the service before comes back as well. */
    @Test
    void theServicesOwnSettingComesBack() throws Exception {
        on(DEMANDING, (postfix, certificates) -> {
            String service = "127.0.0.1:" + postfix.port() + "/inet/recipient_delimiter";
            // As if the machine had had it before the first run.
            Path before = postfix.config().resolve("master.cf.before-mailflow");
            String smtpd = "- smtpd\n";
            assertThat(Files.readString(before)).contains(smtpd);
            Files.writeString(
                    before, Files.readString(before).replace(smtpd, "- smtpd\n    -o recipient_delimiter=-\n"));
            postfix.apply(emit(PLAIN), certificates);
            assertThat(stated(postfix, "-P")).containsExactly(service + " = -");
        });
    }
}
