package dev.mailflow.cli.interview;

import dev.mailflow.cli.interview.Answers.Cloud;
import dev.mailflow.cli.interview.Answers.Devices;
import dev.mailflow.cli.interview.Answers.DirectSend;
import dev.mailflow.cli.interview.Answers.Hybrid;
import dev.mailflow.cli.interview.Answers.Identity;
import dev.mailflow.cli.interview.Answers.Relay;
import dev.mailflow.cli.interview.Answers.Server;
import dev.mailflow.cli.interview.Answers.Subscription;
import dev.mailflow.cli.interview.Complaints.Complaint;
import dev.mailflow.cli.interview.Questions.GoneBack;
import dev.mailflow.cli.interview.Questions.Question;
import dev.mailflow.cli.interview.Questions.Reading;
import dev.mailflow.cli.interview.Questions.Unanswered;
import dev.mailflow.cli.render.Style;
import dev.mailflow.cli.render.Wrapped;
import java.io.PrintStream;
import java.io.Reader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Asks what the table of situations depends on (language.md, section 5), in the order in which one answer makes the next
 * question needless.
 */
public final class Interview {
    private static final Pattern NETWORK = Pattern.compile("[0-9.]+(/[0-9.]*)?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(/[0-9]*)?");
    private static final Pattern HEADER = Pattern.compile("([A-Za-z][A-Za-z0-9-]*):\\s+(\\S.*)");
    private static final Pattern EXCHANGE = Pattern.compile("exchange\\s+([0-9]{4})");
    private static final int FIRST_HYBRID = 2010;
    private static final Set<String> NOTHING = Set.of("", "none", "no", "-");

    private static final String INTRODUCTION =
            "Some ten questions, and a first policy is written from the answers. Answer each"
                    + " with a line; an empty line takes what stands in brackets, `?` explains a question, `<` goes back to the one before, Ctrl-D"
                    + " ends without writing anything.";

    private final Questions questions;

    private Interview(Questions questions) {
        this.questions = questions;
    }

    /** What came of it. */
    public sealed interface Outcome {
        record Complete(Answers answers) implements Outcome {}

        /**
         * @param why lower case, for the user
         * @param given what was answered until then, a line each
         */
        record Stopped(String why, List<String> given) implements Outcome {
            public Stopped {
                given = List.copyOf(given);
            }
        }
    }

    /**
     * @param out where the questions go
     * @param width columns of what shows them
     */
    public static Outcome hold(Reader in, PrintStream out, Style style, int width, Answering answering) {
        Wrapped.lines(INTRODUCTION, width).forEach(out::println);
        Questions questions = new Questions(in, out, style, width, answering);
        while (true) {
            try {
                return new Outcome.Complete(new Interview(questions).ask());
            } catch (GoneBack back) {
                questions.startAgain();
            } catch (Unanswered stopped) {
                return new Outcome.Stopped(String.valueOf(stopped.getMessage()), questions.given());
            }
        }
    }

    private Answers ask() throws Unanswered, GoneBack {
        List<String> domains = questions.ask(
                Question.of(
                                "Which domains are yours?",
                                "Mail for them is for your own mailboxes. For example: contoso.com, fabrikam.com")
                        .explaining(
                                "What stands behind the @ in the addresses of your people. In the Exchange admin centre:"
                                        + " Mail flow, Accepted domains."),
                answer -> list(answer, Policies.domains("", ""), "domains"));
        Policies policies = new Policies(domains);
        int where = questions.choose(
                Question.of("Where are the mailboxes?")
                        .explaining(
                                "Exchange Online is a part of Microsoft 365: who reads mail there at outlook.office.com has"
                                        + " a mailbox in it. A server of your own stands in your rooms or at a provider."),
                List.of(
                        "in Exchange Online (Microsoft 365)",
                        "on a server of your own",
                        "some in Exchange Online, some on a server of your own"));
        boolean online = where != 1;
        boolean filtered = !online
                && questions.yes(Question.of(
                                "Does mail from the internet pass Exchange Online, which filters it?",
                                "That is the subscription `eop`: protection, without mailboxes.")
                        .explaining(
                                "Look up the MX of your domain: if it ends in mail.protection.outlook.com, it does. In other"
                                        + " clouds that is mail.protection.office365.us or"
                                        + " mail.protection.partner.outlook.cn.")
                        .proposing("no"));
        Optional<Server> server = where == 0 ? Optional.empty() : Optional.of(server(policies, online, filtered));
        Optional<Cloud> cloud = online || filtered ? Optional.of(cloud(policies, server, filtered)) : Optional.empty();
        Optional<Devices> devices = devices(policies, server.flatMap(Server::identity), cloud.flatMap(Cloud::proof));
        List<String> partners = questions.ask(
                Question.of(
                                "With which other domains must mail be protected by TLS, both ways?",
                                "Partners: a bank, an authority. `.x` is x and everything below it.")
                        .explaining(
                                "Name only those who can do it: mail that cannot be protected is not delivered. Others get"
                                        + " TLS all the same wherever they offer it.")
                        .proposing(""),
                answer -> NOTHING.contains(answer.toLowerCase(Locale.ROOT))
                        ? Reading.of(List.of())
                        : partners(answer, policies));
        boolean refused = questions.yes(Question.of(
                        "Is mail from outside to be refused that names one of your domains as its sender?",
                        "Answer no if others send in your name, such as a newsletter service without a connector.")
                .explaining(
                        "Forged mail looks like this, and so does mail of services that you asked to write for you.")
                .proposing("yes"));
        return new Answers(
                domains, server, cloud, devices, partners, refused ? DirectSend.REFUSED : DirectSend.ALLOWED);
    }

    private Server server(Policies policies, boolean online, boolean filtered) throws Unanswered, GoneBack {
        String software = questions.ask(
                Question.of(
                                "What does your server run?",
                                "`exchange` with its year, as in `exchange 2016`, or postfix, james, mailflow;"
                                        + " `smtp` for any other.")
                        .explaining(
                                "If you do not know, take `smtp`: it fits every mail server. Exchange can be joined with"
                                        + " Exchange Online, which is why its year matters.")
                        .proposing("smtp"),
                answer -> software(answer.toLowerCase(Locale.ROOT), policies));
        List<String> hosts = questions.ask(
                Question.of("At which host does it take mail?", "A name or address, with `:port` if that is not 25.")
                        .explaining(
                                "The name under which others reach your server, as the MX of your domain or the firewall"
                                        + " has it.")
                        .proposing("mail." + policies.base()),
                answer -> list(answer, policies.server(), "hosts"));
        boolean needsIdentity = online || filtered;
        Optional<Identity> identity = needsIdentity
                ? Optional.of(questions.ask(
                        Question.of(
                                        "How does Exchange Online recognise it?",
                                        "A name in its certificate, in one of your domains; or the addresses that it"
                                                + " sends from.")
                                .explaining(
                                        "The certificate is safer: addresses can be taken over. Its name is what the padlock"
                                                + " shows at the address of your server; public addresses are those of the firewall.")
                                .proposing(policies.certificateFor(hosts.get(0))),
                        answer -> identity(answer, policies.recognisedServer())))
                : Optional.empty();
        boolean hybridPossible = online && isHybridCapable(software);
        Hybrid hybrid = !hybridPossible
                ? Hybrid.NOT_POSSIBLE
                : questions.yes(Question.of(
                                        "Has the hybrid configuration wizard been run?",
                                        "Then it made the connectors between the two, and keeps them.")
                                .explaining(
                                        "In the Exchange admin centre its connectors are called `Inbound from …` and"
                                                + " `Outbound to …` with a long number behind.")
                                .proposing("no"))
                        ? Hybrid.DONE
                        : Hybrid.NOT_DONE;
        List<String> mailboxes = online
                ? questions.ask(
                        Question.of(
                                        "Which mailboxes are on your server?",
                                        "Addresses, or domains for all of one. The rest is taken to be in Exchange"
                                                + " Online.")
                                .explaining(
                                        "A long list can stand in a CSV file: name one address here, and write `mailboxes from"
                                                + " \"users.csv\" column mail` into the policy afterwards."),
                        answer -> list(answer, policies.server(), "mailboxes"))
                : policies.domains();
        return new Server(software, hosts, identity, hybrid, mailboxes);
    }

    private static Reading<String> software(String answer, Policies policies) {
        return Reading.unless(policies.server("software " + answer), answer);
    }

    private static boolean isHybridCapable(String software) {
        var year = EXCHANGE.matcher(software);
        return year.matches() && Integer.parseInt(year.group(1)) >= FIRST_HYBRID;
    }

    private Cloud cloud(Policies policies, Optional<Server> server, boolean filtered) throws Unanswered, GoneBack {
        String tenant = questions.ask(
                Question.of("What is the name of your tenant at Exchange Online?")
                        .explaining(
                                "It ends in .onmicrosoft.com and stands in the Microsoft 365 admin centre under Settings,"
                                        + " Domains.")
                        .proposing(policies.label() + ".onmicrosoft.com"),
                answer -> Reading.unless(policies.cloud("tenant", answer), answer));
        boolean recognises = server.filter(own -> own.hybrid() != Hybrid.DONE).isPresent();
        Optional<Identity> proof = recognises
                ? questions.ask(
                        Question.of(
                                        "What shows your server that mail comes from your tenant, and not from another?",
                                        "Every tenant shows the same certificate. Name a header that a mail flow rule of"
                                                + " yours sets, as in `X-Contoso-Secret: 5f3a`; if the mail comes by a"
                                                + " server of your own, its certificate name or addresses.")
                                .explaining(
                                        "With `none` your server takes mail of other tenants for yours, and gives it no right to"
                                                + " write to others. In the Exchange admin centre, Mail flow, Rules: a rule that sets"
                                                + " a message header to a value that nobody can guess.")
                                .proposing(""),
                        answer -> proof(answer, policies.recognisedCloud(server.flatMap(Server::identity)), policies))
                : Optional.empty();
        if (filtered) {
            return new Cloud(tenant, Subscription.EOP, proof, List.of());
        }
        List<String> own = server.map(Server::mailboxes).orElse(List.of());
        List<String> rest = policies.domainsWithout(own);
        List<String> mailboxes = rest.isEmpty()
                ? questions.ask(
                        Question.of(
                                "Which mailboxes are in Exchange Online?",
                                "All domains are on your server: name the addresses that are not."),
                        answer -> list(answer, policies.cloudBeside(own), "mailboxes"))
                : rest;
        return new Cloud(tenant, Subscription.EXCHANGE_ONLINE, proof, mailboxes);
    }

    private Optional<Devices> devices(Policies policies, Optional<Identity> server, Optional<Identity> cloud)
            throws Unanswered, GoneBack {
        Optional<Identity> identity = questions.ask(
                Question.of(
                                "Do printers or applications send mail through it? How are they recognised?",
                                "Their addresses, as in 10.20.0.0/16, or a name in their certificate.")
                        .explaining("What scans to mail, monitors or writes invoices has no mailbox and is known by its"
                                + " address; in an office that is mostly one network.")
                        .proposing(""),
                answer -> NOTHING.contains(answer.toLowerCase(Locale.ROOT))
                        ? Reading.of(Optional.empty())
                        : optional(device(answer, policies, server, cloud)));
        if (identity.isEmpty()) {
            return Optional.empty();
        }
        boolean everywhere = questions.yes(
                Question.of("May they write to others than your own mailboxes?").proposing("no"));
        return Optional.of(new Devices(identity.get(), everywhere ? Relay.EVERYWHERE : Relay.OURS_ONLY));
    }

    private static Reading<Identity> device(
            String answer, Policies policies, Optional<Identity> server, Optional<Identity> cloud) {
        Reading<Identity> reading = identity(answer, policies.recognisedDevice(server, cloud));
        return reading.value()
                .flatMap(device -> Policies.shownByBoth(device, server))
                .<Reading<Identity>>map(Reading::not)
                .orElse(reading);
    }

    private static Reading<Optional<Identity>> proof(String answer, Policies.Place place, Policies policies) {
        if (NOTHING.contains(answer.toLowerCase(Locale.ROOT))) {
            return Reading.of(Optional.empty());
        }
        var header = HEADER.matcher(answer);
        if (header.matches()) {
            Identity identity = new Identity(Identity.Kind.HEADER, List.of(header.group(1), header.group(2)));
            return Reading.unless(policies.header(header.group(1), header.group(2)), Optional.of(identity));
        }
        return optional(identity(answer, place));
    }

    private static <T> Reading<Optional<T>> optional(Reading<T> reading) {
        return new Reading<>(reading.value().map(Optional::of), reading.complaint());
    }

    private static Reading<Identity> identity(String answer, Policies.Place place) {
        List<String> values = values(answer);
        Optional<Complaint> word = bareWord(
                values,
                "write a name in its certificate, as in `mail.contoso.com`, or addresses, as in"
                        + " `203.0.113.25`; `?` says more");
        if (word.isPresent()) {
            return Reading.not(word.get());
        }
        boolean networks =
                values.stream().anyMatch(value -> NETWORK.matcher(value).matches());
        Identity.Kind kind = networks ? Identity.Kind.NETWORK : Identity.Kind.CERTIFICATE;
        return Reading.unless(place.judge(networks ? "networks" : "cert", values), new Identity(kind, values));
    }

    /** One word that can be neither a domain nor an address, before the compiler takes it for the name of a list. */
    private static Optional<Complaint> bareWord(List<String> values, String help) {
        return values.stream()
                .filter(value -> values.size() == 1)
                .filter(value -> value.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_'))
                .findFirst()
                .map(value -> new Complaint("`" + value + "` is neither a domain nor an address", help));
    }

    private static Reading<List<String>> partners(String answer, Policies policies) {
        List<String> values = values(answer);
        Optional<Complaint> word =
                bareWord(values, "write what stands behind the `@` in its addresses, as in `woodgrove.com`");
        if (word.isPresent()) {
            return Reading.not(word.get());
        }
        return Reading.unless(policies.partners(values), values);
    }

    private static Reading<List<String>> list(String answer, Policies.Place place, String property) {
        List<String> values = values(answer);
        Optional<Complaint> word = property.equals("hosts")
                ? Optional.empty()
                : bareWord(
                        values,
                        "write domains, as in `contoso.com`"
                                + (property.equals("mailboxes") ? ", or addresses, as in `bob@contoso.com`" : ""));
        if (word.isPresent()) {
            return Reading.not(word.get());
        }
        return Reading.unless(place.judge(property, values), values);
    }

    /** Commas, white space, or both stand between values; a value said twice is meant once. */
    private static List<String> values(String answer) {
        return Arrays.stream(answer.split("[,;\\s]+"))
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }
}
