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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

    /** How many unknown names get a suggestion. */
    private static final int MOST_SUGGESTIONS = 200;

    /** More names than these are no help. */
    private static final int LISTED = 6;

    private final DiagnosticSink sink;
    private final Map<String, Declaration.Endpoint> declaredEndpoints;
    private final Map<String, ResolvedEndpoint> endpoints;
    private final Map<String, Span> connectorNames;
    private final Set<String> endpointNames = new TreeSet<>();
    private final List<String> malformed = new ArrayList<>();
    private final Lists lists;
    private final Predicate<String> undeclared;
    private int suggested;
    /** Whether an endpoint lacks its name: any may be meant. */
    private boolean hasUnnamed;

    /**
     * @param size how many declarations there are
     * @param undeclared whether a name may be declared in what could not be read
     */
    private Resolver(DiagnosticSink sink, int size, Predicate<String> undeclared) {
        this.sink = sink;
        this.undeclared = undeclared;
        // Of most large policies half are endpoints and half connectors: a map that grows is copied again and again.
        this.declaredEndpoints = new LinkedHashMap<>(size);
        this.endpoints = new LinkedHashMap<>(size);
        this.connectorNames = new LinkedHashMap<>(size);
        this.lists = new Lists(
                sink,
                this::isInMalformed,
                name -> Optional.ofNullable(declaredEndpoints.get(name)).map(endpoint -> Places.of(endpoint.name())));
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
                            .withHelp("say in the title in what they differ"));
                }
                tests.add(test);
            }
        }
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
        for (Declaration declaration : declarations) {
            if (declaration instanceof Declaration.Malformed wrong) {
                malformed.add(wrong.span().text());
            }
        }
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
        hasUnnamed = declarations.stream()
                .anyMatch(declaration -> declaration instanceof Declaration.Endpoint endpoint
                        && endpoint.name().text().equals(REPORTED));
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
                String name = nameOf(connector);
                if (name.contains(REPORTED)) {
                    continue;
                }
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
        connector
                .name()
                .filter(name -> NOT_CONNECTORS.contains(name.text()))
                .ifPresent(name -> sink.report(Places.at(
                                DiagnosticCode.NOT_A_NAME, name, "no connector can be called `" + name.text() + "`")
                        .withHelp("`by " + name.text() + "` already means something in tests; take another name")));
        // Both ends are looked at even if the first is unknown: two mistakes, two messages.
        Optional<ResolvedEndpoint> from = endpointOf(connector.from());
        Optional<ResolvedEndpoint> to = endpointOf(connector.to());
        if (!good || from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ResolvedConnector(nameOf(connector), lists.connector(connector), from.get(), to.get()));
    }

    private static String nameOf(Declaration.Connector connector) {
        return connector
                .name()
                .map(Word::text)
                .orElseGet(
                        () -> connector.from().text() + "-to-" + connector.to().text());
    }

    private void endpointsOf(Declaration.Assert claim) {
        claim.from().filter(from -> !isDomain(from, "sender")).ifPresent(this::endpointOf);
        claim.to().filter(to -> !isDomain(to, "recipient")).ifPresent(this::endpointOf);
        if (claim.predicate() instanceof dev.mailflow.compiler.ast.ClaimPredicate.Reaches reaches) {
            endpointOf(reaches.endpoint());
        } else if (claim.predicate() instanceof dev.mailflow.compiler.ast.ClaimPredicate.Passes passes) {
            endpointOf(passes.endpoint());
        }
    }

    /** Reports a domain in place of an endpoint, which a claim chooses by a criterion. */
    private boolean isDomain(Word word, String criterion) {
        if (!OtherNames.isDomain(word.text())) {
            return false;
        }
        sink.report(OtherNames.domainForEndpoint(word, declaredEndpoints, Optional.of(criterion)));
        return true;
    }

    private Optional<ResolvedEndpoint> endpointOf(Word word) {
        return endpointOf(word, "partner");
    }

    /** @param kind an example, for whoever has yet to declare it */
    private Optional<ResolvedEndpoint> endpointOf(Word word, String kind) {
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
        if (OtherNames.ofEndpoint(name).isEmpty() && !isName(word)) {
            return Optional.empty();
        }
        if (isInMalformed(name)) {
            return Optional.empty();
        }
        Optional<String> near = nearest(name, endpointNames()).or(() -> OtherNames.ofEndpoint(name));
        Diagnostic diagnostic = Places.at(DiagnosticCode.UNKNOWN_ENDPOINT, word, "there is no endpoint `" + name + "`");
        sink.report(near.map(found -> diagnostic
                        .withHelp(Suggestions.phrase(name, found))
                        .withFix(new Fix("replace by `" + found + "`", word.span(), found)))
                .orElse(diagnostic.withHelp("declare it, as in `endpoint " + name + " : " + kind + " { … }`; without a"
                        + " declaration there are `onprem`, `office365` and `internet`")));
        return Optional.empty();
    }

    /** Reports the names in a test that are unknown; true if the rest of it makes sense. */
    private boolean namesOf(Declaration.Test test) {
        boolean good = site(test.site());
        good &= lists.areCertificateNames(test);
        if (test.expect().isPresent()) {
            TestParts.Expect expect = test.expect().get();
            if (expect.outcome() instanceof TestParts.Outcome.SendVia via) {
                good &= connectorOf(via.connector());
            }
            if (expect.by().isPresent()) {
                String by = expect.by().get().text();
                good &= NOT_CONNECTORS.contains(by) || connectorOf(expect.by().get());
            }
        }
        return good;
    }

    private boolean site(Word word) {
        if (endpointOf(word, "server").isEmpty()) {
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
                        "`" + word.text() + "` is " + (kind.equals("internet") ? "everybody else" : "a " + kind)
                                + ": no decisions are taken there")
                .withHelp("name a site of ours, an endpoint of the kind `server` or `exchange-online`, as in `at"
                        + " office365`"));
        return false;
    }

    private boolean connectorOf(Word word) {
        if (connectorNames.containsKey(word.text())) {
            return true;
        }
        if (word.text().equals(REPORTED) || isInMalformed(word.text())) {
            return false;
        }
        Diagnostic diagnostic =
                Places.at(DiagnosticCode.UNKNOWN_CONNECTOR, word, "there is no connector `" + word.text() + "`");
        sink.report(nearest(word.text(), connectorNames.keySet())
                .map(found -> diagnostic
                        .withHelp("did you mean `" + found + "`?")
                        .withFix(new Fix("replace by `" + found + "`", word.span(), found)))
                .orElse(diagnostic.withHelp(declaredConnectors()
                        + "one without a name is called FROM-to-TO, as in `onprem-to-office365`")));
        return false;
    }

    /** As the beginning of a help: their names, if there are few. */
    private String declaredConnectors() {
        if (connectorNames.isEmpty() || connectorNames.size() > LISTED) {
            return "";
        }
        String names =
                connectorNames.keySet().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        return (connectorNames.size() == 1 ? "the only connector is " : "the connectors are ") + names + "; ";
    }

    /** Every name that an endpoint has or could have; made once, when first something is unknown. */
    private Set<String> endpointNames() {
        if (endpointNames.isEmpty()) {
            endpointNames.addAll(PREDECLARED.keySet());
            endpointNames.addAll(declaredEndpoints.keySet());
        }
        return endpointNames;
    }

    /** A suggestion takes a look at every name: a table full of unknown ones must not take the square of its length. */
    private Optional<String> nearest(String name, Set<String> known) {
        return suggested++ < MOST_SUGGESTIONS ? Suggestions.nearest(name, known) : Optional.empty();
    }

    /** Whether the name may be declared where the parser gave up: that place was reported, its absence is no mistake. */
    private boolean isInMalformed(String name) {
        return hasUnnamed || undeclared.test(name) || malformed.stream().anyMatch(text -> holdsWord(text, name));
    }

    private static boolean holdsWord(String text, String name) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean begins = at == 0 || !isNameCharacter(text.charAt(at - 1));
            boolean ends = end == text.length() || !isNameCharacter(text.charAt(end));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    /** What is written in our letters elsewhere means this, and is not unknown as well. */
    private Diagnostic alike(Diagnostic found, Word word, char letter, String plain) {
        malformed.add(plain);
        Diagnostic told = found.withHelp(String.format(
                Locale.ROOT,
                "write `%s`: the letter `%c` (U+%04X) only looks like one of its letters",
                plain,
                letter,
                (int) letter));
        return word.cell().isEmpty() ? told.withFix(new Fix("replace by `" + plain + "`", word.span(), plain)) : told;
    }

    private boolean isName(Word word) {
        String text = word.text();
        boolean good = !text.isEmpty();
        for (int i = 0; i < text.length(); i++) {
            good &= isNameCharacter(text.charAt(i));
        }
        if (!good && !text.equals(REPORTED)) {
            Optional<Diagnostic> empty = Places.emptyCell(DiagnosticCode.NOT_A_NAME, word);
            if (empty.isPresent()) {
                sink.report(empty.get());
                return false;
            }
            Diagnostic diagnostic = Places.at(DiagnosticCode.NOT_A_NAME, word, "`" + text + "` is not a name");
            if (text.startsWith("$")) {
                String meant = "${" + text.substring(1) + "}";
                sink.report(diagnostic
                        .withHelp("a column of a table is written `" + meant + "`")
                        .withFix(new Fix("replace by `" + meant + "`", Places.of(word), meant)));
                return false;
            }
            Optional<Diagnostic> lookalike = OtherNames.lookalike(text)
                    .flatMap(letter -> OtherNames.plain(text).map(plain -> alike(diagnostic, word, letter, plain)));
            if (lookalike.isPresent()) {
                sink.report(lookalike.get());
                return false;
            }
            sink.report(OtherNames.plain(text)
                    .map(plain -> diagnostic.withHelp("a name has letters a to z, digits, `-` and `_`: write `" + plain
                            + "` wherever it is meant"))
                    .orElse(diagnostic.withHelp("a name has letters a to z, digits, `-` and `_`")));
        }
        return good;
    }
}
