package dev.mailflow.cli.interview;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the language itself says to an answer, when it stands in a policy at its place. */
final class Complaints {
    /** What would be a declaration, a comment or a text instead of a value. */
    private static final Pattern NO_VALUE = Pattern.compile("[\\p{Cntrl}{}#\"“”$]");

    private static final SourceLoader NO_FILES = path -> new SourceLoader.Loaded.Unreadable("no such file");

    private Complaints() {}

    /** What is wrong with an answer, and the way out. */
    record Complaint(String message, String help) {}

    static Optional<Complaint> ofText(String answer) {
        Matcher found = NO_VALUE.matcher(answer);
        return found.find()
                ? Optional.of(new Complaint(
                        "`" + found.group() + "` does not belong into an answer",
                        "write the values, with commas between"))
                : Optional.empty();
    }

    /** Warnings and notes count, where they are about the answer: a first policy is to have none. */
    static Optional<Complaint> of(String before, String answer, String after) {
        SourceFile file = new SourceFile("answer", before + answer + after);
        int end = before.length() + answer.length();
        return Compiler.compile(new CompileRequest(file, NO_FILES)).diagnostics().stream()
                .filter(found -> found.isError()
                        // Said at either of the two places.
                        || found.code() == DiagnosticCode.NETWORKS_OVERLAP
                        // Said at the domain, of all mailboxes together.
                        || found.code() == DiagnosticCode.ACCEPTED_DOMAIN_MISSED
                        // Said of the connector: addresses that anybody can have are no answer.
                        || found.code() == DiagnosticCode.OPEN_RELAY
                        || isWithin(found.primary().span(), before.length(), end))
                .findFirst()
                .map(Complaints::complaint);
    }

    static Optional<DecisionModel> model(String policy) {
        return compile(policy).model();
    }

    static CompileResult compile(String policy) {
        return Compiler.compile(new CompileRequest(new SourceFile("answer", policy), NO_FILES));
    }

    private static boolean isWithin(Span span, int start, int end) {
        return span.start() < end && span.end() > start;
    }

    private static Complaint complaint(Diagnostic found) {
        // The language speaks of a policy, which is not there yet.
        String back = "`<` goes back to the question before, as far as to that one";
        if (found.code() == DiagnosticCode.MAILBOX_NOT_ACCEPTED) {
            return new Complaint(
                    found.message().replace("is in no accepted domain", "is in none of the domains of question 1"),
                    back);
        }
        return found.code() == DiagnosticCode.ACCEPTED_DOMAIN_MISSED
                ? new Complaint("no mailbox is in one of the domains of question 1", back)
                : new Complaint(found.message(), found.help().orElse("write it otherwise"));
    }
}
