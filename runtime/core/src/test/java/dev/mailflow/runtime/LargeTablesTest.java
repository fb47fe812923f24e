package dev.mailflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.runtime.Decision.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A site with hundreds of connectors, long names and large groups, beside a list that is asked from one end to the other. The
 * rules here cannot tie, so that the plainest code says what must come out.
 */
class LargeTablesTest {
    private static final int PARTNERS = 150;
    private static final int DEVICES = 60;
    private static final int WAYS = 100;
    private static final String[] KINDS = {"=", ".", "*.", "?."};

    private static final class Table extends TableRouting {
        Table(String rules) {
            super(RuleReader.read(rules.getBytes(StandardCharsets.UTF_8), "the rules of a test"));
        }
    }

    /** A partner, known by a pattern of domains or by one address, with what it must show. */
    private record Partner(
            String name, String kind, String domain, List<String> certificates, List<String> networks, String group) {
        String pattern() {
            return kind.equals("@") ? "@clerk@" + domain : kind + domain;
        }

        boolean sends(String local, String of) {
            return kind.equals("@") ? local.equals("clerk") && of.equals(domain) : matches(kind, domain, of);
        }
    }

    /** A device, known by certificates if it has some, else by networks. */
    private record Device(String name, List<String> certificates, List<String> networks, boolean mayRelay) {}

    private record Way(String name, String kind, String domain) {}

    private final Random random = new Random(7);
    private final Map<String, Network> read = new HashMap<>();
    private final List<Partner> partners = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final List<Way> ways = new ArrayList<>();
    private final RoutingPolicy policy;

    LargeTablesTest() {
        for (int i = 0; i < PARTNERS; i++) {
            partners.add(new Partner(
                    "p" + i,
                    i % 5 == 4 ? "@" : KINDS[i % 4],
                    label(i, "p") + (i % 3 == 0 ? ".example" : ".deep.example"),
                    certificates(i, i % 8),
                    networks(i, i % 7),
                    i % 5 == 0 ? "=shared.example" : ""));
        }
        for (int i = 0; i < DEVICES; i++) {
            devices.add(new Device(
                    "d" + i,
                    i % 2 == 0 ? certificates(1000 + i, 1 + i % 6) : List.of(),
                    i % 2 == 0 ? List.of() : networks(1000 + i, 1 + i % 6),
                    i % 3 == 0));
        }
        for (int i = 0; i < WAYS; i++) {
            ways.add(new Way("w" + i, i % 6 == 5 ? "@" : KINDS[i % 4], label(i, "w") + ".cust.contoso.example"));
        }
        this.policy = new Table(rules());
    }

    /** From one octet to more than two steps of sixteen. */
    private static String label(int number, String kind) {
        return (kind + Integer.toString(number, 36) + "-").repeat(1 + number % 12) + "x";
    }

    private static List<String> certificates(int number, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add((i % 3 == 1 ? "*." : "mx" + i + ".") + label(number, "c") + i + ".example");
        }
        return names;
    }

    private static List<String> networks(int number, int count) {
        List<String> networks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            networks.add(
                    i % 3 == 2
                            ? "2001:db8:" + Integer.toHexString(number) + ":" + i + "::/64"
                            : "10." + number / 256 + "." + number % 256 + "." + 32 * i + "/" + (27 + i % 2));
        }
        return networks;
    }

    private String rules() {
        StringBuilder text = new StringBuilder("mailflow-rules 3\nXhub\t5\t1\t0\n");
        text.append("A1\t=contoso.example\nA0\t.cust.contoso.example\n");
        for (int i = 0; i < 40; i++) {
            text.append("M").append(i % 2).append("\t@user").append(i).append("@contoso.example\n");
        }
        for (Partner p : partners) {
            text.append("I").append(p.name()).append("\t").append(p.name()).append("\t0\n");
            if (!p.group().isEmpty()) {
                // Recipients: so many groups at one place that they are not looked through one by one.
                text.append("r").append(p.group()).append("\t=contoso.example\n");
            }
            text.append("l3\n");
            if (!p.certificates().isEmpty()) {
                text.append("k").append(String.join("\t", p.certificates())).append("\n");
            }
            if (!p.networks().isEmpty()) {
                text.append("w").append(String.join("\t", p.networks())).append("\n");
            }
            text.append("b1000\n");
        }
        for (Device d : devices) {
            text.append("I").append(d.name()).append("\t").append(d.name()).append(d.mayRelay() ? "\t2\n" : "\t1\n");
            if (!d.certificates().isEmpty()) {
                text.append("c").append(String.join("\t", d.certificates())).append("\n");
            }
            if (!d.networks().isEmpty()) {
                text.append("n").append(String.join("\t", d.networks())).append("\n");
            }
        }
        for (Way w : ways) {
            text.append("O").append(w.name()).append("\tthere\t1\t0\nvmx\nt1000\t\t\n");
        }
        text.append(".\n");
        for (int i = 0; i < DEVICES; i += 2) {
            text.append("T").append(PARTNERS + i).append("\n");
        }
        for (int i = 1; i < DEVICES; i += 2) {
            text.append("T").append(PARTNERS + i).append("\n");
        }
        for (int i = 0; i < PARTNERS; i++) {
            text.append("P")
                    .append(i)
                    .append("\t")
                    .append(partners.get(i).pattern())
                    .append("\n");
        }
        for (int i = 0; i < WAYS; i++) {
            Way w = ways.get(i);
            text.append("W")
                    .append(i)
                    .append("\t")
                    .append(w.kind().equals("@") ? "@boss@" + w.domain() : w.kind() + w.domain())
                    .append("\n");
        }
        return text.toString();
    }

    private static boolean matches(String kind, String pattern, String domain) {
        boolean below = domain.endsWith("." + pattern);
        boolean one = below
                && domain.substring(0, domain.length() - pattern.length() - 1).indexOf('.') < 0;
        return switch (kind) {
            case "=" -> domain.equals(pattern);
            case "." -> below || domain.equals(pattern);
            case "*." -> below;
            default -> one;
        };
    }

    @Test
    void decidesAsAListDoes() {
        for (int i = 0; i < 4_000; i++) {
            Transaction message = message();
            assertThat(brief(policy.decide(message))).as("%s", message).isEqualTo(expected(message));
        }
    }

    /** Mostly of the partners' own and the devices' own, with something changed at times. */
    private Transaction message() {
        Partner partner = pick(partners);
        Device device = pick(devices);
        List<String> names = new ArrayList<>();
        if (random.nextInt(3) != 0) {
            (random.nextInt(4) == 0 ? device.certificates() : partner.certificates())
                    .stream().limit(random.nextInt(8)).forEach(name -> names.add(shown(name)));
        }
        List<String> networks = random.nextInt(3) == 0 ? device.networks() : partner.networks();
        String domain = random.nextInt(3) == 0 ? "a." + partner.domain() : partner.domain();
        Way way = pick(ways);
        String recipient = switch (random.nextInt(5)) {
            case 0 -> "user" + random.nextInt(50) + "@contoso.example";
            case 1 -> "boss@" + way.domain();
            case 2 -> "anna@b." + way.domain();
            case 3 -> "anna@a.b." + way.domain();
            default -> random.nextBoolean() ? "sun@elsewhere.example" : "anna@shared.example";
        };
        String sender = switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> "clerk@a." + domain;
            case 2 -> "clerk@x" + domain;
            case 3 -> "bob@contoso.example";
            default -> (random.nextBoolean() ? "clerk@" : "other@") + domain;
        };
        Transaction.Builder builder = Transaction.builder()
                .client(networks.isEmpty() ? "192.0.2.1" : inside(pick(networks)))
                .tls(TlsVersion.values()[random.nextInt(8) == 0 ? random.nextInt(5) : 4])
                .certificateNames(names)
                .to(recipient)
                .size(999 + random.nextInt(4))
                .hops(random.nextInt(40) == 0 ? 5 + random.nextInt(2) : 0);
        return (sender.isEmpty() ? builder.from((Mailbox) null) : builder.from(sender)).build();
    }

    private String shown(String pattern) {
        String label = random.nextInt(6) == 0 ? "a.b" : "any";
        return pattern.startsWith("*.") ? label + pattern.substring(1) : pattern;
    }

    private String inside(String network) {
        String base = network.substring(0, network.indexOf('/'));
        if (base.endsWith("::")) {
            return base + Integer.toHexString(random.nextInt(0x10000));
        }
        int dot = base.lastIndexOf('.') + 1;
        return base.substring(0, dot) + Math.min(255, Integer.parseInt(base.substring(dot)) + random.nextInt(48));
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static String brief(Decision d) {
        return d.by().connector() + " " + d.outcome() + " "
                + d.reason().map(Reason::id).orElse("") + d.via().orElse("");
    }

    // What follows asks everybody in turn.

    private String expected(Transaction t) {
        if (t.hops() > 5) {
            return " REJECT loop";
        }
        Optional<Device> device = device(t);
        Optional<Partner> partner = device.isPresent() ? Optional.empty() : partner(t);
        String by =
                device.map(Device::name).or(() -> partner.map(Partner::name)).orElse("");
        String refused = partner.map(p -> refusal(p, t)).orElse("");
        if (!refused.isEmpty()) {
            return by + " REJECT " + refused;
        }
        String domain = t.recipient().domain().text();
        boolean own = domain.equals("contoso.example");
        boolean accepted = own || matches(".", "cust.contoso.example", domain);
        boolean foreign = device.isEmpty();
        if (!accepted && (foreign || !device.get().mayRelay())) {
            // A trusted source without the right to relay is refused as well.
            return by + " REJECT relay-denied";
        }
        if (foreign
                && t.sender()
                        .map(s -> s.domain().text().equals("contoso.example"))
                        .orElse(false)) {
            return by + " REJECT direct-send";
        }
        if (own && !elsewhere(t)) {
            return by + " DELIVER ";
        }
        Optional<Way> way = way(t);
        return by + " "
                + way.map(w -> "SEND " + w.name()).orElse(accepted ? "REJECT unknown-recipient" : "SEND_TO_INTERNET ");
    }

    private static boolean elsewhere(Transaction t) {
        String local = t.recipient().localPart();
        int number = Integer.parseInt(local.substring("user".length()));
        return number < 40 && number % 2 == 0;
    }

    private Optional<Device> device(Transaction t) {
        return devices.stream()
                .filter(d -> d.certificates().stream().anyMatch(c -> shows(t, c)))
                .findFirst()
                .or(() -> devices.stream()
                        .filter(d -> d.networks().stream().anyMatch(n -> isFrom(t, n)))
                        .findFirst());
    }

    private Optional<Partner> partner(Transaction t) {
        if (t.sender().isEmpty()) {
            return Optional.empty();
        }
        Mailbox sender = t.sender().get();
        String domain = t.recipient().domain().text();
        return partners.stream()
                .filter(p -> p.sends(sender.localPart(), sender.domain().text()))
                .filter(p -> p.group().isEmpty() || domain.equals("shared.example") || domain.equals("contoso.example"))
                .findFirst();
    }

    private String refusal(Partner p, Transaction t) {
        if (!t.tls().isProtected()) {
            return "tls-required";
        }
        if (!t.tls().isAtLeast(TlsVersion.TLS_1_2)) {
            return "tls-version";
        }
        if (!p.certificates().isEmpty() && p.certificates().stream().noneMatch(c -> shows(t, c))) {
            return "cert-mismatch";
        }
        if (!p.networks().isEmpty() && p.networks().stream().noneMatch(n -> isFrom(t, n))) {
            return "network-not-allowed";
        }
        return t.size() > 1000 ? "size-exceeded" : "";
    }

    private Optional<Way> way(Transaction t) {
        String local = t.recipient().localPart();
        String domain = t.recipient().domain().text();
        return ways.stream()
                .filter(w -> w.kind().equals("@")
                        ? local.equals("boss") && domain.equals(w.domain())
                        : matches(w.kind(), w.domain(), domain))
                .findFirst();
    }

    private static boolean shows(Transaction t, String pattern) {
        return t.certificateNames().stream()
                .anyMatch(name -> pattern.startsWith("*.")
                        ? name.indexOf('.') > 0
                                && name.substring(name.indexOf('.')).equals(pattern.substring(1))
                        : name.equals(pattern));
    }

    private boolean isFrom(Transaction t, String network) {
        return read.computeIfAbsent(network, Network::of).contains(t.client());
    }

    @Test
    void saysWhatIsKnownOfIt() {
        assertThat(policy.site()).isEqualTo("hub");
        assertThat(policy.hopLimit()).isEqualTo(5);
        assertThat(policy.sizeLimits()).containsExactly(1000);
        assertThat(policy.headerTests()).isEmpty();
    }

    @Test
    void decisionsAreSharedAlsoWhenThereAreMany() {
        List<Decision> first = new ArrayList<>();
        List<Transaction> messages = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            messages.add(message());
            first.add(policy.decide(messages.get(i)));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(policy.decide(messages.get(i))).isSameAs(first.get(i));
        }
        assertThat(first.stream().map(Decision::outcome)).contains(Outcome.SEND, Outcome.DELIVER, Outcome.REJECT);
    }

    @Test
    void rulesOfAnotherVersionAreRefused() {
        assertThatThrownBy(() -> new Table("mailflow-rules 1\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another version");
        assertThatThrownBy(() -> new Table("")).isInstanceOf(IllegalStateException.class);
    }
}
