package dev.mailflow.cli;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.RemoteOffer;
import dev.mailflow.compiler.decision.TestLowering;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.TestChecker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message on the command line, read by the parser and checker of {@code test} blocks: the words are the same, and so are
 * the complaints.
 */
final class MessageOptions {
    private static final String PLACE = "<command line>";

    private MessageOptions() {}

    /** @param message absent if a diagnostic is an error */
    record Reading(Optional<Message> message, Optional<RemoteOffer> remote, List<Diagnostic> diagnostics) {}

    /** Each part is one line, the keyword left out. */
    static Reading read(String client, String message, Optional<String> remote) {
        StringBuilder text = new StringBuilder("test \"the message\" at here {\n")
                .append("  client  ")
                .append(client)
                .append("\n  message ")
                .append(message)
                .append('\n');
        remote.ifPresent(words -> text.append("  remote  ").append(words).append('\n'));
        text.append("  expect  deliver\n}\n");
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<Declaration> declarations = PolicyParser.parse(new SourceFile(PLACE, text.toString()), diagnostics::add)
                .declarations();
        if (!diagnostics.isEmpty()
                || declarations.size() != 1
                || !(declarations.get(0) instanceof Declaration.Test test)
                || test.client().isEmpty()
                || test.message().isEmpty()) {
            return new Reading(Optional.empty(), Optional.empty(), diagnostics);
        }
        TestChecker checker = new TestChecker(diagnostics::add);
        Optional<CheckedPolicy.Client> from = checker.client(test.client().get());
        Optional<CheckedPolicy.Message> what = checker.message(test.message().get());
        Optional<CheckedPolicy.Remote> offer = test.remote().flatMap(checker::remote);
        boolean whole = from.isPresent() && what.isPresent() && offer.isPresent() == remote.isPresent();
        return new Reading(
                whole ? Optional.of(TestLowering.message(from.get(), what.get())) : Optional.empty(),
                offer.map(TestLowering::remote),
                diagnostics);
    }
}
