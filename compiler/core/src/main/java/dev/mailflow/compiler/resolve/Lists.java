package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.TestParts;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Names of lists give way to what the lists hold. */
final class Lists extends Rewriter {
    private static final Set<String> EVERYTHING = Set.of("all", "any", "anyone", "everyone", "everybody", "everything");

    /** What people write for the sender of bounces. */
    private static final Set<String> NOBODY =
            Set.of("null", "empty", "none", "nobody", "blank", "nil", "null-sender", "nullsender", "bounce", "bounces");

    /** Every machine's name for itself (RFC 6761 6.3). */
    private static final String LOCALHOST = "localhost";

    private record Named(Word name, List<Item> items, ItemKind kind) {}

    private final DiagnosticSink sink;
    private final Predicate<String> lost;
    private final Predicate<String> endpoints;
    private final Map<String, Named> named = new LinkedHashMap<>();
    private final Map<String, List<Item>> flat = new LinkedHashMap<>();
    private final Set<String> open = new TreeSet<>();
    private final Set<String> used = new HashSet<>();
    private final UnknownNames unknownNetworks = new UnknownNames(DiagnosticCode.UNKNOWN_LIST, "list");
    private final UnknownNames unknownDomains = new UnknownNames(DiagnosticCode.UNKNOWN_LIST, "list");

    /** Whether what is read belongs to a connector. */
    private boolean inConnector;

    /**
     * @param lost whether a name may be declared in what could not be read
     * @param endpoints whether an endpoint has the name
     */
    Lists(DiagnosticSink sink, Predicate<String> lost, Predicate<String> endpoints) {
        this.sink = sink;
        this.lost = lost;
        this.endpoints = endpoints;
    }

    void declare(Word name, List<Item> items, ItemKind kind) {
        Named other = named.putIfAbsent(name.text(), new Named(name, items, kind));
        if (other != null) {
            sink.report(Places.at(DiagnosticCode.DUPLICATE_NAME, name, "there are two lists `" + name.text() + "`")
                    .withRelated(Places.of(other.name()), "the first one")
                    .withHelp(NameRules.apart(name, Places.of(other.name()))));
        }
    }

    /** The property that a list of this name can be the value of; empty if there is no such list. */
    Optional<String> propertyOf(String name) {
        return Optional.ofNullable(named.get(name))
                .map(list -> list.kind() == ItemKind.NETWORKS ? "networks" : "domains");
    }

    /** What the lists hold, for the values of those that nothing uses. */
    List<ResolvedPolicy.ResolvedList> all() {
        return named.values().stream()
                .map(list -> new ResolvedPolicy.ResolvedList(
                        list.kind() == ItemKind.NETWORKS
                                ? ResolvedPolicy.ListKind.NETWORKS
                                : ResolvedPolicy.ListKind.DOMAINS,
                        flat.getOrDefault(list.name().text(), List.of())))
                .toList();
    }

    /** A list of the file that was named; those of imported files are there for others. */
    void reportUnused(SourceFile root) {
        for (Named list : named.values()) {
            Word name = list.name();
            if (!used.contains(name.text())
                    && name.span().file().equals(root)
                    && name.cell().isEmpty()) {
                String word = list.kind() == ItemKind.NETWORKS ? "networks" : "domains";
                sink.report(
                        Places.at(DiagnosticCode.UNUSED_LIST, name, "nothing uses the list `" + name.text() + "`")
                                .withHelp(
                                        "write `" + word + " " + name.text()
                                                + "` where its values are meant, or remove it: a list alone allows and forbids nothing"));
            }
        }
    }

    void resolve() {
        named.values().forEach(this::flatten);
    }

    private List<Item> flatten(Named list) {
        List<Item> known = flat.get(list.name().text());
        if (known != null) {
            return known;
        }
        if (!open.add(list.name().text())) {
            sink.report(Places.at(
                            DiagnosticCode.LIST_CYCLE,
                            list.name(),
                            "the list `" + list.name().text() + "` contains itself")
                    .withHelp("remove one of the names"));
            return List.of();
        }
        if (open.size() > Program.DEEPEST) {
            sink.report(Places.at(
                            DiagnosticCode.TOO_DEEP,
                            list.name(),
                            "lists name each other more than " + Program.DEEPEST + " deep here")
                    .withHelp("put the values into fewer lists; this one was not read"));
            open.remove(list.name().text());
            flat.put(list.name().text(), List.of());
            return List.of();
        }
        // What two lists have in common counts once: lists that name others twice would double at each step.
        List<Item> items = List.copyOf(new LinkedHashSet<>(items(list.items(), list.kind())));
        open.remove(list.name().text());
        flat.put(list.name().text(), items);
        return items;
    }

    @Override
    Declaration.Connector connector(Declaration.Connector connector) {
        inConnector = true;
        Declaration.Connector copy = super.connector(connector);
        inConnector = false;
        return copy;
    }

    @Override
    Word word(Word word) {
        return word;
    }

    @Override
    List<Item> items(List<Item> items, ItemKind kind) {
        if (kind == ItemKind.OTHER || !holdsList(items)) {
            return items;
        }
        List<Item> expanded = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            Word word = ((Item.Literal) item).word();
            Named list = named.get(word.text());
            if (list == null) {
                if (!isMistakenForList(word.text(), kind)) {
                    expanded.add(item);
                } else if (lost.test(word.text())) {
                    expanded.add(new Item.Literal(reported(word)));
                } else if (wanted(kind) == ItemKind.ADDRESSES
                        && i + 1 < items.size()
                        && !named.containsKey(
                                ((Item.Literal) items.get(i + 1)).word().text())
                        && ListedItems.isCutDomain(item, items.get(i + 1))) {
                    sink.report(ListedItems.cutDomain(item, items.get(i + 1)));
                    expanded.add(new Item.Literal(reported(word)));
                    i++;
                } else {
                    Optional<Diagnostic> comma = i == 0
                            ? Optional.empty()
                            : ListedItems.commaBeforeClause(items.get(i - 1), item, inConnector);
                    comma.ifPresentOrElse(sink::report, () -> addUnknown(word, kind));
                    expanded.add(new Item.Literal(reported(word)));
                }
            } else if (list.kind() == wanted(kind)) {
                used.add(word.text());
                List<Item> held = flatten(list);
                Optional<Item> other = ListedItems.firstOfAnotherKind(held, kind);
                other.ifPresent(one -> sink.report(ListedItems.holdsOther(word, one, kind)));
                expanded.addAll(other.isPresent() ? List.of(new Item.Literal(reported(word))) : held);
            } else {
                sink.report(Places.at(
                                DiagnosticCode.WRONG_LIST,
                                word,
                                "`" + word.text() + "` is a list of "
                                        + (kind == ItemKind.NETWORKS ? "domains" : "networks"))
                        .withRelated(list.name().span(), "declared here")
                        .withHelp(
                                switch (kind) {
                                    case NETWORKS ->
                                        "networks are wanted here: addresses, CIDR blocks or a list of `networks`";
                                    case CERTIFICATES ->
                                        "names of certificates are wanted here, or a list of `domains`";
                                    case HOSTS -> "hosts are wanted here, or a list of `domains`";
                                    default -> "domains or addresses are wanted here";
                                }));
                expanded.add(new Item.Literal(reported(word)));
            }
        }
        return expanded;
    }

    /** Of which kind a list is that can be named among those. */
    private static ItemKind wanted(ItemKind kind) {
        return kind == ItemKind.NETWORKS ? ItemKind.NETWORKS : ItemKind.ADDRESSES;
    }

    /** Whether nothing but a list's name can be meant, though there is no such list. */
    private static boolean isMistakenForList(String text, ItemKind kind) {
        return ListedItems.looksLikeListName(text)
                && switch (kind) {
                    case CERTIFICATES -> !OtherNames.isThumbprint(text);
                    case HOSTS -> !OtherNames.isLookup(text) && !text.equalsIgnoreCase(LOCALHOST);
                    default -> true;
                };
    }

    /** Whether the names of certificates in a test are names of their own, and none a list's. */
    boolean areCertificateNames(Declaration.Test test) {
        boolean good = true;
        if (test.client().isPresent() && test.client().get() instanceof TestParts.Client.Connection client) {
            for (Word name : client.certificates()) {
                good &= isCertificateName(name);
            }
        }
        if (test.remote().isPresent()) {
            for (Word name : test.remote().get().certificates()) {
                good &= isCertificateName(name);
            }
        }
        return good;
    }

    private boolean isCertificateName(Word word) {
        Named list = named.get(word.text());
        if (list == null) {
            return true;
        }
        used.add(word.text());
        sink.report(Places.at(
                        DiagnosticCode.MANY_FOR_ONE,
                        word,
                        "`" + word.text() + "` is a list; a certificate shows its names one by one")
                .withRelated(list.name().span(), "declared here")
                .withHelp("write a name that it covers, as in `mail.contoso.com`"));
        return false;
    }

    private boolean holdsList(List<Item> items) {
        for (Item item : items) {
            String text = ((Item.Literal) item).word().text();
            if (ListedItems.looksLikeListName(text) || named.containsKey(text)) {
                return true;
            }
        }
        return false;
    }

    private static Word reported(Word word) {
        return new Word(word.span(), Resolver.REPORTED, word.cell());
    }

    /** Tells of the lists that there are not, once all of them are known. */
    void reportUnknown() {
        for (UnknownNames names : List.of(unknownNetworks, unknownDomains)) {
            names.report(
                    name -> Optional.ofNullable(named.get(name))
                            .map(Named::name)
                            .filter(declared -> !used.contains(name)),
                    sink);
        }
    }

    private void addUnknown(Word word, ItemKind kind) {
        List<String> candidates = named.entrySet().stream()
                .filter(entry -> entry.getValue().kind() == wanted(kind))
                .map(Map.Entry::getKey)
                .toList();
        String what = kind == ItemKind.NETWORKS ? "networks" : "domains";
        Diagnostic diagnostic =
                Places.at(DiagnosticCode.UNKNOWN_LIST, word, "there is no list of " + what + " `" + word.text() + "`");
        Optional<Diagnostic> other = otherThing(word, kind, diagnostic);
        Optional<String> near = other.isPresent() ? Optional.empty() : Suggestions.nearest(word.text(), candidates);
        Diagnostic told = other.or(() -> near.map(found -> diagnostic
                        .withHelp("did you mean `" + found + "`?")
                        .withFix(new Fix("replace by `" + found + "`", word.span(), found))))
                .orElseGet(() -> diagnostic.withHelp(declaration(word, kind)));
        (kind == ItemKind.NETWORKS ? unknownNetworks : unknownDomains)
                .add(
                        word,
                        near,
                        List.of(what + " " + word.text() + " = " + (kind == ItemKind.NETWORKS ? "192.0.2.0/24" : "…")),
                        declaration -> told);
    }

    /** A word for everything or for nobody, or an endpoint. */
    private Optional<Diagnostic> otherThing(Word word, ItemKind kind, Diagnostic diagnostic) {
        if ((kind == ItemKind.DOMAINS || kind == ItemKind.MAILBOXES)
                && EVERYTHING.contains(word.text().toLowerCase(Locale.ROOT))) {
            return Optional.of(diagnostic.withHelp("name the domains, or the addresses: nobody has all there are"));
        }
        if (kind == ItemKind.ADDRESSES && EVERYTHING.contains(word.text().toLowerCase(Locale.ROOT))) {
            return Optional.of(
                    diagnostic.withHelp("the word here is `*`").withFix(new Fix("replace by `*`", word.span(), "*")));
        }
        if (kind == ItemKind.ADDRESSES && NOBODY.contains(word.text().toLowerCase(Locale.ROOT))) {
            return Optional.of(diagnostic
                    .withHelp("the empty sender is written `<>`")
                    .withFix(new Fix("replace by `<>`", word.span(), "<>")));
        }
        if (kind == ItemKind.NETWORKS && EVERYTHING.contains(word.text().toLowerCase(Locale.ROOT))) {
            return Optional.of(diagnostic.withHelp(
                    "name the networks; who may be anywhere is everybody, the endpoint `internet`"));
        }
        if (kind == ItemKind.NETWORKS && word.text().equalsIgnoreCase(LOCALHOST)) {
            return Optional.of(diagnostic
                    .withHelp("the machine itself is `127.0.0.0/8, ::1`")
                    .withFix(new Fix("replace by its networks", word.span(), "127.0.0.0/8, ::1")));
        }
        if (endpoints.test(word.text())) {
            return Optional.of(diagnostic.withHelp("`" + word.text() + "` is an endpoint: write "
                    + switch (kind) {
                        case NETWORKS -> "its addresses here, as in `192.0.2.0/24`, or a list of networks";
                        case CERTIFICATES -> "the name of its certificate here, as in `mail.contoso.com`";
                        case HOSTS -> "its host here, as in `mail.contoso.com`";
                        default -> "its domains here, as in `contoso.com`, or a list of domains";
                    }));
        }
        return Optional.empty();
    }

    private static String declaration(Word word, ItemKind kind) {
        String declared =
                "a list is declared `domains " + word.text() + " = …`, a single label written `" + word.text() + ".`";
        return switch (kind) {
            case NETWORKS -> "declare it: `networks " + word.text() + " = 192.0.2.0/24`";
            case CERTIFICATES ->
                "write the certificate's whole name, as in `" + word.text() + ".contoso.com`; " + declared;
            case HOSTS -> "write the whole name of the host, as in `" + word.text() + ".contoso.com`; " + declared;
            default -> "write a whole domain, as in `" + word.text() + ".com`, or a whole address; " + declared;
        };
    }
}
