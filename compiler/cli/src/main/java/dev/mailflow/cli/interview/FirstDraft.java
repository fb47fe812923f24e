package dev.mailflow.cli.interview;

import dev.mailflow.cli.interview.Answers.Cloud;
import dev.mailflow.cli.interview.Answers.Devices;
import dev.mailflow.cli.interview.Answers.DirectSend;
import dev.mailflow.cli.interview.Answers.Hybrid;
import dev.mailflow.cli.interview.Answers.Identity;
import dev.mailflow.cli.interview.Answers.Relay;
import dev.mailflow.cli.interview.Answers.Server;
import dev.mailflow.cli.interview.Answers.Subscription;
import dev.mailflow.compiler.format.Formatter;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The policy that answers make, with tests that hold it, in the one style. */
public final class FirstDraft {
    /** Clients of documentation networks (RFC 5737): the first that is nobody's stands for a stranger. */
    private static final List<String> STRANGERS = List.of("198.51.100.7", "203.0.113.7", "192.0.2.7");

    private static final List<String> LOCAL_PARTS = List.of("anna", "bob", "carla", "david", "erika", "frank");

    private final Answers answers;
    private final String main;
    private final StringBuilder text = new StringBuilder();

    private FirstDraft(Answers answers) {
        this.answers = answers;
        this.main = answers.cloud().isPresent() ? "office365" : "onprem";
    }

    public static String of(Answers answers) {
        String draft = new FirstDraft(answers).text();
        // Answers were read by the language one by one: if they do not fit together, that is shown as it stands.
        return Formatter.format(new SourceFile("draft", draft), diagnostic -> {})
                .orElse(draft);
    }

    private String text() {
        line("language 1");
        line("");
        line("# Mail for these domains is ours to deliver, all other mail is passed on only for those who may relay.");
        line("organization {");
        line("domains " + list(answers.domains()));
        if (answers.directSend() == DirectSend.REFUSED) {
            line("direct-send refuse # nobody outside writes in our own name");
        }
        line("}");
        answers.cloud().ifPresent(this::cloud);
        answers.server().ifPresent(this::server);
        answers.devices().ifPresent(this::devices);
        if (answers.server().isPresent() && answers.cloud().isPresent()) {
            between(answers.server().get(), answers.cloud().get());
        }
        answers.devices().ifPresent(this::printing);
        partners();
        tests();
        return text.toString();
    }

    private void cloud(Cloud cloud) {
        line("");
        line("endpoint office365 : exchange-online {");
        line("tenant " + cloud.tenant());
        if (cloud.subscription() == Subscription.EOP) {
            line("subscription eop # it filters, and holds no mailboxes");
        }
        cloud.proof().filter(proof -> proof.kind() != Identity.Kind.HEADER).ifPresent(this::identity);
        if (!cloud.mailboxes().isEmpty()) {
            line("mailboxes " + list(cloud.mailboxes()));
        }
        line("}");
    }

    private void server(Server server) {
        line("");
        line("endpoint onprem : server {");
        line("software " + server.software());
        if (server.hybrid() != Hybrid.NOT_POSSIBLE) {
            line("hybrid " + (server.hybrid() == Hybrid.DONE ? "done" : "not-done"));
        }
        line("hosts " + list(server.hosts()));
        server.identity().ifPresent(this::identity);
        line("mailboxes " + list(server.mailboxes()));
        line("}");
    }

    private void devices(Devices devices) {
        line("");
        line("# Printers and applications.");
        line("endpoint printers : device {");
        identity(devices.identity());
        line("}");
    }

    private void identity(Identity identity) {
        line((identity.kind() == Identity.Kind.NETWORK ? "networks " : "cert ") + list(identity.values()));
    }

    private void between(Server server, Cloud cloud) {
        line("");
        if (server.hybrid() == Hybrid.DONE) {
            line("# The hybrid configuration wizard made the connectors between the two: none is written here.");
            return;
        }
        if (server.hybrid() == Hybrid.NOT_DONE) {
            line("# A hybrid deployment makes the two connectors and keeps them; after it, remove them here.");
        } else {
            line("# A connector is one direction. `when` selects mail, `require` refuses it.");
        }
        String certificate = server.identity()
                .filter(identity -> identity.kind() == Identity.Kind.CERTIFICATE)
                .map(identity -> " cert " + list(identity.values()))
                .orElse("");
        line("connector to-cloud from onprem to office365 require tls" + certificate);
        String header = cloud.proof()
                .filter(proof -> proof.kind() == Identity.Kind.HEADER)
                .map(proof -> " when header " + proof.values().get(0) + " \""
                        + proof.values().get(1) + "\"")
                .orElse("");
        if (cloud.proof().isEmpty()) {
            line(
                    "# To do: every tenant shows the same certificate. Until `when header` names what a mail flow rule of ours");
            line("# sets and nobody can guess, other tenants can write to our server as ours.");
        }
        line("connector from-cloud from office365 to onprem" + header + " require tls" + certificate);
    }

    private void printing(Devices devices) {
        line("");
        boolean certificate = devices.identity().kind() == Identity.Kind.CERTIFICATE;
        line("connector printing from printers to " + main
                + (devices.relay() == Relay.EVERYWHERE ? " may relay" : "")
                + " require"
                + (certificate ? " tls" : "")
                + " sender " + list(answers.domains()));
    }

    private void partners() {
        Set<String> names = new HashSet<>(Set.of("onprem", "office365", "internet", "printers"));
        boolean first = true;
        for (String domain : answers.partners()) {
            String name = name(domain, names);
            line("");
            if (first) {
                line(
                        "# With the name in a partner's certificate behind `tls`, as in `cert mail.example.com`, it is proved who");
                line("# is there.");
            }
            first = false;
            line("endpoint " + name + " : partner { domains " + domain + " }");
            line("connector from-" + name + " from " + name + " to " + main + " require tls");
            line("connector to-" + name + " from " + main + " to " + name + " via mx require tls");
        }
    }

    private static String name(String domain, Set<String> taken) {
        String plain =
                domain.replaceFirst("^[.*?]+", "").toLowerCase(Locale.ROOT).replace('.', '-');
        String start = plain.matches("[a-z][a-z0-9-]*[a-z0-9]") ? plain : "partner";
        String name = start;
        for (int i = 2; !taken.add(name); i++) {
            name = start + "-" + i;
        }
        return name;
    }

    private void tests() {
        List<Network> known = networks();
        Optional<String> stranger = STRANGERS.stream()
                .filter(client -> known.stream()
                        .noneMatch(network ->
                                network.contains(IpAddress.parse(client).orElseThrow())))
                .findFirst();
        if (stranger.isEmpty()) {
            return;
        }
        test(
                "a stranger cannot send through us",
                main,
                "client " + stranger.get(),
                "stranger@sender.invalid -> other@recipient.invalid",
                "reject relay-denied by internet");
        String ours = Policies.sample(
                Policies.patterns(answers.domains().subList(0, 1)).get(0));
        if (answers.directSend() == DirectSend.REFUSED) {
            test(
                    "a stranger cannot write in our name",
                    main,
                    "client " + stranger.get(),
                    "anna@" + ours + " -> bob@" + ours,
                    "reject direct-send by internet");
        }
        if (answers.server().isPresent() && answers.cloud().isPresent()) {
            toCloud(answers.server().get(), answers.cloud().get(), stranger.get());
        }
    }

    /** From a mailbox at the own server to one in the cloud, if both can be named and the file says how it goes. */
    private void toCloud(Server server, Cloud cloud, String stranger) {
        List<AddressPattern> here = Policies.patterns(server.mailboxes());
        List<AddressPattern> there = Policies.patterns(cloud.mailboxes());
        Optional<String> from = someone(here);
        Optional<String> to = there.stream()
                .flatMap(pattern -> someone(List.of(pattern)).stream())
                .filter(address ->
                        here.stream().noneMatch(pattern -> pattern.text().equals(address)))
                .findFirst();
        if (server.hybrid() == Hybrid.DONE || from.isEmpty() || to.isEmpty() || !isAt(to.get(), there, here)) {
            return;
        }
        Identity identity = server.identity().orElseThrow();
        boolean certificate = identity.kind() == Identity.Kind.CERTIFICATE;
        test(
                "from an own mailbox to one in the cloud",
                "office365",
                certificate
                        ? "client " + stranger + " tls 1.3 cert "
                                + identity.values().get(0).replaceFirst("^\\*\\.", "mail.")
                        : "client " + networks().get(0).base() + " tls 1.3",
                from.get() + " -> " + to.get(),
                "deliver by to-cloud");
    }

    /** Whether of all patterns that mean the address the most specific is among the first. */
    private static boolean isAt(String address, List<AddressPattern> among, List<AddressPattern> others) {
        int at = address.indexOf('@');
        MailAddress mailbox = new MailAddress(address.substring(0, at), new DomainName(address.substring(at + 1)));
        return rank(mailbox, among) > rank(mailbox, others);
    }

    private static int rank(MailAddress mailbox, List<AddressPattern> patterns) {
        return patterns.stream()
                .filter(pattern -> pattern.matches(mailbox))
                .mapToInt(AddressPattern::specificity)
                .max()
                .orElse(-1);
    }

    private Optional<String> someone(List<AddressPattern> patterns) {
        if (patterns.isEmpty()) {
            return Optional.empty();
        }
        AddressPattern first = patterns.get(0);
        if (first instanceof AddressPattern.Address address) {
            return Optional.of(address.address().toString());
        }
        Set<String> own = new HashSet<>(answers.server().map(Server::mailboxes).orElse(List.of()));
        return LOCAL_PARTS.stream()
                .map(local -> local + "@" + Policies.sample(first))
                .filter(address -> !own.contains(address))
                .findFirst();
    }

    /** Of the own server first. */
    private List<Network> networks() {
        String declarations = "language 1 organization { domains example.com } "
                + networks("onprem : server", answers.server().flatMap(Server::identity))
                + networks("printers : device", answers.devices().map(Devices::identity))
                + networks("office365 : exchange-online", answers.cloud().flatMap(Cloud::proof));
        return Complaints.model(declarations)
                .map(model -> model.endpoints().stream()
                        .flatMap(endpoint -> endpoint.networks().stream())
                        .toList())
                .orElse(List.of());
    }

    private static String networks(String endpoint, Optional<Identity> identity) {
        return identity.filter(one -> one.kind() == Identity.Kind.NETWORK)
                .map(one -> "endpoint " + endpoint + " { networks " + list(one.values()) + " } ")
                .orElse("");
    }

    private void test(String title, String site, String client, String message, String expected) {
        line("");
        line("test \"" + title + "\" at " + site + " {");
        line(client);
        line("message " + message);
        line("expect " + expected);
        line("}");
    }

    private static String list(List<String> values) {
        return String.join(", ", values);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
