package dev.mailflow.compiler.measure;

import dev.mailflow.compiler.check.Checks;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.resolve.ResolvedPolicy;
import dev.mailflow.compiler.resolve.Resolver;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.TypeChecker;
import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;

/**
 * How long the compiler takes for a table of partners, against ANTLR's lexer and parser alone for the same connectors written
 * out: its front end (text, table, names, values and the checks that need no analysis), and the whole with the analysis of
 * all messages.
 *
 * <p>{@code TableMeasure PARTNERS ROUNDS} takes turns and prints medians of the second half of the rounds. {@code
 * TableMeasure PARTNERS antlr|front|table} does one of them once, to be timed from outside.
 */
public final class TableMeasure {
    private static final String HEAD = """
            language 1
            organization { domains contoso.com }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }
            """;
    private static final String TEMPLATE = """
            endpoint ${partner.id} : partner { domains ${partner.domain} }
            connector to-${partner.id} from office365 to ${partner.id} via mx require tls cert ${partner.cert}
            """;

    private final String table;
    private final String written;

    private TableMeasure(int partners) {
        StringBuilder rows = new StringBuilder("id,domain,cert\n");
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < partners; i++) {
            String id = "p" + i;
            String domain = "partner" + i + ".example";
            rows.append(id)
                    .append(',')
                    .append(domain)
                    .append(",mail.")
                    .append(domain)
                    .append('\n');
            text.append(TEMPLATE.replace("${partner.id}", id)
                    .replace("${partner.domain}", domain)
                    .replace("${partner.cert}", "mail." + domain));
        }
        this.table = rows.toString();
        this.written = text.toString();
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        TableMeasure measure = new TableMeasure(Integer.parseInt(arguments[0]));
        switch (arguments[1]) {
            case "antlr" -> System.out.println(measure.antlr() + " declarations");
            case "front" -> System.out.println(measure.front() + " connectors");
            case "table" -> System.out.println(measure.table() + " connectors");
            default -> measure.takeTurns(Integer.parseInt(arguments[1]));
        }
    }

    @SuppressWarnings("SystemOut")
    private void takeTurns(int rounds) {
        List<Long> antlr = new ArrayList<>();
        List<Long> front = new ArrayList<>();
        List<Long> table = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            antlr.add(time(this::antlr));
            front.add(time(this::front));
            table.add(time(this::table));
            System.out.printf(
                    Locale.ROOT,
                    "round %2d   ANTLR %6d ms   front end %6d ms   whole %6d ms%n",
                    i + 1,
                    antlr.get(i),
                    front.get(i),
                    table.get(i));
        }
        double alone = median(antlr);
        System.out.printf(
                Locale.ROOT,
                "median     ANTLR %6d ms   front end %6d ms: %.2f times   whole %6d ms: %.2f times%n",
                median(antlr),
                median(front),
                median(front) / alone,
                median(table),
                median(table) / alone);
    }

    private static long median(List<Long> times) {
        List<Long> warm = new ArrayList<>(times.subList(times.size() / 2, times.size()));
        Collections.sort(warm);
        return warm.get(warm.size() / 2);
    }

    /** In milliseconds. */
    private static long time(IntSupplier work) {
        long start = System.nanoTime();
        if (work.getAsInt() == 0) {
            throw new IllegalStateException("nothing was done");
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    private int antlr() {
        MailflowLexer lexer = new MailflowLexer(CharStreams.fromString(written));
        MailflowParser parser = new MailflowParser(new CommonTokenStream(lexer));
        int count = parser.policy().declaration().size();
        if (parser.getNumberOfSyntaxErrors() > 0) {
            throw new IllegalStateException("the text is wrong");
        }
        return count;
    }

    private SourceFile root() {
        return new SourceFile(Policies.ROOT, HEAD + "for each partner in \"partners.csv\" {\n" + TEMPLATE + "}\n");
    }

    private int front() {
        List<Diagnostic> found = new ArrayList<>();
        ResolvedPolicy resolved = Resolver.resolve(
                PolicyParser.parse(root(), found::add),
                Policies.loader(Map.of("partners.csv", table)),
                source -> PolicyParser.parse(source, found::add),
                found::add);
        CheckedPolicy checked = TypeChecker.check(resolved, found::add);
        Checks.all().forEach(check -> check.check(checked, found::add));
        if (found.stream().anyMatch(Diagnostic::isError)) {
            throw new IllegalStateException(found.get(0).message());
        }
        return checked.connectors().size();
    }

    private int table() {
        CompileResult result =
                Compiler.compile(new CompileRequest(root(), Policies.loader(Map.of("partners.csv", table))));
        if (result.hasErrors()) {
            throw new IllegalStateException(Policies.listing(result));
        }
        return result.model().orElseThrow().sites().get(0).outbound().size();
    }
}
