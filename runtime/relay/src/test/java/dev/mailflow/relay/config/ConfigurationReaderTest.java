package dev.mailflow.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.config.RelayConfiguration.Kind;
import dev.mailflow.relay.config.RelayConfiguration.ListenerTls;
import dev.mailflow.runtime.NextHop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationReaderTest {
    private static final String EMITTED = """
            {
              "format": 1,
              "site": "onprem",
              "routingClass": "OnpremRouting",
              "hostName": "mail1.contoso.com",
              "hopLimit": 25,
              "nextHops": ["mail1.contoso.com", "tenant.test:2525", "[2001:db8::25]"],
              "presentedNames": { "toServers": ["*.contoso.com"], "toClients": ["mail1.contoso.com"] },
              "limits": { "messageSize": "20MiB", "recipients": 500 }
            }
            """;

    @TempDir
    Path folder;

    private ConfigurationReader.Result read(String emitted, String overlay) throws IOException {
        Path below = folder.resolve("a.relay.json");
        Path above = folder.resolve("a.overlay.json");
        Files.writeString(below, emitted);
        Files.writeString(above, overlay);
        return ConfigurationReader.read(below, above);
    }

    private List<String> mistakes(String emitted, String overlay) throws IOException {
        return read(emitted, overlay).mistakes().stream()
                .map(mistake -> mistake.toString().replace(folder + "/", ""))
                .toList();
    }

    @Test
    void laysTheOverlayOver() throws Exception {
        Files.createDirectories(folder.resolve("keys"));
        for (String name : List.of("k.pem", "c.pem", "ca.pem")) {
            Files.writeString(folder.resolve("keys").resolve(name), "");
        }
        ConfigurationReader.Result result = read(EMITTED, """
                {
                  "listeners": [{"port": 0}, {"address": "::1", "port": 465, "kind": "submission", "tls": "implicit"}],
                  "tls": {"key": "keys/k.pem", "certificate": "keys/c.pem", "trust": ["system", "keys/ca.pem"]},
                  "limits": {"recipients": 200, "commandTimeout": "30s"},
                  "queue": {"folder": "q", "retry": ["90s", "2h"], "expiry": "3d"},
                  "dns": {"servers": ["127.0.0.1:5353", "[::1]"]},
                  "hosts": {"Mail1.Contoso.com": "127.0.0.1:2526"},
                  "local": {"lmtp": "127.0.0.1:24"},
                  "submission": {"networks": ["10.0.0.0/8"]}
                }
                """);
        assertThat(result.mistakes()).isEmpty();
        RelayConfiguration read = result.configuration().orElseThrow();
        assertThat(read.site()).isEqualTo("onprem");
        assertThat(read.hopLimit()).contains(25);
        assertThat(read.nextHops())
                .containsExactly(
                        new NextHop("mail1.contoso.com", 25),
                        new NextHop("tenant.test", 2525),
                        new NextHop("2001:db8::25", 25));
        assertThat(read.limits().messageSize()).isEqualTo(20 << 20);
        assertThat(read.limits().recipients()).isEqualTo(200);
        assertThat(read.limits().commandTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(read.listeners().get(0).kind()).isEqualTo(Kind.SMTP);
        assertThat(read.listeners().get(1).tls()).isEqualTo(ListenerTls.IMPLICIT);
        assertThat(read.tls().trust()).containsExactly(folder.resolve("keys/ca.pem"));
        assertThat(read.tls().trustsSystem()).isTrue();
        assertThat(read.queue().folder()).isEqualTo(folder.resolve("q"));
        assertThat(read.queue().retry()).containsExactly(Duration.ofSeconds(90), Duration.ofHours(2));
        assertThat(read.dns().servers().get(1).getPort()).isEqualTo(53);
        assertThat(read.hosts()).containsKey("mail1.contoso.com");
        assertThat(read.local().lmtp()).contains(new NextHop("127.0.0.1", 24));
    }

    @Test
    void tellsEveryMistakeAtItsPlace() throws Exception {
        assertThat(mistakes(EMITTED, """
                        {
                          "site": "other",
                          "limits": { "mesageSize": 1, "recipients": 5 },
                          "queue": { "folder": "q", "folder": "r", "retry": [] },
                          "listeners": [{ "kind": "imap" }],
                          "frobnicate": true
                        }
                        """))
                .containsExactlyInAnyOrder(
                        "a.overlay.json:4:29: queue.folder: stated twice; keep one",
                        "a.overlay.json:2:3: site: decided by the policy, so it may not be stated here",
                        "a.overlay.json:3:15: limits.mesageSize: unknown key; did you mean `messageSize`?",
                        "a.overlay.json:3:46: limits.recipients: a whole number from 100 to 1000000 is meant here",
                        "a.overlay.json:4:44: queue.retry: at least one wait is needed",
                        "a.overlay.json:5:17: listeners[0].port: required, but not stated",
                        "a.overlay.json:5:27: listeners[0].kind: `imap` is not one of `smtp`, `submission`",
                        "a.overlay.json:6:3: frobnicate: unknown key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"tls\": {\"key\": \"none.pem\"}|tls.key: there is no readable file `FOLDER/none.pem`",
                "\"tls\": {\"key\": 5, \"certificate\": \"x\"}|tls.key: a string is meant here, not a number",
                "\"dns\": {\"servers\": [\"dns.test\"]}|dns.servers[0]: `dns.test` is not an address, perhaps with a port",
                "\"hosts\": {\"a.test\": \"127.0.0.1\"}|hosts.a.test: `127.0.0.1` is not an address with a port",
                "\"hosts\": {\"a_b:1\": \"127.0.0.1:25\"}|hosts.a_b:1: `a_b:1` is not a host name",
                "\"hosts\": {\"A.test\": \"127.0.0.1:25\", \"a.test\": \"127.0.0.1:26\"}|hosts.a.test: stated twice but for case; keep one",
                "\"local\": {\"maildir\": \"m\", \"lmtp\": \"h:24\"}|local.lmtp: mail is delivered by `maildir` or by `lmtp`; keep one",
                "\"queue\": {\"folder\": \"q\", \"expiry\": \"5 days\"}|queue.expiry: a duration is a string such as \"30s\", \"5m\" or \"5d\", not zero",
                "\"queue\": {\"folder\": \"q\", \"attemptTimeout\": \"20s\"}|queue.attemptTimeout: an attempt must last as long as one connection may take; keep `attemptTimeout` at or above `connectTimeout`",
                "\"queue\": {\"folder\": \"q\", \"connectTimeout\": \"11m\"}|queue.connectTimeout: an attempt must last as long as one connection may take; keep `attemptTimeout` at or above `connectTimeout`",
                "\"limits\": {\"messageSize\": \"35MB\"}|limits.messageSize: a size is octets or a string such as \"35MiB\"",
                "\"limits\": []|limits: an object is meant here, not an array",
                "\"format\": 2|format: this relay reads format 1; emit the file with the compiler of this version",
                "\"submission\": {\"networks\": [\"10.0.0.1/8\"]}|submission.networks[0]: `10.0.0.1/8` is not a network such as `10.0.0.0/8`",
                "\"hostName\": null|hostName: a string is meant here, not `null`",
            })
    void namesTheKey(String member, String expected) throws Exception {
        String queue = member.startsWith("\"queue\"") ? "" : ", \"queue\": {\"folder\": \"q\"}";
        List<String> mistakes = mistakes(EMITTED, "{" + member + queue + "}");
        assertThat(mistakes).anySatisfy(mistake -> assertThat(mistake).endsWith(expected.replace("FOLDER/", "")));
    }

    @Test
    void aWaitThatIsNoneIsOneMistake() throws Exception {
        assertThat(mistakes(EMITTED, "{\"queue\": {\"folder\": \"q\", \"retry\": [\"0s\"]}}"))
                .containsExactly(
                        "a.overlay.json:1:37: queue.retry[0]: a duration is a string such as \"30s\", \"5m\" or"
                                + " \"5d\", not zero");
    }

    @Test
    void readsObligationsWithAndWithoutChoice() throws Exception {
        String emitted = EMITTED.replace("[\"*.contoso.com\"]", "[[\"a.test\", \"*.b.test\"], \"c.test\"]");
        RelayConfiguration configuration = read(emitted, "{\"queue\": {\"folder\": \"q\"}}")
                .configuration()
                .orElseThrow();
        assertThat(configuration.presentedNames().toServers())
                .extracting(RelayConfiguration.Obligation::toString)
                .containsExactly("`a.test` or `*.b.test`", "`c.test`");
        assertThat(mistakes(
                        EMITTED.replace("\"*.contoso.com\"", "[], [\"a b\", 5], 7"),
                        "{\"queue\": {\"folder\": \"q\"}}"))
                .extracting(mistake -> mistake.replaceFirst("^[^ ]+ ", ""))
                .containsExactly(
                        "presentedNames.toServers[0]: at least one is needed",
                        "presentedNames.toServers[1][0]: `a b` is not a certificate name",
                        "presentedNames.toServers[1][1]: a string is meant here, not a number",
                        "presentedNames.toServers[2]: a string is meant here, not a number");
    }

    @Test
    void tellsWhatIsMissing() throws Exception {
        assertThat(mistakes("{}", "{}"))
                .containsExactlyInAnyOrder(
                        "a.relay.json:1:1: format: required, but not stated",
                        "a.relay.json:1:1: site: required, but not stated",
                        "a.relay.json:1:1: routingClass: required, but not stated",
                        "a.relay.json:1:1: hostName: required, but not stated",
                        "a.relay.json:1:1: queue.folder: required, but not stated");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"a\": }|1:7", "[1]|1:1", "{} x|1:4", "{\"a\": 1|1:8"})
    void tellsWhereItIsNoJson(String text, String place) throws Exception {
        assertThat(mistakes(text, "{}")).first().asString().startsWith("a.relay.json:" + place);
    }

    @Test
    void tellsThatThereIsNoFile() {
        assertThat(ConfigurationReader.read(folder.resolve("nothing")).mistakes())
                .singleElement()
                .asString()
                .endsWith("nothing: there is no such file");
    }

    /** One mistake, one message: what it was meant to be is not missing as well. */
    @ParameterizedTest
    @CsvSource({
        "'{\"queu\": {\"folder\": \"q\"}}', queu: unknown key; did you mean `queue`?",
        "'{\"queue\": {\"foldr\": \"q\"}}', queue.foldr: unknown key; did you mean `folder`?",
        "'{\"queue\": {\"folder\": \"q\"}, \"listeners\": [{\"prt\": 25}]}', listeners[0].prt: unknown key; did you mean `port`?",
        "'{\"queue\": {\"folder\": \"q\"}, \"tls\": {\"key\": \"a.overlay.json\", \"certificat\": \"x\"}}', tls.certificat: unknown key; did you mean `certificate`?"
    })
    void aMisspeltKeyIsNotMissingToo(String overlay, String message) throws Exception {
        assertThat(read(EMITTED, overlay).mistakes())
                .extracting(mistake -> mistake.key() + ": " + mistake.message())
                .containsExactly(message);
    }

    @Test
    void whatIsMissingIsToldWhereNothingIsLikeIt() throws Exception {
        assertThat(read(EMITTED, "{\"queue\": {\"directory\": \"q\"}}").mistakes())
                .extracting(mistake -> mistake.key() + ": " + mistake.message())
                .containsExactlyInAnyOrder("queue.directory: unknown key", "queue.folder: required, but not stated");
    }
}
