package dev.mailflow.cli.render;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.diagnostic.Witness;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Findings, kept for a run that has nothing else to do than to tell them again: a line each, of JSON in the shape that programs
 * are given ({@link JsonText}).
 */
public final class KeptFindings {
    /** What is told of a policy in thousands is told sooner by a compiler than by a file of that size. */
    static final int MOST = 1_000;

    private KeptFindings() {}

    /**
     * The lines that {@link #read} takes; empty if one of them would not be the same there: one that is about something else than
     * the text of these files.
     *
     * @param texts of the files that were read, by path
     */
    public static Optional<List<String>> lines(List<Diagnostic> findings, Map<String, String> texts) {
        boolean fits = findings.size() <= MOST
                && findings.stream()
                        .flatMap(KeptFindings::places)
                        .map(Span::file)
                        .allMatch(file -> file.text().equals(texts.get(file.path())));
        return fits ? Optional.of(findings.stream().map(JsonText::line).toList()) : Optional.empty();
    }

    private static Stream<Span> places(Diagnostic finding) {
        return Stream.of(
                        Stream.of(finding.primary().span()),
                        finding.related().stream().map(Label::span),
                        finding.fixes().stream().map(Fix::replace))
                .flatMap(Function.identity());
    }

    /**
     * Empty if a line is none of {@link #lines}, or a place is not there.
     *
     * @param files by path, the same one each time
     */
    public static Optional<List<Diagnostic>> read(List<String> lines, Function<String, Optional<SourceFile>> files) {
        try {
            List<Diagnostic> findings = new ArrayList<>();
            for (String line : lines) {
                findings.add(finding(JsonText.read(line), files));
            }
            return Optional.of(findings);
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Diagnostic finding(JsonNode node, Function<String, Optional<SourceFile>> files) {
        return new Diagnostic(
                DiagnosticCode.of(text(node, "code")).orElseThrow(() -> new IllegalArgumentException("no code")),
                severity(text(node, "severity")),
                text(node, "message"),
                label(node.path("primary"), files),
                each(node.path("related")).map(related -> label(related, files)).toList(),
                node.has("help") ? Optional.of(text(node, "help")) : Optional.empty(),
                each(node.path("fixes"))
                        .map(fix -> new Fix(text(fix, "title"), span(fix, files), text(fix, "with")))
                        .toList(),
                node.has("witness") ? Optional.of(witness(node.path("witness"))) : Optional.empty());
    }

    private static Severity severity(String word) {
        return Arrays.stream(Severity.values())
                .filter(severity -> DiagnosticPrinter.word(severity).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word));
    }

    private static Witness witness(JsonNode node) {
        return new Witness(
                text(node, "site"),
                text(node, "client"),
                text(node, "message"),
                text(node, "outcome"),
                each(node.path("onward")).map(KeptFindings::witness).toList());
    }

    private static Label label(JsonNode node, Function<String, Optional<SourceFile>> files) {
        return new Label(span(node, files), node.path("text").asString(""));
    }

    private static Span span(JsonNode node, Function<String, Optional<SourceFile>> files) {
        SourceFile file = files.apply(text(node, "file")).orElseThrow(() -> new IllegalArgumentException("no file"));
        return new Span(
                file,
                node.path("start").path("offset").asInt(-1),
                node.path("end").path("offset").asInt(-1));
    }

    private static String text(JsonNode node, String key) {
        JsonNode text = node.path(key);
        if (!text.isString()) {
            throw new IllegalArgumentException(key);
        }
        return text.asString();
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return array instanceof ArrayNode nodes ? StreamSupport.stream(nodes.spliterator(), false) : Stream.empty();
    }
}
