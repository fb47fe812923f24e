package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ConditionFactory;

/** A relay in a process of its own, to be killed, starved or watched; and the clients that load it. */
final class Victim implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    private Victim(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Its folder, then keys and values of the configuration by turns. It writes its port and runs until it is ended. */
    public static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            RelayBench bench = new RelayBench(Path.of(arguments[0]));
            for (int i = 1; i < arguments.length; i += 2) {
                bench.with(arguments[i], arguments[i + 1]);
            }
            Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
            System.out.println("port " + relay.ports().get(0));
            System.out.flush();
            Thread.currentThread().join();
        }
    }

    static Victim start(Path folder, String... keysAndValues) throws IOException {
        return start(List.of(), folder, keysAndValues);
    }

    /** @param wrapper command and arguments that Java is started by */
    static Victim start(List<String> wrapper, Path folder, String... keysAndValues) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
        command.add(folder.toString());
        command.addAll(List.of(keysAndValues));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        String line;
        while ((line = reader.readLine()) != null) {
            said.add(line);
            if (line.startsWith("port ")) {
                Victim victim = new Victim(process, Integer.parseInt(line.substring(5)));
                Thread drain = new Thread(() -> victim.drain(reader), "victim-output");
                drain.setDaemon(true);
                drain.start();
                return victim;
            }
        }
        throw new IOException("the relay did not start: " + String.join("\n", said));
    }

    /** It must never wait for us. */
    private void drain(BufferedReader reader) {
        try {
            String line;
            while ((line = reader.readLine()) != null) {
                if (!line.contains("event=delivery") && !line.contains("event=message")) {
                    said.add(line);
                }
            }
        } catch (IOException e) {
            // It is gone.
        }
    }

    /** What it logged but for lines about messages and deliveries. */
    Queue<String> said() {
        return said;
    }

    static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(100));
    }

    int port() {
        return port;
    }

    /** The most that it has had in memory, as the kernel says it. */
    String mostMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElse("unknown");
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    /** As {@code kill -9} for what a wrapper started, which then goes on. */
    void killJava() {
        process.descendants()
                .filter(child ->
                        child.info().command().filter(it -> it.endsWith("java")).isPresent())
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** The port of the relay that a wrapper started after the first. */
    int nextPort() {
        String line = patiently()
                .until(() -> said.stream().filter(it -> it.startsWith("port ")).findFirst(), Optional::isPresent)
                .orElseThrow();
        return Integer.parseInt(line.substring(5));
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    /** Clients that send without a break until they are told to stop or lose the relay. */
    static final class Load {
        private final Set<String> promised = ConcurrentHashMap.newKeySet();
        private final Set<String> refusals = ConcurrentHashMap.newKeySet();
        private final List<Thread> senders = new ArrayList<>();
        private volatile boolean stopped;

        /** @param octets of each message's body */
        void begin(String name, int port, int count, int octets) {
            for (int i = 0; i < count; i++) {
                String prefix = name + "-" + i + "-";
                Thread sender = new Thread(() -> send(prefix, port, octets), "load");
                sender.start();
                senders.add(sender);
            }
        }

        private void send(String prefix, int port, int octets) {
            String padding = "x".repeat(70) + "\r\n";
            try (RawClient client = RawClient.greeted(port)) {
                for (int number = 0; !stopped; number++) {
                    String body =
                            "Subject: " + prefix + number + "\r\n\r\n" + padding.repeat(octets / 72) + "end of it";
                    String reply = client.ask("MAIL FROM:<a@sender.test>");
                    if (reply.startsWith("250")) {
                        client.ask("RCPT TO:<b@away.test>");
                        client.ask("DATA");
                        client.raw(body + "\r\n.\r\n");
                        reply = client.reply();
                    }
                    if (reply.startsWith("250")) {
                        promised.add(prefix + number);
                    } else {
                        refusals.add(reply);
                        Thread.sleep(50);
                    }
                }
            } catch (IOException e) {
                // It was killed.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void end() throws InterruptedException {
            stopped = true;
            for (Thread sender : senders) {
                sender.join(30_000);
            }
            senders.clear();
            stopped = false;
        }

        /** Waits for all that was promised; what came twice must be no more than a kill explains. */
        void assertNothingLost(CountingHop hop, int kills) {
            patiently().until(() -> hop.arrivals().keySet().containsAll(promised));
            assertThat(hop.arrivals().keySet()).noneMatch(subject -> subject.startsWith("damaged"));
            // A message is doubled only if its next hop has taken it and the relay died before that was on its disk:
            // what
            // is being delivered (20 a destination) and what waits for the next commit.
            assertThat(hop.doubled()).isLessThanOrEqualTo(kills * 200L);
            System.out.println("kills " + kills + ", accepted " + promised.size() + ", arrived "
                    + hop.arrivals().size() + ", doubled " + hop.doubled());
        }

        /** Waits for the first promise to the clients of a name. */
        void awaitFirst(String name) {
            patiently().until(() -> promised.stream().anyMatch(subject -> subject.startsWith(name + "-")));
        }

        /** Subjects of what was answered with 250. */
        Set<String> promised() {
            return promised;
        }

        /** Replies that were not 250. */
        Set<String> refusals() {
            return refusals;
        }
    }
}
