package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** Files to one program: who is who. */
public final class Resolver {
    /** Endpoints that every program knows, with their kinds. */
    public static final Map<String, String> PREDECLARED =
            Map.of("onprem", "server", "office365", "exchange-online", "internet", "internet");

    /** The only version of the language that there is yet. */
    public static final String LANGUAGE_VERSION = "1";

    /** Stands for a word that is wrong and known to be: later phases pass it in silence. No file can hold it. */
    public static final String REPORTED = "\0";

    /** What tests write behind {@code by} where no connector was selected. */
    private static final Set<String> NOT_CONNECTORS = Set.of("internet", "mailbox", "nobody");

    private final DiagnosticSink sink;
    private final Map<String, Declaration.Endpoint> declaredEndpoints;
    private final Map<String, ResolvedEndpoint> endpoints;
    private final ConnectorNames connectorNames;
    private final Set<String> endpointNames = new TreeSet<>();
    private final Lists lists;
    private final NameRules rules;
    private final UnknownNames unknownEndpoints = new UnknownNames(DiagnosticCode.UNKNOWN_ENDPOINT, "endpoint");
    private final FewSuggestions suggestions = new FewSuggestions();

    /**
     * @param size how many declarations there are
     * @param undeclared whether a name may be declared in what could not be read
     */
    private Resolver(DiagnosticSink sink, int size, Predicate<String> undeclared) {
        this.sink = sink;
        this.rules = new NameRules(sink, undeclared);
        this.connectorNames = new ConnectorNames(sink, rules, size);
        // Of most large policies half are endpoints and half connectors: a map that grows is copied again and again.
        this.declaredEndpoints = new LinkedHashMap<>(size);
        this.endpoints = new LinkedHashMap<>(size);
        this.lists = new Lists(sink, rules::isInMalformed, declaredEndpoints::containsKey);
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
        Unrolling unrolling = new Unrolling(program, sink);
        List<Declaration> declarations = unrolling.unroll();
        Span place = new Span(root.source(), 0, 0);
        if (declarations.isEmpty() && root.declarations().isEmpty()) {
            sink.report(Diagnostic.of(DiagnosticCode.NOTHING_DECLARED, place, "this file declares nothing")
                    .withHelp("a first line could be: from onprem to office365 require tls cert *.contoso.com"));
        }
        return new Resolver(sink, declarations.size(), unrolling::mayDeclare).resolve(place, declarations);
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
                            .withHelp(
                                    NameRules.isRepeated(test.title(), other)
                                            ? NameRules.OF_ROWS
                                            : "say in the title in what they differ"));
                }
                tests.add(test);
            }
        }
        reportUnknownEndpoints(declarations);
        lists.reportUnknown();
        lists.reportUnused(root.file());
        // The order of mention: declared endpoints where they are declared, the others where they are used.
        return new ResolvedPolicy(
                root, organization, List.copyOf(endpoints.values()), connectors, tests, claims, lists.all());
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
                        .withHelp("it knows version " + LANGUAGE_VERSION + "; a newer file needs a newer compiler"));
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
        declarations.forEach(rules::note);
        // Where an endpoint is declared twice, its connectors are there twice too, by the same mistake.
        Set<String> twice = new HashSet<>();
        for (Declaration declaration : declarations) {
            if (declaration instanceof Declaration.NetworkList list) {
                if (rules.isName(list.name())) {
                    lists.declare(list.name(), list.items(), Rewriter.ItemKind.NETWORKS);
                }
            } else if (declaration instanceof Declaration.DomainList list) {
                if (rules.isName(list.name())) {
                    lists.declare(list.name(), list.items(), Rewriter.ItemKind.ADDRESSES);
                }
            } else if (declaration instanceof Declaration.Endpoint endpoint && rules.isName(endpoint.name())) {
                Declaration.Endpoint other =
                        declaredEndpoints.putIfAbsent(endpoint.name().text(), endpoint);
                if (other != null) {
                    twice.add(endpoint.name().text());
                    duplicate(endpoint.name(), "endpoint", Places.of(other.name()));
                }
            }
        }
        lists.resolve();
        declaredEndpoints.forEach((name, endpoint) -> endpoints.put(
                name,
                new ResolvedEndpoint(
                        endpoints.size(),
                        name,
                        endpoint.kind().text(),
                        Optional.of(lists.endpoint(endpoint)),
                        endpoint.name().span())));
        for (Declaration declaration : declarations) {
            if (declaration instanceof Declaration.Connector connector) {
                connectorNames.declare(connector, twice);
            }
        }
    }

    private void duplicate(Word name, String what, Span first) {
        sink.report(Places.at(DiagnosticCode.DUPLICATE_NAME, name, "there are two " + what + "s `" + name.text() + "`")
                .withRelated(first, "the first one")
                .withHelp(NameRules.apart(name, first)));
    }

    private Optional<ResolvedConnector> connector(Declaration.Connector connector) {
        boolean good = connector.name().map(rules::isName).orElse(true);
        connector
                .name()
                .filter(name -> NOT_CONNECTORS.contains(name.text()))
                .ifPresent(name -> sink.report(Places.at(
                                DiagnosticCode.NOT_A_NAME, name, "no connector can be called `" + name.text() + "`")
                        .withHelp("`by " + name.text() + "` already means something in tests; take another name")));
        // Both ends are looked at even if the first is unknown: two mistakes, two messages.
        Optional<ResolvedEndpoint> from = endpointOf(connector.from(), connector);
        Optional<ResolvedEndpoint> to = endpointOf(connector.to(), connector);
        if (!good || from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ResolvedConnector(connector.calledName(), lists.connector(connector), from.get(), to.get()));
    }

    private void endpointsOf(Declaration.Assert claim) {
        claim.from().filter(from -> !isDomain(from, "sender")).ifPresent(from -> endpointOf(from, claim));
        claim.to().filter(to -> !isDomain(to, "recipient")).ifPresent(to -> endpointOf(to, claim));
        if (claim.predicate() instanceof dev.mailflow.compiler.ast.ClaimPredicate.Reaches reaches) {
            endpointOf(reaches.endpoint(), claim);
        } else if (claim.predicate() instanceof dev.mailflow.compiler.ast.ClaimPredicate.Passes passes) {
            endpointOf(passes.endpoint(), claim);
        }
    }

    /** Reports a domain in place of an endpoint, which a claim chooses by a criterion. */
    private boolean isDomain(Word word, String criterion) {
        if (word.text().indexOf('@') > 0) {
            sink.report(Places.at(
                            DiagnosticCode.UNKNOWN_ENDPOINT,
                            word,
                            "`" + word.text() + "` is an address, an endpoint is wanted here")
                    .withHelp("write `when " + criterion + " " + word.text() + "`"));
            return true;
        }
        if (!OtherNames.isDomain(word.text())) {
            return false;
        }
        sink.report(OtherNames.domainForEndpoint(word, declaredEndpoints, Optional.of(criterion)));
        return true;
    }

    /** @param use where it is named, which may tell its kind to whoever has yet to declare it */
    private Optional<ResolvedEndpoint> endpointOf(Word word, Declaration use) {
        String name = word.text();
        ResolvedEndpoint known = endpoints.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        String predeclared = PREDECLARED.get(name);
        if (predeclared != null) {
            ResolvedEndpoint found =
                    new ResolvedEndpoint(endpoints.size(), name, predeclared, Optional.empty(), word.span());
            endpoints.put(name, found);
            return Optional.of(found);
        }
        if (OtherNames.isDomain(name)) {
            sink.report(OtherNames.domainForEndpoint(word, declaredEndpoints, Optional.empty()));
            return Optional.empty();
        }
        if (OtherNames.isNetwork(name)) {
            sink.report(Places.at(
                            DiagnosticCode.UNKNOWN_ENDPOINT,
                            word,
                            "`" + name + "` is a network, an endpoint is wanted here")
                    .withHelp("give it a name: `endpoint offices : device { networks " + name
                            + " }`, and write `offices` here"));
            return Optional.empty();
        }
        if (OtherNames.ofEndpoint(name).isEmpty() && !rules.isName(word)) {
            return Optional.empty();
        }
        if (rules.isInMalformed(name)) {
            return Optional.empty();
        }
        Optional<String> near = suggestions.nearest(name, endpointNames()).or(() -> OtherNames.ofEndpoint(name));
        Optional<String> property = near.isEmpty() ? lists.propertyOf(name) : Optional.empty();
        boolean isList = property.isPresent();
        Diagnostic diagnostic = Places.at(
                DiagnosticCode.UNKNOWN_ENDPOINT,
                word,
                isList
                        ? "`" + name + "` is a list, an endpoint is wanted here"
                        : "there is no endpoint `" + name + "`");
        unknownEndpoints.add(
                word,
                near,
                MeantKind.of(word, use, declaredEndpoints).stream()
                        .map(kind -> "endpoint " + name + " : " + kind + " { "
                                + property.filter(has -> has.equals("domains") == kind.equals("partner"))
                                        .map(has -> has + " " + name)
                                        .orElse("…")
                                + " }")
                        .toList(),
                declaration -> near.map(found -> diagnostic
                                .withHelp(Suggestions.phrase(name, found))
                                .withFix(new Fix("replace by `" + found + "`", word.span(), found)))
                        .orElse(
                                diagnostic.withHelp(
                                        isList
                                                ? "declare one, which may be called as the list is, as in `"
                                                        + declaration + "`"
                                                : "declare it, as in `" + declaration
                                                        + "`; without a declaration there are `onprem`, `office365` and `internet`")));
        return Optional.empty();
    }

    private void reportUnknownEndpoints(List<Declaration> declarations) {
        if (!unknownEndpoints.isEmpty()) {
            Set<String> named = UnknownNames.endpointsIn(declarations);
            unknownEndpoints.report(
                    name -> Optional.ofNullable(declaredEndpoints.get(name))
                            .map(Declaration.Endpoint::name)
                            .filter(declared -> !named.contains(name)),
                    sink);
        }
    }

    /** Reports the names in a test that are unknown; true if the rest of it makes sense. */
    private boolean namesOf(Declaration.Test test) {
        boolean good = site(test);
        good &= lists.areCertificateNames(test);
        if (test.expect().isPresent()) {
            TestParts.Expect expect = test.expect().get();
            if (expect.outcome() instanceof TestParts.Outcome.SendVia via) {
                good &= connectorNames.isKnown(via.connector());
            }
            if (expect.by().isPresent()) {
                String by = expect.by().get().text();
                good &= NOT_CONNECTORS.contains(by)
                        || connectorNames.isKnown(expect.by().get());
            }
        }
        return good;
    }

    private boolean site(Declaration.Test test) {
        Word word = test.site();
        if (endpointOf(word, test).isEmpty()) {
            return false;
        }
        ResolvedEndpoint endpoint = endpoints.get(word.text());
        String kind = endpoint == null ? "" : endpoint.kind();
        if (kind.equals("server") || kind.equals("exchange-online")) {
            return true;
        }
        if (!MeantKind.NO_SITES.contains(kind)) {
            return false; // A kind that is none is told of where it stands.
        }
        sink.report(Places.at(
                        DiagnosticCode.NOT_A_SITE,
                        word,
                        "`" + word.text() + "` is " + (kind.equals("internet") ? "everybody else" : "a " + kind)
                                + ": no decisions are taken there")
                .withHelp("name a site of ours, an endpoint of the kind `server` or `exchange-online`, as in `at"
                        + " office365`"));
        return false;
    }

    /** Every name that an endpoint has or could have; made once, when first something is unknown. */
    private Set<String> endpointNames() {
        if (endpointNames.isEmpty()) {
            endpointNames.addAll(PREDECLARED.keySet());
            endpointNames.addAll(declaredEndpoints.keySet());
        }
        return endpointNames;
    }
}
