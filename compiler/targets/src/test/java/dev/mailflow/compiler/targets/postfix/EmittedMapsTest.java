package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code postmap -q} finds in every emitted table what its rows say: key by key, network by network, expression by expression. */
class EmittedMapsTest {
    private static final int POLICIES = 8;
    private static final int MESSAGES = 25;
    private static final Pattern EXPRESSION = Pattern.compile("/(.*)/");

    @TempDir
    Path folder;

    private record Row(String key, String value) {}

    @Test
    void everyTableSaysWhatItsRowsSay() throws Exception {
        need();
        Map<String, Integer> asked = new LinkedHashMap<>();
        for (int seed = 0; seed < POLICIES; seed++) {
            Random random = new Random(seed);
            DecisionModel model = Tamed.of(RandomPolicies.model(random));
            for (String site : model.sites().stream()
                    .filter(one -> one.kind() == EndpointKind.SERVER)
                    .map(DecisionModel.Site::name)
                    .toList()) {
                List<Message> messages = new ArrayList<>();
                BoundaryMessages boundary = new BoundaryMessages(model, site);
                for (int i = 0; i < MESSAGES; i++) {
                    messages.add(boundary.message(random));
                }
                check(model, site, messages, asked);
            }
        }
        assertThat(asked.keySet()).containsExactlyInAnyOrder("texthash", "cidr", "regexp");
        assertThat(asked.values()).allSatisfy(keys -> assertThat(keys).isGreaterThan(50));
    }

    private static void need() {
        boolean installed = Files.isExecutable(Path.of("/usr/sbin/postmap"));
        if (!installed && Boolean.getBoolean("mailflow.tools.required")) {
            fail("the tool `postmap` is required and not installed");
        }
        assumeTrue(installed, "`postmap` is not installed");
    }

    private void check(DecisionModel model, String site, List<Message> messages, Map<String, Integer> asked)
            throws Exception {
        List<Artifact> artifacts = new PostfixTarget()
                .emit(new TargetRequest(model, List.of(site), "", TargetRequest.Wish.EXPLICIT), diagnostic -> {});
        String main = artifacts.get(0).text();
        for (Artifact artifact : artifacts) {
            if (!artifact.path().contains("/tables/")) {
                continue;
            }
            String name = artifact.path().substring(artifact.path().lastIndexOf('/') + 1);
            Matcher reference = Pattern.compile("(\\S+):\\$mailflow_tables/" + Pattern.quote(name) + "(?![\\w])")
                    .matcher(main + artifacts.stream().map(Artifact::text).reduce("", String::concat));
            assertThat(reference.find()).as("who names %s", name).isTrue();
            String type = reference.group(1).contains("mailflow_table_type") ? "texthash" : reference.group(1);
            List<Row> rows = artifact.text()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\s+", 2))
                    .map(parts -> new Row(parts[0], parts[1]))
                    .toList();
            Map<String, String> expected = switch (type) {
                case "cidr" -> byNetwork(rows, messages);
                case "regexp" -> byExpression(rows, messages);
                default -> byKey(rows, messages);
            };
            Path file = LivePostfix.settle(Files.writeString(folder.resolve(name), artifact.text()));
            assertThat(query(type + ":" + file, expected.keySet()))
                    .as("%s:%s of %s\n%s", type, name, site, artifact.text())
                    .isEqualTo(withoutEmpty(expected));
            asked.merge(type, expected.size(), Integer::sum);
        }
    }

    private static Map<String, String> withoutEmpty(Map<String, String> values) {
        Map<String, String> found = new LinkedHashMap<>(values);
        found.values().removeIf(String::isEmpty);
        return found;
    }

    /** Each key, and addresses and domains of messages that are none. */
    private static Map<String, String> byKey(List<Row> rows, List<Message> messages) {
        Map<String, String> expected = new LinkedHashMap<>();
        messages.stream().flatMap(EmittedMapsTest::addresses).forEach(key -> expected.put(key, ""));
        rows.forEach(row -> expected.put(row.key(), row.value()));
        return expected;
    }

    private static Stream<String> addresses(Message message) {
        return Stream.concat(Stream.of(message.recipient()), message.sender().stream())
                .filter(address -> !address.domain().isAddressLiteral())
                .flatMap(address ->
                        Stream.of(address.toString(), address.domain().text()));
    }

    /** Both ends of each network, what is before and behind them, and the clients of messages: the first network that holds one. */
    private static Map<String, String> byNetwork(List<Row> rows, List<Message> messages) {
        List<Network> networks = rows.stream()
                .map(row -> row.key().split("/"))
                .map(parts -> new Network(IpAddress.parse(parts[0]).orElseThrow(), Integer.parseInt(parts[1])))
                .toList();
        Set<IpAddress> clients = new LinkedHashSet<>();
        for (Network network : networks) {
            clients.add(network.base());
            clients.add(network.last());
            clients.add(new IpAddress(network.base().high(), network.base().low() - 1));
            clients.add(new IpAddress(network.last().high(), network.last().low() + 1));
        }
        messages.forEach(message -> {
            if (message.origin() instanceof Connection connection) {
                clients.add(connection.client());
            }
        });
        Map<String, String> expected = new LinkedHashMap<>();
        for (IpAddress client : clients) {
            String value = "";
            for (int i = networks.size() - 1; i >= 0; i--) {
                value = networks.get(i).contains(client) ? rows.get(i).value() : value;
            }
            expected.put(client.toString(), value);
        }
        return expected;
    }

    /** Addresses of messages: the first expression that fits, here by Java's own. */
    private static Map<String, String> byExpression(List<Row> rows, List<Message> messages) {
        Map<String, String> expected = new LinkedHashMap<>();
        Set<String> keys = new LinkedHashSet<>();
        messages.stream().flatMap(EmittedMapsTest::addresses).forEach(keys::add);
        for (String key : keys) {
            String value = "";
            for (int i = rows.size() - 1; i >= 0; i--) {
                Matcher expression = EXPRESSION.matcher(rows.get(i).key());
                assertThat(expression.matches()).as(rows.get(i).key()).isTrue();
                if (Pattern.compile(expression.group(1), Pattern.CASE_INSENSITIVE)
                        .matcher(key)
                        .find()) {
                    value = rows.get(i).value().replace("$$", "$");
                }
            }
            expected.put(key, value);
        }
        return expected;
    }

    /** What the table says of each key; a key that it does not know is not there (postmap(1)). */
    private Map<String, String> query(String table, Set<String> keys) throws IOException, InterruptedException {
        Path questions = Files.write(folder.resolve("questions"), keys, StandardCharsets.UTF_8);
        Path answers = folder.resolve("answers");
        // An empty main.cf: the table needs none of the machine's settings.
        Path config = Files.createDirectories(folder.resolve("config"));
        LivePostfix.settle(Files.writeString(config.resolve("main.cf"), "compatibility_level = 3.6\n"));
        Process process = new ProcessBuilder("/usr/sbin/postmap", "-c", config.toString(), "-q", "-", table)
                .redirectInput(questions.toFile())
                .redirectOutput(answers.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Map<String, String> found = new LinkedHashMap<>();
        for (String line : Files.readAllLines(answers)) {
            String[] parts = line.split("\t", 2);
            found.put(parts[0], parts[1]);
        }
        return found;
    }
}
