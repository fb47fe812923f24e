package dev.mailflow.cli.interview;

import dev.mailflow.cli.interview.Answers.Identity;
import dev.mailflow.cli.interview.Complaints.Complaint;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Exact;
import dev.mailflow.compiler.type.AddressPattern.Suffix;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.DomainName;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Small policies around one answer, so that the language itself judges it beside what was answered before. */
final class Policies {
    private static final String CLOUD = " endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com";

    private final List<String> domains;
    private final String organization;
    private final AddressPattern first;

    /** @param domains read by {@link #domains(String, String)} without complaint */
    Policies(List<String> domains) {
        this.domains = List.copyOf(domains);
        this.organization = "language 1 organization { domains " + String.join(", ", domains) + " }";
        this.first = patterns(domains.subList(0, 1)).get(0);
    }

    /** Where a property with an answer stands. */
    record Place(String before, String after) {
        Optional<Complaint> judge(String property, List<String> values) {
            return values.isEmpty()
                    ? Optional.of(
                            new Complaint("there is no value in this", "write one, or several with commas between"))
                    : Complaints.of(before + property + " ", String.join(", ", values), after);
        }
    }

    static Place domains(String before, String after) {
        return new Place("language 1 organization { " + before, after + " }");
    }

    List<String> domains() {
        return domains;
    }

    Place server() {
        return new Place(organization + " endpoint onprem : server { ", " }");
    }

    Optional<Complaint> server(String property) {
        return Complaints.of(organization + " endpoint onprem : server { ", property, " }");
    }

    /** A trusted source's certificate has to be in a domain of ours, and only a connector makes it one. */
    Place recognisedServer() {
        return new Place(
                organization + CLOUD + " } endpoint onprem : server { hosts mail.contoso.com ",
                " } from onprem to office365");
    }

    Place recognisedCloud(Optional<Identity> server) {
        return new Place(
                organization + " endpoint onprem : server { hosts mail.contoso.com" + networks(server) + " }" + CLOUD
                        + " ",
                " } from office365 to onprem");
    }

    Place recognisedDevice(Optional<Identity> server, Optional<Identity> cloud) {
        return new Place(
                organization + CLOUD + networks(cloud) + " } endpoint onprem : server { hosts mail.contoso.com"
                        + networks(server) + " } endpoint printers : device { ",
                " } from printers to office365 may relay");
    }

    private static String networks(Optional<Identity> identity) {
        return identity.filter(one -> one.kind() == Identity.Kind.NETWORK)
                .map(one -> " networks " + String.join(", ", one.values()))
                .orElse("");
    }

    /** One certificate of two sources tells neither. */
    static Optional<Complaint> shownByBoth(Identity device, Optional<Identity> server) {
        if (device.kind() != Identity.Kind.CERTIFICATE) {
            return Optional.empty();
        }
        return server.filter(own -> own.kind() == Identity.Kind.CERTIFICATE)
                .map(own -> device.values().stream()
                        .filter(name -> own.values().stream().anyMatch(other -> isSameName(name, other)))
                        .findFirst()
                        .map(name -> "`" + name + "` is also what the own server shows")
                        // Both to one site, and nothing but names: neither goes before the other (R2).
                        .orElse("one certificate can bear the own server's name and theirs"))
                .map(what -> new Complaint(what, "name their addresses"));
    }

    private static boolean isSameName(String a, String b) {
        String one = a.toLowerCase(Locale.ROOT);
        String other = b.toLowerCase(Locale.ROOT);
        return one.equals(other)
                || new CertificatePattern(one).matches(other)
                || new CertificatePattern(other).matches(one);
    }

    Optional<Complaint> cloud(String property, String value) {
        return Complaints.of(organization + " endpoint office365 : exchange-online { " + property + " ", value, " }");
    }

    Optional<Complaint> header(String name, String text) {
        if (text.indexOf('\\') >= 0) {
            return Optional.of(new Complaint("`\\` does not belong into this text", "choose letters and digits"));
        }
        return Complaints.of(
                organization + CLOUD + " } endpoint onprem : server { hosts mail.contoso.com }"
                        + " from office365 to onprem when header ",
                name + " \"" + text + "\"",
                "");
    }

    Place cloudBeside(List<String> ownMailboxes) {
        return new Place(
                organization + " endpoint onprem : server { mailboxes " + String.join(", ", ownMailboxes) + " }" + CLOUD
                        + " ",
                " } from onprem to office365 require tls cert mail." + base()
                        + " from office365 to onprem via mail.contoso.com require tls cert mail." + base());
    }

    /** A partner is somebody else: a domain of ours is none, and each is named once. */
    Optional<Complaint> partners(List<String> values) {
        Set<AddressPattern> seen = new HashSet<>();
        for (String value : values) {
            Optional<Complaint> found = new Place(
                            organization + CLOUD + " } endpoint bank : partner { ",
                            " } from bank to office365 require tls")
                    .judge("domains", List.of(value));
            if (found.isPresent()) {
                return found;
            }
            for (AddressPattern pattern : patterns(List.of(value))) {
                if (patterns(domains).stream().anyMatch(ours -> isOfOurs(ours, pattern))) {
                    return Optional.of(new Complaint("`" + value + "` is a domain of yours", "name domains of others"));
                }
                if (!seen.add(pattern)) {
                    return Optional.of(new Complaint("`" + value + "` is named twice", "name each once"));
                }
            }
        }
        return Optional.empty();
    }

    /** The same domain, or one below a domain of ours that takes all below it. */
    private static boolean isOfOurs(AddressPattern ours, AddressPattern partner) {
        String sample = sample(partner);
        return sample(ours).equals(sample) || ours instanceof Suffix suffix && suffix.covers(new DomainName(sample));
    }

    /** The accepted domains of which the own server does not have all mailboxes. */
    List<String> domainsWithout(List<String> ownMailboxes) {
        List<AddressPattern> own = patterns(ownMailboxes);
        return domains.stream()
                .filter(domain -> patterns(List.of(domain)).stream()
                        .noneMatch(pattern -> own.stream().anyMatch(taken -> takes(taken, pattern))))
                .toList();
    }

    private static boolean takes(AddressPattern taken, AddressPattern domain) {
        return taken.equals(domain)
                || (taken instanceof Suffix suffix && domain instanceof Exact exact
                        ? suffix.covers(exact.domain())
                        : taken instanceof Suffix wide
                                && domain instanceof Suffix narrow
                                && wide.depth() == AddressPattern.Depth.AT_OR_BELOW
                                && wide.covers(narrow.domain()));
    }

    /** As the language reads them; values that it complains of are not asked for. */
    static List<AddressPattern> patterns(List<String> values) {
        return Complaints.model("language 1 organization { domains example.com } endpoint onprem : server { mailboxes "
                        + String.join(", ", values) + " }")
                .map(DecisionModel::organization)
                .map(organization -> organization.mailboxes().stream()
                        .map(DecisionModel.MailboxLocation::pattern)
                        .toList())
                .orElse(List.of());
    }

    /** A domain that a pattern means. */
    static String sample(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Address address) {
            return address.address().domain().text();
        }
        if (pattern instanceof Suffix suffix) {
            return (suffix.depth() == AddressPattern.Depth.AT_OR_BELOW ? "" : "mail.") + suffix.domain();
        }
        return pattern instanceof Exact exact ? exact.domain().text() : "example.com";
    }

    /** The first domain of ours, without what stands for others below it. */
    String base() {
        return first instanceof Suffix suffix ? suffix.domain().text() : sample(first);
    }

    String label() {
        String base = base();
        return base.substring(0, base.indexOf('.') < 0 ? base.length() : base.indexOf('.'));
    }

    /** The host's own name where a certificate of that name is in a domain of ours, else one that is. */
    String certificateFor(String host) {
        String name = host.replaceFirst(":[0-9]*$", "");
        return recognisedServer().judge("cert", List.of(name)).isEmpty() && !name.matches("[0-9.]+|\\[.*")
                ? name
                : "mail." + base();
    }
}
