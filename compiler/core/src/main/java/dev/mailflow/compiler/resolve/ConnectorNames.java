package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What connectors are called, and where each name was given first. */
final class ConnectorNames {
    /** More names than these are no help. */
    private static final int LISTED = 6;

    private final DiagnosticSink sink;
    private final NameRules rules;
    private final Map<String, Span> names;
    private final List<Declaration.Connector> all = new ArrayList<>();

    private final FewSuggestions suggestions = new FewSuggestions();

    /** @param size how many declarations there are */
    ConnectorNames(DiagnosticSink sink, NameRules rules, int size) {
        this.sink = sink;
        this.rules = rules;
        this.names = new LinkedHashMap<>(size);
    }

    /** @param twice names of endpoints that are declared twice: with them their connectors are */
    void declare(Declaration.Connector connector, Set<String> twice) {
        String name = connector.calledName();
        if (name.contains(Resolver.REPORTED)) {
            return;
        }
        if (twice.contains(connector.from().text())
                || twice.contains(connector.to().text())) {
            names.putIfAbsent(name, connector.span());
            return;
        }
        all.add(connector);
        Span place = connector.name().map(Places::of).orElse(connector.span());
        Span other = names.putIfAbsent(name, place);
        if (other != null) {
            sink.report(
                    connector.name().isPresent()
                            ? Places.at(
                                            DiagnosticCode.DUPLICATE_NAME,
                                            connector.name().get(),
                                            "there are two connectors `" + name + "`")
                                    .withRelated(other, "the first one")
                                    .withHelp(NameRules.apart(connector.name().get(), other))
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

    /** Reports a name that no connector has. */
    boolean isKnown(Word word) {
        if (names.containsKey(word.text())) {
            return true;
        }
        if (word.text().equals(Resolver.REPORTED) || rules.isInMalformed(word.text())) {
            return false;
        }
        Diagnostic diagnostic =
                Places.at(DiagnosticCode.UNKNOWN_CONNECTOR, word, "there is no connector `" + word.text() + "`");
        sink.report(byEnds(word.text())
                .map(connector -> diagnostic
                        .withHelp("the one from `" + connector.from().text() + "` to `"
                                + connector.to().text() + "` is called `" + connector.calledName() + "`")
                        .withFix(new Fix(
                                "replace by `" + connector.calledName() + "`", word.span(), connector.calledName())))
                .or(() -> atEndpoint(word.text()).map(diagnostic::withHelp))
                .or(() -> suggestions
                        .nearest(word.text(), names.keySet())
                        .map(found -> diagnostic
                                .withHelp("did you mean `" + found + "`?")
                                .withFix(new Fix("replace by `" + found + "`", word.span(), found))))
                .orElse(diagnostic.withHelp(declaredConnectors()
                        + "one without a name is called FROM-to-TO, as in `onprem-to-office365`")));
        return false;
    }

    /** {@code FROM-to-TO} of a connector that has a name of its own; empty if that is none, or more than one. */
    private Optional<Declaration.Connector> byEnds(String name) {
        List<Declaration.Connector> meant = all.stream()
                .filter(connector -> connector.name().isPresent() && name.equals(connector.nameByEnds()))
                .toList();
        return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
    }

    /** The name of an endpoint in place of a connector's: which connectors begin or end there. */
    private Optional<String> atEndpoint(String endpoint) {
        List<String> meant = all.stream()
                .filter(connector -> connector.from().text().equals(endpoint)
                        || connector.to().text().equals(endpoint))
                .map(connector -> "`" + connector.calledName() + "`")
                .toList();
        return meant.isEmpty() || meant.size() > LISTED
                ? Optional.empty()
                : Optional.of("`" + endpoint + "` is an endpoint; "
                        + (meant.size() == 1 ? "the connector there is " : "the connectors there are ")
                        + String.join(", ", meant));
    }

    /** As the beginning of a help: their names, if there are few. */
    private String declaredConnectors() {
        if (names.isEmpty() || names.size() > LISTED) {
            return "";
        }
        String all = names.keySet().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        return (names.size() == 1 ? "the only connector is " : "the connectors are ") + all + "; ";
    }
}
