package dev.mailflow.examples.contoso;

import dev.mailflow.examples.contoso.CertificateAuthority.Identity;
import dev.mailflow.examples.contoso.Mailer.Client;
import dev.mailflow.examples.contoso.Party.Ports;
import dev.mailflow.examples.contoso.Party.World;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One morning at Contoso. Two relays run the compiled policy, one for each site; three servers stand for the rest of the
 * world; a mail client hands in message after message, and each one's fate is told from what the relays log.
 */
public final class Story {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern QUEUED = Pattern.compile("queued as (\\S+)");
    /** A printer's address of the story; Linux answers for all of 127.0.0.0/8. */
    private static final String PRINTER = "127.0.0.3";

    private final PrintStream out;
    private final MailEvents events;
    private final List<String> surprises = new ArrayList<>();

    private Story(PrintStream out) {
        this.out = out;
        this.events = MailEvents.listen();
    }

    /** @param arguments none; exits with 1 if a message met another fate than the policy's tests say */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<String> surprises = tell(out);
        if (!surprises.isEmpty()) {
            throw new IllegalStateException("not as the policy says: " + surprises);
        }
    }

    /** Plays the story; gives what went otherwise than expected. */
    static List<String> tell(PrintStream out) throws Exception {
        Path folder = Files.createTempDirectory("mailflow-story");
        try {
            Story story = new Story(out);
            story.play(folder);
            return story.surprises;
        } finally {
            delete(folder);
        }
    }

    private void play(Path folder) throws Exception {
        CertificateAuthority authority = new CertificateAuthority(Files.createDirectories(folder.resolve("pki")));
        CertificateAuthority nobody = new CertificateAuthority(Files.createDirectories(folder.resolve("other-pki")));
        Identity cloudIdentity = authority.issue("cloud.contoso.com", "contoso-com.mail.contoso.com");
        Identity onpremIdentity = authority.issue("mail1.contoso.com");
        Identity bankIdentity = authority.issue("mail.contosobank.com");
        Identity woodgroveIdentity = authority.issue("www.woodgrove.example");
        Identity sunIdentity = authority.issue("mx.sunshine.example");
        Identity forged = nobody.issue("mail1.contoso.com");

        Ports cloudPorts = Ports.free();
        Ports onpremPorts = Ports.free();
        Ports bankPorts = Ports.free();
        Ports woodgrovePorts = Ports.free();
        Ports sunPorts = Ports.free();
        Map<String, Integer> hosts = Map.of(
                "contoso-com.mail.contoso.com", cloudPorts.smtp(),
                "mail1.contoso.com", onpremPorts.smtp(),
                "mail.contosobank.com", bankPorts.smtp(),
                "mx.woodgrove.example", woodgrovePorts.smtp(),
                "mx.sunshine.example", sunPorts.smtp());
        try (StoryResolver resolver = new StoryResolver()
                .mailExchanger("contosobank.com", "mail.contosobank.com")
                .mailExchanger("woodgrove.example", "mx.woodgrove.example")
                .mailExchanger("sunshine.example", "mx.sunshine.example")
                .start()) {
            World world = new World(folder, authority, resolver.port(), hosts);
            try (Party cloud = Party.site("office365", world, cloudPorts, cloudIdentity);
                    Party onprem = Party.site("onprem", world, onpremPorts, onpremIdentity);
                    Party bank = Party.outside("mail.contosobank.com", world, bankPorts, bankIdentity);
                    Party woodgrove = Party.outside("mx.woodgrove.example", world, woodgrovePorts, woodgroveIdentity);
                    Party sun = Party.outside("mx.sunshine.example", world, sunPorts, sunIdentity)) {
                Mailer mailer = new Mailer(authority);
                out.println("Two relays are up: office365 (the cloud) and onprem (the own server).");
                scenes(new Stage(mailer, cloud, onprem, bankIdentity, forged));
                out.println();
                out.printf(
                        "In mailboxes: %d at office365, %d at onprem, %d at the bank, %d with Sun, %d at Woodgrove."
                                + " Waiting: %d.%n",
                        cloud.delivered(),
                        onprem.delivered(),
                        bank.delivered(),
                        sun.delivered(),
                        woodgrove.delivered(),
                        cloud.waiting());
            }
        }
    }

    private record Stage(Mailer mailer, Party cloud, Party onprem, Identity bank, Identity forged) {}

    private void scenes(Stage stage) throws Exception {
        int cloud = stage.cloud().port();
        int cloudDesk = stage.cloud().submissionPort();
        int onpremDesk = stage.onprem().submissionPort();
        Client inside = Client.tls();

        scene(
                stage,
                "John (own server) writes to Bob (cloud)",
                inside,
                onpremDesk,
                "john@contoso.com",
                "bob@contoso.com",
                "delivered");
        scene(stage, "Bob answers John", inside, cloudDesk, "bob@contoso.com", "john@contoso.com", "delivered");
        scene(
                stage,
                "Sun (internet) writes to John: all internet mail passes the cloud",
                Client.plain(),
                cloud,
                "sun@sunshine.example",
                "john@contoso.com",
                "delivered");
        scene(
                stage,
                "Sun writes to Bob",
                Client.plain(),
                cloud,
                "sun@sunshine.example",
                "bob@contoso.com",
                "delivered");
        scene(stage, "John writes to Sun", inside, onpremDesk, "john@contoso.com", "sun@sunshine.example", "delivered");
        scene(stage, "Bob writes to Sun", inside, cloudDesk, "bob@contoso.com", "sun@sunshine.example", "delivered");
        scene(
                stage,
                "The bank writes to Bob and shows its certificate",
                Client.certificate(stage.bank()),
                cloud,
                "clerk@contosobank.com",
                "bob@contoso.com",
                "delivered");
        scene(
                stage,
                "Somebody writes as the bank, in plain text",
                Client.plain(),
                cloud,
                "clerk@contosobank.com",
                "bob@contoso.com",
                "550 5.7.51");
        scene(
                stage,
                "Somebody writes as the bank, over TLS, without its certificate",
                Client.tls(),
                cloud,
                "clerk@contosobank.com",
                "bob@contoso.com",
                "550 5.7.51");
        scene(
                stage,
                "Bob writes to the bank",
                inside,
                cloudDesk,
                "bob@contoso.com",
                "clerk@contosobank.com",
                "delivered");
        scene(
                stage,
                "Bob writes to Woodgrove, whose server shows another name",
                inside,
                cloudDesk,
                "bob@contoso.com",
                "guest@woodgrove.example",
                "deferred");
        scene(
                stage,
                "A printer notifies Bob",
                Client.plainFrom(PRINTER),
                cloud,
                "scanner@contoso.com",
                "bob@contoso.com",
                "delivered");
        scene(
                stage,
                "The printer notifies the bank",
                Client.plainFrom(PRINTER),
                cloud,
                "scanner@contoso.com",
                "clerk@contosobank.com",
                "delivered");
        scene(
                stage,
                "The printer writes to the internet",
                Client.plainFrom(PRINTER),
                cloud,
                "scanner@contoso.com",
                "sun@sunshine.example",
                "550 5.7.1");
        scene(
                stage,
                "Somebody outside writes in Bob's name",
                Client.plain(),
                cloud,
                "bob@contoso.com",
                "john@contoso.com",
                "550 5.7.68");
        scene(
                stage,
                "The same with a forged certificate of the own server",
                Client.certificate(stage.forged()),
                cloud,
                "bob@contoso.com",
                "john@contoso.com",
                "550 5.7.68");
        scene(
                stage,
                "Somebody tries to relay through the cloud",
                Client.plain(),
                cloud,
                "sun@sunshine.example",
                "moon@moonlight.example",
                "550 5.7.64");
    }

    private void scene(Stage stage, String title, Client client, int port, String from, String to, String expected)
            throws Exception {
        out.println();
        out.println(title);
        String reply = stage.mailer().send(client, port, from, to, title);
        Matcher queued = QUEUED.matcher(reply);
        String fate;
        if (queued.find()) {
            fate = follow(queued.group(1));
        } else {
            fate = reply;
            out.println("  refused   " + reply);
            events.awaitRefusal("<" + from + ">", to, PATIENCE)
                    .ifPresent(event ->
                            out.printf("  because   %s, as mail by %s%n", field(event, "reason"), field(event, "by")));
        }
        if (!fate.startsWith(expected)) {
            surprises.add(title + ": " + fate + ", expected " + expected);
        }
    }

    /** Tells every hop of a message; gives how it ended. */
    private String follow(String first) throws InterruptedException {
        String id = first;
        while (true) {
            Optional<Map<String, String>> message = events.await("message", id, event -> true, PATIENCE);
            if (message.isEmpty()) {
                return "lost";
            }
            Map<String, String> taken = message.get();
            out.printf("  accepted  by %s over %s%s%n", field(taken, "by"), tls(taken), certificate(taken));
            Optional<Map<String, String>> delivery = events.await("delivery", id, event -> true, PATIENCE);
            if (delivery.isEmpty()) {
                return "lost";
            }
            Map<String, String> sent = delivery.get();
            String result = field(sent, "result");
            Matcher queued = QUEUED.matcher(field(sent, "reply"));
            if (result.equals("delivered") && queued.find()) {
                out.printf("  sent      %s to %s over %s%n", via(sent), field(sent, "next"), tls(sent));
                id = queued.group(1);
            } else if (result.equals("delivered")) {
                out.printf("  delivered to the mailbox %s%n", field(sent, "to"));
                return result;
            } else {
                out.printf(
                        "  %-9s %s: %s (%s), tried again later%n",
                        result, via(sent), field(sent, "reason"), field(sent, "status"));
                return result;
            }
        }
    }

    private static String via(Map<String, String> event) {
        String via = field(event, "via");
        return via.isEmpty() || via.equals("internet") ? "without a connector" : "via " + via;
    }

    private static String tls(Map<String, String> event) {
        String version = field(event, "tls");
        return version.isEmpty() || version.equals("none") ? "plain text" : "TLS " + version;
    }

    private static String certificate(Map<String, String> event) {
        String names = field(event, "cert");
        return names.indexOf('.') < 0 ? "" : ", certificate " + names;
    }

    private static String field(Map<String, String> event, String name) {
        return event.getOrDefault(name, "");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
