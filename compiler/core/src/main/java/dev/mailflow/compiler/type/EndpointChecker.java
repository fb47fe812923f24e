package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Property.Key;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.Places;
import dev.mailflow.compiler.resolve.ResolvedPolicy.ResolvedEndpoint;
import dev.mailflow.compiler.resolve.Suggestions;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Organization;
import dev.mailflow.compiler.type.CheckedPolicy.Subscription;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads organization and endpoint blocks. */
final class EndpointChecker {
    /** How the name of a table ends. */
    private static final String TABLE = ".csv";

    private static final Set<Key> ORGANIZATION =
            EnumSet.of(Key.DOMAINS, Key.RELAY_DOMAINS, Key.DIRECT_SEND, Key.HOP_LIMIT, Key.DIRECTORY, Key.DESCRIPTION);
    private static final Map<EndpointKind, Set<Key>> ENDPOINT = Map.of(
            EndpointKind.EXCHANGE_ONLINE,
            EnumSet.of(Key.TENANT, Key.SUBSCRIPTION, Key.MAILBOXES, Key.HOSTS, Key.NETWORKS, Key.CERT, Key.DESCRIPTION),
            EndpointKind.SERVER,
            EnumSet.of(Key.SOFTWARE, Key.HYBRID, Key.MAILBOXES, Key.HOSTS, Key.NETWORKS, Key.CERT, Key.DESCRIPTION),
            EndpointKind.DEVICE,
            EnumSet.of(Key.HOSTS, Key.NETWORKS, Key.CERT, Key.DESCRIPTION),
            EndpointKind.SERVICE,
            EnumSet.of(Key.HOSTS, Key.NETWORKS, Key.CERT, Key.MAILBOXES, Key.DESCRIPTION),
            EndpointKind.PARTNER,
            EnumSet.of(Key.DOMAINS, Key.HOSTS, Key.DESCRIPTION),
            EndpointKind.INTERNET,
            EnumSet.of(Key.DESCRIPTION));

    private static final List<String> PRODUCTS = List.of("exchange", "postfix", "james", "mailflow", "smtp");

    /** What is met in descriptions of a site, and the kind that it is. */
    private static final Map<String, String> OTHER_KINDS = Map.ofEntries(
            Map.entry("application", "device"),
            Map.entry("app", "device"),
            Map.entry("scanner", "device"),
            Map.entry("printer", "device"),
            Map.entry("copier", "device"),
            Map.entry("mfp", "device"),
            Map.entry("fax", "device"),
            Map.entry("script", "device"),
            Map.entry("appliance", "device"),
            Map.entry("saas", "service"),
            Map.entry("cloud-service", "service"),
            Map.entry("provider", "service"),
            Map.entry("filter", "service"),
            Map.entry("mta", "server"),
            Map.entry("mailserver", "server"),
            Map.entry("mail-server", "server"),
            Map.entry("exchange", "server"),
            Map.entry("postfix", "server"),
            Map.entry("office365", "exchange-online"),
            Map.entry("microsoft365", "exchange-online"),
            Map.entry("o365", "exchange-online"),
            Map.entry("m365", "exchange-online"),
            Map.entry("customer", "partner"),
            Map.entry("supplier", "partner"),
            Map.entry("vendor", "partner"));

    private static final List<EndpointKind> KINDS = List.of(EndpointKind.values());

    private final DiagnosticSink sink;
    private final Values values;

    // One of each for all endpoints: of most keys a block has nothing.
    private final Function<Word, Optional<CertificatePattern>> certificates;
    private final Function<Word, Optional<Network>> networks;
    private final Function<Word, Optional<AddressPattern>> domains;
    private final Function<Word, Optional<AddressPattern>> mailboxes;
    private final Function<Word, Optional<NextHop>> hosts;
    private final Function<Word, Optional<DomainName>> tenants;
    private final Function<Word, Optional<Subscription>> subscriptions;
    private final Function<Word, Optional<Boolean>> hybrids;

    EndpointChecker(DiagnosticSink sink, Values values) {
        this.sink = sink;
        this.values = values;
        this.certificates = values::certificatePattern;
        this.networks = values::network;
        this.domains = this::boundedDomain;
        this.mailboxes = this::mailbox;
        this.hosts = values::host;
        this.tenants = values::tenant;
        this.subscriptions = word -> values.choice(word, "subscription", List.of("exchange-online", "eop"))
                .map(choice -> choice.equals("eop") ? Subscription.EOP : Subscription.EXCHANGE_ONLINE);
        this.hybrids = word ->
                values.choice(word, "hybrid", List.of("done", "not-done")).map(choice -> choice.equals("done"));
    }

    Organization organization(Optional<Declaration.Organization> declaration) {
        if (declaration.isEmpty()) {
            return new Organization(
                    Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        Declaration.Organization written = declaration.get();
        PropertyReader reader = new PropertyReader(
                written.properties(),
                () -> "an organization",
                ORGANIZATION,
                key -> Optional.of("`" + key.words() + "` belongs to an endpoint: `endpoint onprem : server { "
                        + key.words() + " … }`"),
                sink);
        return new Organization(
                Optional.of(written.span()),
                reader.list(Key.DOMAINS, domains),
                reader.list(Key.RELAY_DOMAINS, domains),
                reader.single(
                        Key.DIRECT_SEND,
                        word -> values.choice(word, "direct-send", List.of("refuse", "allow"))
                                .map(choice -> choice.equals("refuse"))),
                reader.single(Key.HOP_LIMIT, word -> values.number(word, 1, 1000, "a number of hops")),
                reader.single(
                        Key.DIRECTORY,
                        word -> values.choice(word, "directory", List.of("complete"))
                                .map(choice -> true)));
    }

    private boolean isTable(Word word, String property) {
        String text = word.text();
        boolean table = text.regionMatches(true, text.length() - TABLE.length(), TABLE, 0, TABLE.length());
        if (table) {
            sink.report(
                    Places.at(DiagnosticCode.BAD_PROPERTY_VALUE, word, "`" + word.text() + "` is a file, not a domain")
                            .withHelp("write `" + property + " from \"" + word.text()
                                    + "\" column mail`, with the name of its column"));
        }
        return table;
    }

    /** Not {@code *}: a list of everything says nothing about whose it is. */
    private Optional<AddressPattern> boundedDomain(Word word) {
        if (isTable(word, "domains")) {
            return Optional.empty();
        }
        Optional<AddressPattern> pattern = values.domainPattern(word);
        if (pattern.isPresent() && pattern.get() instanceof AddressPattern.Any) {
            sink.report(Places.at(DiagnosticCode.BAD_DOMAIN, word, "`*` would claim every domain there is")
                    .withHelp("list the domains"));
            return Optional.empty();
        }
        return pattern;
    }

    /** A mailbox declaration: an address or a pattern of domains. */
    private Optional<AddressPattern> mailbox(Word word) {
        if (isTable(word, "mailboxes")) {
            return Optional.empty();
        }
        Optional<AddressPattern> pattern = values.addressPattern(word);
        if (pattern.isPresent()
                && (pattern.get() instanceof AddressPattern.Any
                        || pattern.get() instanceof AddressPattern.EmptySender)) {
            sink.report(Places.at(DiagnosticCode.BAD_ADDRESS, word, "`" + word.text() + "` is not a mailbox")
                    .withHelp("name addresses, or domains such as `.legacy.contoso.com`"));
            return Optional.empty();
        }
        return pattern;
    }

    Optional<EndpointKind> kind(ResolvedEndpoint endpoint) {
        for (EndpointKind kind : KINDS) {
            if (kind.text().equals(endpoint.kind())) {
                if (endpoint.name().equals("internet") && kind != EndpointKind.INTERNET) {
                    sink.report(Diagnostic.of(
                                    DiagnosticCode.PREDECLARED_KIND,
                                    endpoint.declaration().orElseThrow().kind().span(),
                                    "`internet` is everybody else and cannot be a " + kind.text())
                            .withHelp("give the endpoint another name"));
                    return Optional.empty();
                }
                return Optional.of(kind);
            }
        }
        Word written = endpoint.declaration().orElseThrow().kind();
        if (ValueReports.isReported(written)) {
            return Optional.empty();
        }
        List<String> kinds = KINDS.stream().map(EndpointKind::text).toList();
        Diagnostic diagnostic = Places.at(
                DiagnosticCode.UNKNOWN_KIND, written, "there is no kind of endpoint `" + written.text() + "`");
        Optional<String> near = Suggestions.nearest(written.text(), kinds)
                .or(() -> Optional.ofNullable(OTHER_KINDS.get(written.text().toLowerCase(Locale.ROOT))));
        sink.report(near.map(found -> diagnostic
                        .withHelp(Suggestions.phrase(written.text(), found))
                        .withFix(new Fix("replace by `" + found + "`", written.span(), found)))
                .orElse(diagnostic.withHelp("write one of "
                        + String.join(
                                ", ", kinds.stream().map(k -> "`" + k + "`").toList())
                        + "; a mail server of ours is a `server`")));
        return Optional.empty();
    }

    Endpoint endpoint(ResolvedEndpoint resolved, EndpointKind kind) {
        List<Property> properties =
                resolved.declaration().map(Declaration.Endpoint::properties).orElse(List.of());
        PropertyReader reader = new PropertyReader(
                properties,
                () -> (kind == EndpointKind.EXCHANGE_ONLINE || kind == EndpointKind.INTERNET ? "an " : "a ")
                        + kind.text(),
                ENDPOINT.getOrDefault(kind, Set.of()),
                key -> advice(kind, key),
                sink);
        return new Endpoint(
                resolved.name(),
                kind,
                resolved.declaration().map(Declaration.Endpoint::span).orElse(resolved.mention()),
                resolved.declaration().isPresent(),
                reader.list(Key.CERT, certificates),
                reader.list(Key.NETWORKS, networks),
                reader.list(Key.DOMAINS, domains),
                reader.list(Key.MAILBOXES, mailboxes),
                reader.list(Key.HOSTS, hosts),
                reader.single(Key.TENANT, tenants),
                reader.single(Key.SUBSCRIPTION, subscriptions),
                reader.phrase(Key.SOFTWARE).flatMap(this::software),
                reader.single(Key.HYBRID, hybrids));
    }

    private static Optional<String> advice(EndpointKind kind, Key key) {
        if (!kind.isTrusted() && (key == Key.CERT || key == Key.NETWORKS)) {
            String clause = key == Key.CERT ? "require cert" : "require network";
            return Optional.of("remove it here, and write `" + clause
                    + " …` in the connector: what is foreign is known by its sender domain");
        }
        if (key == Key.DOMAINS && (kind == EndpointKind.SERVICE || kind == EndpointKind.DEVICE)) {
            return Optional.of("remove it here: a connector to a " + kind.text()
                    + " names its recipients, as in `when recipient archive.example`");
        }
        if (kind.isTrusted() && key == Key.DOMAINS) {
            return Optional.of("remove it here: our own domains stand in `organization { domains … }`");
        }
        if (key == Key.RELAY_DOMAINS || key == Key.DIRECT_SEND || key == Key.HOP_LIMIT || key == Key.DIRECTORY) {
            return Optional.of("move it to the organization: `organization { " + key.words() + " … }`");
        }
        return Optional.empty();
    }

    /** {@code software Postfix 3.8}. */
    private Optional<Spanned<Software>> versionOf(Word product, Word version) {
        String meant = product.text().toLowerCase(Locale.ROOT);
        String help = "write `software " + meant + "`";
        if (meant.equals("exchange")) {
            String whole = meant + " " + version.text();
            sink.report(Diagnostic.of(
                            DiagnosticCode.BAD_PROPERTY_VALUE, product.span(), "`exchange` is written in small letters")
                    .withHelp("write `software " + whole + "`")
                    .withFix(new Fix("replace by `exchange`", product.span(), meant)));
            return Optional.empty();
        }
        if (meant.equals(product.text())) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.BAD_PROPERTY_VALUE,
                            version.span(),
                            "only `exchange` is followed by its year")
                    .withHelp(help)
                    .withFix(new Fix(
                            "remove it",
                            new Span(
                                    version.span().file(),
                                    product.span().end(),
                                    version.span().end()),
                            "")));
            return Optional.empty();
        }
        Span span = product.span().to(version.span());
        sink.report(Diagnostic.of(
                        DiagnosticCode.BAD_PROPERTY_VALUE,
                        span,
                        "`" + meant + "` is written in small letters, and without its version")
                .withHelp(help)
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        return Optional.empty();
    }

    private Optional<Spanned<Software>> software(Property property) {
        List<Word> words = property.items().stream()
                .map(item -> ((Item.Literal) item).word())
                .toList();
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String first = words.get(0).text();
        if (words.size() == 1 && first.length() > 8 && first.matches("(?i)exchange[-_]?(20\\d\\d|online)")) {
            String meant = "exchange " + first.replaceAll("\\D", "");
            sink.report(
                    Places.at(DiagnosticCode.BAD_PROPERTY_VALUE, words.get(0), "`software` cannot be `" + first + "`")
                            .withHelp("write the year behind it: `software "
                                    + (meant.endsWith(" ") ? "exchange 2019" : meant) + "`"));
            return Optional.empty();
        }
        if (words.size() > 1 && PRODUCTS.contains(first.toLowerCase(Locale.ROOT)) && !first.startsWith("exchange")) {
            return versionOf(words.get(0), words.get(1));
        }
        boolean withoutYear = words.size() == 1 && first.equalsIgnoreCase("exchange");
        Optional<String> product =
                withoutYear ? Optional.of("exchange") : values.choice(words.get(0), "software", PRODUCTS);
        if (product.isEmpty()) {
            return Optional.empty();
        }
        if (!product.get().equals("exchange")) {
            return Software.Product.of(product.get())
                    .map(other -> new Spanned<>(new Software(other, Optional.empty()), property.span()));
        }
        if (words.size() != 2) {
            sink.report(Diagnostic.of(DiagnosticCode.BAD_PROPERTY_VALUE, property.span(), "which Exchange is it")
                    .withHelp("write its year, as in `software exchange 2019`"));
            return Optional.empty();
        }
        return values.number(words.get(1), 2000, 2100, "a year of Exchange")
                .map(year ->
                        new Spanned<>(new Software(Software.Product.EXCHANGE, Optional.of(year)), property.span()));
    }
}
