package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Files are written for each site, under its name: where file names have no case, one of two would be lost. */
final class SiteNamesDistinct implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        Map<String, Endpoint> seen = new HashMap<>();
        for (Endpoint endpoint : policy.endpoints().values()) {
            if (!endpoint.kind().isSite()) {
                continue;
            }
            Endpoint other = seen.putIfAbsent(endpoint.name().toLowerCase(Locale.ROOT), endpoint);
            if (other != null) {
                Diagnostic found = Diagnostic.of(
                                DiagnosticCode.NAMES_OF_ONE_FILE,
                                endpoint.origin(),
                                "`" + other.name() + "` and `" + endpoint.name()
                                        + "` differ in capitals alone: on Windows and macOS the files of one replace those of"
                                        + " the other")
                        .withRelated(other.place(), "the first one");
                sink.report(
                        endpoint.declared() ? found.withHelp("give one of them another name") : meant(found, endpoint));
            }
        }
    }

    /** An endpoint that nobody has to declare, declared in other letters: the two are two. */
    private static Diagnostic meant(Diagnostic found, Endpoint predeclared) {
        return found.withHelp("did you mean `" + predeclared.name() + "`? then write it so wherever it is named");
    }
}
