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
import dev.mailflow.compiler.source.Span;
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
import java.util.function.Function;
import java.util.function.Predicate;

/** Names of lists give way to what the lists hold. */
final class Lists extends Rewriter {
    private static final Set<String> EVERYTHING = Set.of("all", "any", "anyone", "everyone", "everybody", "everything");

    /** What people write for the sender of bounces. */
    private static final Set<String> NOBODY =
            Set.of("null", "empty", "none", "nobody", "blank", "nil", "null-sender", "nullsender", "bounce", "bounces");

    private static final Set<String> ENDINGS = Set.of(
            "com", "net", "org", "edu", "gov", "info", "example", "eu", "de", "at", "ch", "fr", "it", "nl", "uk");

    /** Every machine's name for itself (RFC 6761 6.3). */
    private static final String LOCALHOST = "localhost";

    private record Named(Word name, List<Item> items, ItemKind kind) {}

    private final DiagnosticSink sink;
    private final Predicate<String> lost;
    private final Function<String, Optional<Span>> endpoints;
    private final Map<String, Named> named = new LinkedHashMap<>();
    private final Map<String, List<Item>> flat = new LinkedHashMap<>();
    private final Set<String> open = new TreeSet<>();
    private final Set<String> used = new HashSet<>();

    /**
     * @param lost whether a name may be declared in what could not be read
     * @param endpoints where an endpoint of that name is declared
     */
    Lists(DiagnosticSink sink, Predicate<String> lost, Function<String, Optional<Span>> endpoints) {
        this.sink = sink;
        this.lost = lost;
        this.endpoints = endpoints;
    }

    void declare(Word name, List<Item> items, ItemKind kind) {
        Named other = named.putIfAbsent(name.text(), new Named(name, items, kind));
        if (other != null) {
            sink.report(Places.at(DiagnosticCode.DUPLICATE_NAME, name, "there are two lists `" + name.text() + "`")
                    .withRelated(Places.of(other.name()), "the first one")
                    .withHelp("give one of them another name"));
        }
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
                        && isCutDomain(item, items.get(i + 1))) {
                    sink.report(cutDomain(item, items.get(i + 1)));
                    expanded.add(new Item.Literal(reported(word)));
                    i++;
                } else {
                    sink.report(unknown(word, kind));
                    expanded.add(new Item.Literal(reported(word)));
                }
            } else if (list.kind() == wanted(kind)) {
                used.add(word.text());
                expanded.addAll(flatten(list));
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
        return looksLikeListName(text)
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
            if (looksLikeListName(text) || named.containsKey(text)) {
                return true;
            }
        }
        return false;
    }

    /** {@code contoso,com}: two labels with nothing but a comma between. */
    private boolean isCutDomain(Item first, Item second) {
        Word next = ((Item.Literal) second).word();
        return first.span().file().equals(second.span().file())
                && isJoined(first, second)
                && !named.containsKey(next.text())
                && looksLikeListName(next.text());
    }

    /** Nothing but a comma between the two; a space as well where the second ends domains and begins none. */
    private static boolean isJoined(Item first, Item second) {
        int gap = second.span().start() - first.span().end();
        return gap == 1
                || (gap == 2 && ENDINGS.contains(((Item.Literal) second).word().text()));
    }

    private static Diagnostic cutDomain(Item first, Item second) {
        String meant = first.span().text() + "." + second.span().text();
        Span both = first.span().to(second.span());
        return Diagnostic.of(
                        DiagnosticCode.UNKNOWN_LIST,
                        both,
                        "`" + first.span().text() + "` and `" + second.span().text()
                                + "` are two items, and neither is a list")
                .withHelp("did you mean `" + meant + "`?")
                .withFix(new Fix("replace by `" + meant + "`", both, meant));
    }

    private static Word reported(Word word) {
        return new Word(word.span(), Resolver.REPORTED, word.cell());
    }

    /** A single label without any sign that makes it a pattern, a domain or an address. */
    private static boolean looksLikeListName(String text) {
        boolean letter = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(Character.isLetterOrDigit(c) && c < 0x80) && c != '-' && c != '_') {
                return false;
            }
            letter |= Character.isLetter(c);
        }
        return letter;
    }

    private Diagnostic unknown(Word word, ItemKind kind) {
        List<String> candidates = named.entrySet().stream()
                .filter(entry -> entry.getValue().kind() == wanted(kind))
                .map(Map.Entry::getKey)
                .toList();
        String what = kind == ItemKind.NETWORKS ? "networks" : "domains";
        Diagnostic diagnostic =
                Places.at(DiagnosticCode.UNKNOWN_LIST, word, "there is no list of " + what + " `" + word.text() + "`");
        Optional<Span> endpoint = endpoints.apply(word.text());
        if (endpoint.isPresent() && (kind == ItemKind.NETWORKS || kind == ItemKind.ADDRESSES)) {
            return diagnostic
                    .withRelated(endpoint.get(), "an endpoint, and no list")
                    .withHelp("declare its " + what + " as a list, `" + what + " " + word.text() + " = …`, and write `"
                            + word.text() + "` in both places");
        }
        if (kind == ItemKind.OWNED && EVERYTHING.contains(word.text().toLowerCase(Locale.ROOT))) {
            return diagnostic.withHelp("name the domains, or the addresses: nobody has all there are");
        }
        if (kind == ItemKind.ADDRESSES && EVERYTHING.contains(word.text().toLowerCase(Locale.ROOT))) {
            return diagnostic.withHelp("the word here is `*`").withFix(new Fix("replace by `*`", word.span(), "*"));
        }
        if (kind == ItemKind.ADDRESSES && NOBODY.contains(word.text().toLowerCase(Locale.ROOT))) {
            return diagnostic
                    .withHelp("the empty sender is written `<>`")
                    .withFix(new Fix("replace by `<>`", word.span(), "<>"));
        }
        String declared =
                "a list is declared `domains " + word.text() + " = …`, a single label written `" + word.text() + ".`";
        return Suggestions.nearest(word.text(), candidates)
                .map(found -> diagnostic
                        .withHelp("did you mean `" + found + "`?")
                        .withFix(new Fix("replace by `" + found + "`", word.span(), found)))
                .orElse(diagnostic.withHelp(
                        switch (kind) {
                            case NETWORKS -> "declare it: `networks " + word.text() + " = 192.0.2.0/24`";
                            case CERTIFICATES ->
                                "write the certificate's whole name, as in `" + word.text() + ".contoso.com`; "
                                        + declared;
                            case HOSTS ->
                                "write the whole name of the host, as in `" + word.text() + ".contoso.com`; "
                                        + declared;
                            default ->
                                "write a whole domain, as in `" + word.text() + ".com`, or a whole address; "
                                        + declared;
                        }));
    }
}
