package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.PolicyFile;
import dev.mailflow.compiler.ast.TestParts;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.ResolvedPolicy.ResolvedConnector;
import dev.mailflow.compiler.resolve.ResolvedPolicy.ResolvedEndpoint;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Files to one program: who is who. */
public final class Resolver {
    /** Endpoints that every program knows, with their kinds. */
    public static final Map<String, String> PREDECLARED =
            Map.of("onprem", "server", "office365", "exchange-online", "internet", "internet");

    /** The only version of the language that there is yet. */
    public static final String LANGUAGE_VERSION = "1";

    /** Stands for a word that is wrong and known to be: later phases pass it in silence. No file can hold it. */
    public static final String REPORTED = "\0";

    private final DiagnosticSink sink;
    private final Map<String, Declaration.Endpoint> declaredEndpoints = new LinkedHashMap<>();
    private final Map<String, ResolvedEndpoint> endpoints = new LinkedHashMap<>();
    private final Map<String, Span> connectorNames = new LinkedHashMap<>();
    private final Lists lists;

    private Resolver(DiagnosticSink sink) {
        this.sink = sink;
        this.lists = new Lists(sink);
    }

    /**
     * Reports what is wrong and goes on as far as the rest makes sense.
     *
     * @param parser for imported files; reports by itself
     */
    public static ResolvedPolicy resolve(
            PolicyFile root, SourceLoader loader, Function<SourceFile, PolicyFile> parser, DiagnosticSink sink) {
        Program program = new Program(root.source().path(), loader, parser, sink);
        program.add(root);
        List<Declaration> declarations = new Unrolling(program, sink).unroll();
        Span place = new Span(root.source(), 0, 0);
        if (declarations.isEmpty() && root.declarations().isEmpty()) {
            sink.report(Diagnostic.of(DiagnosticCode.NOTHING_DECLARED, place, "this file declares nothing")
                    .withHelp("a first line could be: from onprem to office365 require tls cert *.contoso.com"));
        }
        return new Resolver(sink).resolve(place, declarations);
    }

    private ResolvedPolicy resolve(Span root, List<Declaration> declarations) {
        languageVersion(root, declarations);
        declare(declarations);
        Optional<Declaration.Organization> organization = Optional.empty();
        List<ResolvedConnector> connectors = new ArrayList<>();
        List<Declaration.Test> tests = new ArrayList<>();
        List<Declaration.Assert> claims = new ArrayList<>();
        for (Declaration declaration : declarations) {
            if (declaration instanceof Declaration.Organization found) {
                if (organization.isPresent()) {
                    sink.report(Diagnostic.of(DiagnosticCode.DECLARED_TWICE, found.span(), "a second `organization`")
                            .withRelated(organization.get().span(), "the first one")
                            .withHelp("put everything into one block"));
                } else {
                    organization = Optional.of(lists.organization(found));
                }
            } else if (declaration instanceof Declaration.Connector connector) {
                connector(connector).ifPresent(connectors::add);
            } else if (declaration instanceof Declaration.Assert claim) {
                endpointsOf(claim);
                claims.add(lists.claim(claim));
            }
        }
        Map<String, Span> titles = new LinkedHashMap<>();
        for (Declaration declaration : declarations) {
            if (declaration instanceof Declaration.Test test && namesOf(test)) {
                Span other =
                        titles.putIfAbsent(test.title().text(), test.title().span());
                if (other != null) {
                    sink.report(Diagnostic.of(
                                    DiagnosticCode.DUPLICATE_NAME,
                                    test.title().span(),
                                    "there are two tests `" + test.title().text() + "`")
                            .withRelated(other, "the first one")
                            .withHelp("say in the title in what they differ"));
                }
                tests.add(test);
            }
        }
        // The order of mention: declared endpoints where they are declared, the others where they are used.
        return new ResolvedPolicy(root, organization, List.copyOf(endpoints.values()), connectors, tests, claims);
    }

    private void languageVersion(Span root, List<Declaration> declarations) {
        Declaration.@org.jspecify.annotations.Nullable Language first = null;
        for (Declaration declaration : declarations) {
            if (!(declaration instanceof Declaration.Language language)) {
                continue;
            }
            if (!language.version().text().equals(LANGUAGE_VERSION)) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.UNKNOWN_LANGUAGE_VERSION,
                                language.version().span(),
                                "this compiler does not know version `"
                                        + language.version().text() + "` of the language")
                        .withHelp("it knows version " + LANGUAGE_VERSION + "; a newer file needs a newer compiler")
                        .withFix(new Fix(
                                "replace by `" + LANGUAGE_VERSION + "`",
                                language.version().span(),
                                LANGUAGE_VERSION)));
            }
            if (first != null && first.span().file().equals(language.span().file())) {
                sink.report(Diagnostic.of(DiagnosticCode.DECLARED_TWICE, language.span(), "a second `language`")
                        .withRelated(first.span(), "the first one")
                        .withHelp("remove one of them"));
            }
            first = first == null ? language : first;
        }
        if (first == null && !declarations.isEmpty()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.NO_LANGUAGE_VERSION, root, "the file does not say its language version")
                    .withHelp("write `language " + LANGUAGE_VERSION
                            + "` in the first line, so that an upgrade never changes what it means")
                    .withFix(new Fix("add `language " + LANGUAGE_VERSION + "`", root, "language 1\n\n")));
        }
    }

    private void declare(List<Declaration> declarations) {
        for (Declaration declaration : declarations) {
            if (declaration instanceof Declaration.NetworkList list) {
                if (isName(list.name())) {
                    lists.declare(list.name(), list.items(), Rewriter.ItemKind.NETWORKS);
                }
            } else if (declaration instanceof Declaration.DomainList list) {
                if (isName(list.name())) {
                    lists.declare(list.name(), list.items(), Rewriter.ItemKind.ADDRESSES);
                }
            } else if (declaration instanceof Declaration.Endpoint endpoint && isName(endpoint.name())) {
                Declaration.Endpoint other =
                        declaredEndpoints.putIfAbsent(endpoint.name().text(), endpoint);
                if (other != null) {
                    duplicate(endpoint.name(), "endpoint", Places.of(other.name()));
                }
            }
        }
        lists.resolve();
        declaredEndpoints.forEach((name, endpoint) -> endpoints.put(
                name,
                new ResolvedEndpoint(
                        name,
                        endpoint.kind().text(),
                        Optional.of(lists.endpoint(endpoint)),
                        endpoint.name().span())));
        for (Declaration declaration : declarations) {
            if (declaration instanceof Declaration.Connector connector) {
                String name = nameOf(connector);
                Span place = connector.name().map(Places::of).orElse(connector.span());
                Span other = connectorNames.putIfAbsent(name, place);
                if (other != null) {
                    sink.report(
                            connector.name().isPresent()
                                    ? Places.at(
                                                    DiagnosticCode.DUPLICATE_NAME,
                                                    connector.name().get(),
                                                    "there are two connectors `" + name + "`")
                                            .withRelated(other, "the first one")
                                            .withHelp("give one of them another name")
                                    : Diagnostic.of(
                                                    DiagnosticCode.DUPLICATE_NAME,
                                                    connector
                                                            .from()
                                                            .span()
                                                            .to(connector.to().span()),
                                                    "there are two connectors `" + name
                                                            + "`, as those without a name are called")
                                            .withRelated(other, "the first one")
                                            .withHelp("begin one of them with `connector NAME`"));
                }
            }
        }
    }

    private void duplicate(Word name, String what, Span first) {
        sink.report(Places.at(DiagnosticCode.DUPLICATE_NAME, name, "there are two " + what + "s `" + name.text() + "`")
                .withRelated(first, "the first one")
                .withHelp("give one of them another name"));
    }

    private Optional<ResolvedConnector> connector(Declaration.Connector connector) {
        boolean good = connector.name().map(this::isName).orElse(true);
        // Both ends are looked at even if the first is unknown: two mistakes, two messages.
        good &= endpointOf(connector.from());
        good &= endpointOf(connector.to());
        if (!good) {
            return Optional.empty();
        }
        return Optional.of(new ResolvedConnector(nameOf(connector), lists.connector(connector)));
    }

    private static String nameOf(Declaration.Connector connector) {
        return connector
                .name()
                .map(Word::text)
                .orElse(connector.from().text() + "-to-" + connector.to().text());
    }

    private void endpointsOf(Declaration.Assert claim) {
        claim.from().ifPresent(this::endpointOf);
        claim.to().ifPresent(this::endpointOf);
        if (claim.predicate() instanceof dev.mailflow.compiler.ast.ClaimPredicate.Reaches reaches) {
            endpointOf(reaches.endpoint());
        } else if (claim.predicate() instanceof dev.mailflow.compiler.ast.ClaimPredicate.Passes passes) {
            endpointOf(passes.endpoint());
        }
    }

    private boolean endpointOf(Word word) {
        String name = word.text();
        if (endpoints.containsKey(name)) {
            return true;
        }
        String kind = PREDECLARED.get(name);
        if (kind != null) {
            endpoints.put(name, new ResolvedEndpoint(name, kind, Optional.empty(), word.span()));
            return true;
        }
        if (!isName(word)) {
            return false;
        }
        Set<String> known = new TreeSet<>(PREDECLARED.keySet());
        known.addAll(declaredEndpoints.keySet());
        Optional<String> near = Suggestions.nearest(name, known);
        Diagnostic diagnostic = Places.at(DiagnosticCode.UNKNOWN_ENDPOINT, word, "there is no endpoint `" + name + "`");
        sink.report(near.map(found -> diagnostic
                        .withHelp("did you mean `" + found + "`?")
                        .withFix(new Fix("replace by `" + found + "`", word.span(), found)))
                .orElse(diagnostic.withHelp("declare it: endpoint " + name + " : partner { … }; the kinds are"
                        + " exchange-online, server, device, service and partner")));
        return false;
    }

    /** Reports the names in a test that are unknown; true if the rest of it makes sense. */
    private boolean namesOf(Declaration.Test test) {
        boolean good = site(test.site());
        if (test.expect().isPresent()) {
            TestParts.Expect expect = test.expect().get();
            if (expect.outcome() instanceof TestParts.Outcome.SendVia via) {
                good &= connectorOf(via.connector());
            }
            if (expect.by().isPresent()) {
                String by = expect.by().get().text();
                good &= by.equals("internet")
                        || by.equals("mailbox")
                        || by.equals("nobody")
                        || connectorOf(expect.by().get());
            }
        }
        return good;
    }

    private boolean site(Word word) {
        if (!endpointOf(word)) {
            return false;
        }
        ResolvedEndpoint endpoint = endpoints.get(word.text());
        String kind = endpoint == null ? "" : endpoint.kind();
        if (kind.equals("server") || kind.equals("exchange-online")) {
            return true;
        }
        sink.report(Places.at(
                        DiagnosticCode.NOT_A_SITE,
                        word,
                        "`" + word.text() + "` is a " + kind + ": no decisions are taken there")
                .withHelp("sites are endpoints of the kinds server and exchange-online"));
        return false;
    }

    private boolean connectorOf(Word word) {
        if (connectorNames.containsKey(word.text())) {
            return true;
        }
        Diagnostic diagnostic =
                Places.at(DiagnosticCode.UNKNOWN_CONNECTOR, word, "there is no connector `" + word.text() + "`");
        sink.report(Suggestions.nearest(word.text(), connectorNames.keySet())
                .map(found -> diagnostic
                        .withHelp("did you mean `" + found + "`?")
                        .withFix(new Fix("replace by `" + found + "`", word.span(), found)))
                .orElse(diagnostic.withHelp(
                        "a connector without a name is called FROM-to-TO, as in `onprem-to-office365`")));
        return false;
    }

    private boolean isName(Word word) {
        String text = word.text();
        boolean good = !text.isEmpty();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            good &= c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
        }
        // A placeholder that could not be filled in was reported where it stands.
        if (!good && !text.contains("${")) {
            sink.report(Places.at(DiagnosticCode.NOT_A_NAME, word, "`" + text + "` is not a name")
                    .withHelp("a name is made of letters a to z, digits, `-` and `_`"));
        }
        return good;
    }

    /** Names of lists give way to what the lists hold. */
    private static final class Lists extends Rewriter {
        private record Named(Word name, List<Item> items, ItemKind kind) {}

        private final DiagnosticSink sink;
        private final Map<String, Named> named = new LinkedHashMap<>();
        private final Map<String, List<Item>> flat = new LinkedHashMap<>();
        private final Set<String> open = new TreeSet<>();

        Lists(DiagnosticSink sink) {
            this.sink = sink;
        }

        void declare(Word name, List<Item> items, ItemKind kind) {
            Named other = named.putIfAbsent(name.text(), new Named(name, items, kind));
            if (other != null) {
                sink.report(Places.at(DiagnosticCode.DUPLICATE_NAME, name, "there are two lists `" + name.text() + "`")
                        .withRelated(Places.of(other.name()), "the first one")
                        .withHelp("give one of them another name"));
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
            List<Item> items = items(list.items(), list.kind());
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
            if (kind == ItemKind.OTHER) {
                return items;
            }
            List<Item> expanded = new ArrayList<>(items.size());
            for (Item item : items) {
                Word word = ((Item.Literal) item).word();
                Named list = named.get(word.text());
                if (list == null) {
                    if (!looksLikeListName(word.text())) {
                        expanded.add(item);
                    } else {
                        sink.report(unknown(word, kind));
                        expanded.add(new Item.Literal(reported(word)));
                    }
                } else if (list.kind() == kind) {
                    expanded.addAll(flatten(list));
                } else {
                    sink.report(Places.at(
                                    DiagnosticCode.WRONG_LIST,
                                    word,
                                    "`" + word.text() + "` is a list of "
                                            + (kind == ItemKind.NETWORKS ? "domains" : "networks"))
                            .withRelated(list.name().span(), "declared here")
                            .withHelp(
                                    kind == ItemKind.NETWORKS
                                            ? "networks are wanted here: addresses, CIDR blocks or a list of `networks`"
                                            : "domains or addresses are wanted here"));
                    expanded.add(new Item.Literal(reported(word)));
                }
            }
            return expanded;
        }

        private static Word reported(Word word) {
            return new Word(word.span(), REPORTED, word.cell());
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
                    .filter(entry -> entry.getValue().kind() == kind)
                    .map(Map.Entry::getKey)
                    .toList();
            String what = kind == ItemKind.NETWORKS ? "networks" : "domains";
            Diagnostic diagnostic = Places.at(
                    DiagnosticCode.UNKNOWN_LIST, word, "there is no list of " + what + " `" + word.text() + "`");
            return Suggestions.nearest(word.text(), candidates)
                    .map(found -> diagnostic
                            .withHelp("did you mean `" + found + "`?")
                            .withFix(new Fix("replace by `" + found + "`", word.span(), found)))
                    .orElse(diagnostic.withHelp(
                            kind == ItemKind.NETWORKS
                                    ? "declare it: networks " + word.text() + " = 192.0.2.0/24"
                                    : "declare it: domains " + word.text()
                                            + " = contoso.com; a domain of a single label is written `"
                                            + word.text() + ".`"));
        }
    }
}
