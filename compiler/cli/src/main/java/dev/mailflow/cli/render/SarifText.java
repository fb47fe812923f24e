package dev.mailflow.cli.render;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.source.LineMap;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Diagnostics as a log of SARIF 2.1.0, the form that code scanning services and editors read. */
public final class SarifText {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private static final String BASE = "WORKINGFOLDER";

    /** {@code [text](target)} would be taken for a link (3.11.6). */
    private static final Pattern LINK = Pattern.compile("\\[([^\\[\\]]*)\\]\\(");

    private final Tool tool;
    private final WorkingFolder folder;

    /**
     * What is said of mailflow itself.
     *
     * @param documentation where pages are published, ending in {@code /}
     * @param page the page of a code, in Markdown
     */
    public record Tool(String version, String documentation, Function<DiagnosticCode, String> page) {}

    public SarifText(Tool tool, WorkingFolder folder) {
        this.tool = tool;
        this.folder = folder;
    }

    public String of(List<Diagnostic> diagnostics) {
        List<DiagnosticCode> rules = new ArrayList<>(diagnostics.stream()
                .map(Diagnostic::code)
                .sorted()
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        ObjectNode log = JsonText.object();
        log.put("$schema", SCHEMA).put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "mailflow").put("version", tool.version()).put("informationUri", tool.documentation());
        ArrayNode described = driver.putArray("rules");
        rules.forEach(rule -> add(described.addObject(), rule));
        run.putArray("invocations").addObject().put("executionSuccessful", didItsWork(diagnostics));
        run.putObject("originalUriBaseIds")
                .putObject(BASE)
                .putObject("description")
                .put("text", "the folder that mailflow was started in");
        run.put("columnKind", "utf16CodeUnits");
        run.putArray("newlineSequences").add("\r\n").add("\n").add("\r");
        ArrayNode results = run.putArray("results");
        diagnostics.forEach(diagnostic -> add(results.addObject(), diagnostic, rules.indexOf(diagnostic.code())));
        return JsonText.text(log);
    }

    private static boolean didItsWork(List<Diagnostic> diagnostics) {
        return diagnostics.stream()
                .noneMatch(one -> one.isError() && one.code().id().startsWith("MF9"));
    }

    private void add(ObjectNode rule, DiagnosticCode code) {
        String page = tool.page().apply(code);
        rule.put("id", code.id()).put("name", name(code));
        rule.putObject("shortDescription").put("text", message(code.title()));
        // Nothing is filled in here, so that braces of the examples stay as they are read.
        rule.putObject("help").put("text", MarkdownText.plain(page)).put("markdown", page);
        rule.put("helpUri", tool.documentation() + code.id());
        rule.putObject("defaultConfiguration").put("level", level(code.severity()));
    }

    /** {@code UnknownEndpoint}. */
    private static String name(DiagnosticCode code) {
        return Arrays.stream(code.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static String level(Severity severity) {
        return DiagnosticPrinter.word(severity);
    }

    private void add(ObjectNode result, Diagnostic diagnostic, int rule) {
        result.put("ruleId", diagnostic.code().id()).put("ruleIndex", rule);
        result.put("level", level(diagnostic.severity()));
        String help = diagnostic.help().map(text -> "\n" + text).orElse("");
        result.putObject("message").put("text", message(diagnostic.message() + help + shown(diagnostic)));
        diagnostic
                .witness()
                .ifPresent(witness ->
                        JsonText.addWitness(result.putObject("properties").putObject("witness"), witness));
        addLocation(result.putArray("locations").addObject(), diagnostic.primary());
        if (!diagnostic.related().isEmpty()) {
            ArrayNode related = result.putArray("relatedLocations");
            for (Label label : diagnostic.related()) {
                ObjectNode location = related.addObject().put("id", related.size());
                addLocation(location, label);
            }
        }
        if (!diagnostic.fixes().isEmpty()) {
            ArrayNode fixes = result.putArray("fixes");
            diagnostic.fixes().forEach(fix -> add(fixes.addObject(), fix));
        }
    }

    private static String shown(Diagnostic diagnostic) {
        return diagnostic
                .witness()
                .map(witness -> "\n" + DiagnosticPrinter.asTest(witness))
                .orElse("");
    }

    private void addLocation(ObjectNode location, Label label) {
        Span span = label.span();
        ObjectNode place = location.putObject("physicalLocation");
        addFile(place.putObject("artifactLocation"), span);
        // A file that could not be read has no lines.
        if (!span.file().text().isEmpty()) {
            addRegion(place.putObject("region"), span);
        }
        if (!label.text().isEmpty()) {
            location.putObject("message").put("text", message(label.text()));
        }
    }

    private void addFile(ObjectNode artifact, Span span) {
        String path = span.file().path();
        artifact.put("uri", folder.uri(path));
        if (folder.holds(path)) {
            artifact.put("uriBaseId", BASE);
        }
    }

    private static void addRegion(ObjectNode region, Span span) {
        LineMap lines = span.file().lines();
        int first = lines.lineOf(span.start());
        int last = lines.lineOf(span.end());
        region.put("startLine", first)
                .put("startColumn", column(span, first, span.start()))
                .put("endLine", last)
                .put("endColumn", column(span, last, span.end()));
    }

    /** From 1, in UTF-16 code units; a byte order mark is no character of its line. */
    private static int column(Span span, int line, int offset) {
        boolean marked = line == 1 && offset > 0 && span.file().text().startsWith("\uFEFF");
        return offset - span.file().lines().startOf(line) + (marked ? 0 : 1);
    }

    private void add(ObjectNode node, Fix fix) {
        node.putObject("description").put("text", message(fix.title()));
        ObjectNode change = node.putArray("artifactChanges").addObject();
        addFile(change.putObject("artifactLocation"), fix.replace());
        ObjectNode replacement = change.putArray("replacements").addObject();
        addRegion(replacement.putObject("deletedRegion"), fix.replace());
        if (!fix.with().isEmpty()) {
            replacement.putObject("insertedContent").put("text", fix.with());
        }
    }

    /** A message string: braces that are no placeholders are doubled (3.11.5), brackets that are no link escaped. */
    private static String message(String text) {
        String shown = Printable.text(text).replace("{", "{{").replace("}", "}}");
        return LINK.matcher(shown).replaceAll("\\\\[$1\\\\](");
    }
}
