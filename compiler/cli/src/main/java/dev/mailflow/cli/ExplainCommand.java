package dev.mailflow.cli;

import dev.mailflow.cli.files.Pages;
import dev.mailflow.cli.render.ExplanationJson;
import dev.mailflow.cli.render.ExplanationPrinter;
import dev.mailflow.cli.render.JsonText;
import dev.mailflow.cli.render.MarkdownText;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Explanation;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.RemoteOffer;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.Trace;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.resolve.Suggestions;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code mailflow explain}: what becomes of one message, and why. */
@Command(
        name = "explain",
        header = "Says what a site does with one message, and why; or what a code means.",
        description = {
            "Shows the rules that led there, every connector and why it was not taken, the next hop and its "
                    + "TLS. The message is given in the words of a test block, or is that of a test. With --code and "
                    + "nothing else it shows the page of a diagnostic."
        },
        footer = {
            "",
            "Example: mailflow explain contoso.mailflow --at office365",
            "           --client \"203.0.113.41 tls 1.3 cert mail.contoso.com\"",
            "           --message \"john@contoso.com -> bob@contoso.com\"",
            "         mailflow explain --code MF2001"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PolicyOptions common;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The policy; - is standard input.")
    private Optional<String> file = Optional.empty();

    @Option(
            names = "--code",
            paramLabel = "CODE",
            completionCandidates = CodeArgument.Candidates.class,
            description = "A code that a diagnostic shows, as MF2001: what it means and what to do.")
    private Optional<String> code = Optional.empty();

    @Option(names = "--at", paramLabel = "SITE", description = "The site that decides. Default: the test's.")
    private Optional<String> site = Optional.empty();

    @Option(
            names = "--client",
            paramLabel = "WORDS",
            description = "Who hands the message over: ADDRESS [tls VERSION] [cert NAME, ...] [auth USER], or mailbox.")
    private Optional<String> client = Optional.empty();

    @Option(
            names = "--message",
            paramLabel = "WORDS",
            description = "SENDER -> RECIPIENT [size N] [hops N] [header NAME \"v\"].")
    private Optional<String> message = Optional.empty();

    @Option(
            names = "--remote",
            paramLabel = "WORDS",
            description =
                    "What the next hop offers: no tls, or tls VERSION [cert NAME, ...]. Default: all that is asked.")
    private Optional<String> remote = Optional.empty();

    @Option(
            names = "--test",
            paramLabel = "TITLE",
            description = "Take the message of this test instead of --client and --message.")
    private Optional<String> test = Optional.empty();

    @Option(names = "--trace", description = "Follow the message over all sites.")
    private boolean traceAsked;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "pretty", description = "pretty or json.")
    private Format format = Format.PRETTY;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new PolicyOptions(terminal);
    }

    /** What is asked, wherever it came from. */
    private record Question(String site, Message message, Optional<RemoteOffer> remote) {}

    @Override
    public Integer call() {
        Optional<String> asked = code.or(this::codeInPlaceOfAFile);
        if (asked.isPresent()) {
            return page(asked.get());
        }
        checkOptions();
        CompileResult compiled = common.compile(file.orElseThrow());
        if (compiled.model().isEmpty()) {
            return fail(compiled.diagnostics());
        }
        DecisionModel model = compiled.model().get();
        site.ifPresent(name -> Sites.require(common.commandLine(), model, name));
        Question question;
        if (test.isPresent()) {
            question = ofTest(compiled.tests(), test.get());
        } else {
            MessageOptions.Reading reading = MessageOptions.read(client.orElseThrow(), message.orElseThrow(), remote);
            if (reading.message().isEmpty()) {
                common.print(terminal.err(), common.errPage(), reading.diagnostics());
                return ExitCode.USAGE;
            }
            question = new Question(site.orElseThrow(), reading.message().get(), reading.remote());
        }
        answer(model, question);
        if (format == Format.PRETTY) {
            common.tell(file.get(), compiled.diagnostics());
        }
        return ExitCode.GOOD;
    }

    /** {@code mailflow explain MF2001}: what people type who read a code. A file of that name is a policy. */
    private Optional<String> codeInPlaceOfAFile() {
        return file.filter(CodeArgument::isOne)
                .filter(name -> !Files.exists(terminal.folder().resolve(name)));
    }

    private int page(String written) {
        Optional<String> policy = file.filter(name -> code.isPresent());
        if (Stream.of(policy, site, client, message, remote, test).anyMatch(Optional::isPresent) || traceAsked) {
            throw wrong("--code stands alone: a page is the same for every policy");
        }
        DiagnosticCode found = CodeArgument.read(common.commandLine(), written);
        if (format == Format.JSON) {
            ObjectNode document = JsonText.document("explain");
            JsonText.addPage(document, found, Pages.of(found));
            terminal.out().print(JsonText.text(document));
        } else {
            terminal.out().print(MarkdownText.print(Pages.of(found), common.outStyle(), terminal.width()));
        }
        return ExitCode.GOOD;
    }

    private void checkOptions() {
        if (file.isEmpty()) {
            throw wrong("name the policy, or a code with --code");
        }
        if (test.isPresent()) {
            if (client.isPresent() || message.isPresent() || remote.isPresent()) {
                throw wrong("--test has a message of its own; leave out --client, --message and --remote");
            }
            return;
        }
        if (site.isEmpty() || client.isEmpty() || message.isEmpty()) {
            throw wrong("say --at, --client and --message, or --test");
        }
        for (Optional<String> words : List.of(client, message, remote)) {
            if (words.isPresent() && words.get().chars().anyMatch(c -> c == '\n' || c == '\r')) {
                throw wrong("--client, --message and --remote take one line each");
            }
        }
    }

    private Question ofTest(List<TestCase> tests, String title) {
        TestCase found = tests.stream()
                .filter(one -> one.title().equals(title))
                .findFirst()
                .orElseThrow(() -> wrong("the policy has no test \"" + title + "\"" + instead(tests, title)));
        return new Question(site.orElse(found.site()), found.message(), found.remote());
    }

    /** A title is long: a part of it, or one with a slip, is understood. */
    private static String instead(List<TestCase> tests, String title) {
        String part = title.toLowerCase(Locale.ROOT);
        List<String> titles = tests.stream().map(TestCase::title).toList();
        return titles.stream()
                .filter(one -> !part.isBlank() && one.toLowerCase(Locale.ROOT).contains(part))
                .findFirst()
                .or(() -> Suggestions.nearest(title, titles))
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse(titles.isEmpty() ? "; it has none" : "; `mailflow test --verbose` lists them");
    }

    private ParameterException wrong(String message) {
        return common.misuse(message);
    }

    private void answer(DecisionModel model, Question question) {
        Explanation explanation = question.remote()
                .map(offer -> Explanation.of(model, question.site(), question.message(), offer))
                .orElseGet(() -> Explanation.of(model, question.site(), question.message()));
        Optional<Trace> trace =
                traceAsked ? Optional.of(Trace.follow(model, question.site(), question.message())) : Optional.empty();
        if (format == Format.JSON) {
            ObjectNode document = JsonText.document("explain");
            ExplanationJson.add(document, model, explanation);
            trace.ifPresent(way -> ExplanationJson.add(document, way));
            terminal.out().print(JsonText.text(document));
            return;
        }
        ExplanationPrinter printer = new ExplanationPrinter(model, common.outPage());
        terminal.out().print(printer.print(explanation));
        trace.ifPresent(way -> terminal.out().print("\n" + printer.print(way)));
    }

    private int fail(List<Diagnostic> diagnostics) {
        if (format == Format.JSON) {
            ObjectNode document = JsonText.document("explain");
            JsonText.addDiagnostics(document, diagnostics);
            terminal.out().print(JsonText.text(document));
        } else {
            common.tell(file.orElseThrow(), diagnostics);
            terminal.err().println(Summary.of(diagnostics).text() + "; nothing can be explained");
        }
        return Common.exitCode(diagnostics);
    }
}
