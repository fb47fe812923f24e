package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.postfix.importing.AskedLists;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Lists of restrictions are read as a running Postfix takes them. The same few configurations in each build; more with
 * {@code -Dmailflow.postfix.lists=50 -Dmailflow.postfix.seed=1}.
 */
class ImportedListsTest {
    private static final int CONFIGURATIONS = Integer.getInteger("mailflow.postfix.lists", 3);
    private static final long SEED = Long.getLong("mailflow.postfix.seed", 6120120L);
    private static final int MESSAGES = 60;

    @Test
    void listsAreReadAsPostfixTakesThem() throws Exception {
        LivePostfix.need("postfix", "openssl");
        for (int number = 0; number < CONFIGURATIONS; number++) {
            Random random = new Random(SEED * 1_000_003 + number);
            RandomLists lists = new RandomLists(random);
            String main = lists.main();
            Map<String, SourceFile> tables = new LinkedHashMap<>();
            lists.tables().forEach((name, text) -> tables.put(name, new SourceFile(name, text)));
            AskedLists read = new AskedLists(main, tables);
            Path home = Files.createTempDirectory("mailflow-postfix");
            LivePostfix.run("chmod", "755", home.toString());
            try {
                TestCertificates certificates = new TestCertificates(Files.createDirectory(home.resolve("pki")));
                try (LivePostfix postfix = new LivePostfix(
                        Files.createDirectory(home.resolve("run")), lists.artifacts(main), certificates)) {
                    for (int i = 0; i < MESSAGES; i++) {
                        compare(random, read, postfix, certificates, main + lists.tables());
                    }
                }
            } finally {
                LivePostfix.run("rm", "-rf", home.toString());
            }
        }
    }

    private static void compare(
            Random random, AskedLists read, LivePostfix postfix, TestCertificates certificates, String told)
            throws Exception {
        IpAddress client = IpAddress.parse(pick(random, RandomLists.CLIENTS)).orElseThrow();
        Optional<TlsVersion> tls = random.nextBoolean() ? Optional.of(TlsVersion.TLS_1_3) : Optional.empty();
        Optional<MailAddress> sender = random.nextInt(8) == 0
                ? Optional.empty()
                : Optional.of(Values.address(pick(random, RandomLists.MAILBOXES)));
        MailAddress recipient = Values.address(pick(random, RandomLists.MAILBOXES));
        try (Client session = new Client(postfix.port())) {
            session.introduce(new Connection(client, tls, List.of(), Optional.empty()), certificates);
            session.say("MAIL FROM:<" + sender.map(MailAddress::toString).orElse("") + ">");
            String reply = session.say("RCPT TO:<" + recipient + ">");
            assertThat(reply.startsWith("250"))
                    .as("%s %s %s %s: %s\n%s", client, tls, sender, recipient, reply, told)
                    .isEqualTo(read.takes(client, AskedLists.session(tls), sender, recipient));
        }
    }

    private static String pick(Random random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
