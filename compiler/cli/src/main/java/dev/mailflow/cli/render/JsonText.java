package dev.mailflow.cli.render;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.diagnostic.Witness;
import dev.mailflow.compiler.source.Position;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents for programs. Their shape is described in the module's README; {@value #SCHEMA_VERSION} is its version. */
public final class JsonText {
    /** Raised when a key changes its meaning or goes; new keys may come at any time. */
    public static final int SCHEMA_VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter WRITER = MAPPER.writer()
            .with(new DefaultPrettyPrinter().withObjectIndenter(LINES).withArrayIndenter(LINES));

    private JsonText() {}

    /** An empty document of a command. */
    public static ObjectNode document(String command) {
        ObjectNode document = object();
        document.put("schemaVersion", SCHEMA_VERSION);
        document.put("command", command);
        return document;
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static String text(ObjectNode document) {
        return WRITER.writeValueAsString(document) + "\n";
    }

    /** One finding, in one line. */
    static String line(Diagnostic diagnostic) {
        ObjectNode node = object();
        add(node, diagnostic);
        return MAPPER.writeValueAsString(node);
    }

    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /** Adds {@code diagnostics} and {@code summary}. */
    public static void addDiagnostics(ObjectNode document, List<Diagnostic> diagnostics) {
        ArrayNode array = document.putArray("diagnostics");
        diagnostics.forEach(diagnostic -> add(array.addObject(), diagnostic));
        Summary summary = Summary.of(diagnostics);
        document.putObject("summary")
                .put("errors", summary.errors())
                .put("warnings", summary.warnings())
                .put("notes", summary.notes());
    }

    /** Adds {@code code}, {@code severity}, {@code title} and {@code page}, which is Markdown. */
    public static void addPage(ObjectNode document, DiagnosticCode code, String page) {
        document.put("code", code.id())
                .put("severity", DiagnosticPrinter.word(code.severity()))
                .put("title", code.title())
                .put("page", page);
    }

    private static void add(ObjectNode node, Diagnostic diagnostic) {
        node.put("code", diagnostic.code().id());
        node.put("severity", DiagnosticPrinter.word(diagnostic.severity()));
        node.put("title", diagnostic.code().title());
        node.put("message", diagnostic.message());
        add(node.putObject("primary"), diagnostic.primary());
        ArrayNode related = node.putArray("related");
        diagnostic.related().forEach(label -> add(related.addObject(), label));
        diagnostic.help().ifPresent(help -> node.put("help", help));
        diagnostic.witness().ifPresent(witness -> addWitness(node.putObject("witness"), witness));
        ArrayNode fixes = node.putArray("fixes");
        for (Fix fix : diagnostic.fixes()) {
            ObjectNode one = fixes.addObject().put("title", fix.title());
            addSpan(one, fix.replace());
            one.put("with", fix.with());
        }
    }

    /** Adds {@code site}, {@code client}, {@code message} and {@code outcome}, and {@code onward} if there are further sites. */
    public static void addWitness(ObjectNode node, Witness witness) {
        node.put("site", witness.site())
                .put("client", witness.client())
                .put("message", witness.message())
                .put("outcome", witness.outcome());
        if (!witness.onward().isEmpty()) {
            ArrayNode onward = node.putArray("onward");
            witness.onward().forEach(hop -> addWitness(onward.addObject(), hop));
        }
    }

    private static void add(ObjectNode node, Label label) {
        addSpan(node, label.span());
        if (!label.text().isEmpty()) {
            node.put("text", label.text());
        }
    }

    /** Adds {@code file}, {@code start} and {@code end}. */
    public static void addSpan(ObjectNode node, Span span) {
        node.put("file", span.file().path());
        addPlace(node.putObject("start"), span.file(), span.start());
        addPlace(node.putObject("end"), span.file(), span.end());
    }

    private static void addPlace(ObjectNode node, SourceFile file, int offset) {
        Position position = file.position(offset);
        node.put("offset", offset).put("line", position.line()).put("column", position.column());
    }
}
