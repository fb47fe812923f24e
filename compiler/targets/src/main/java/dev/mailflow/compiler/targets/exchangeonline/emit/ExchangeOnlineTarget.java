package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.Capability;
import dev.mailflow.compiler.target.Construct;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.targets.exchangeonline.emit.Comparison.Difference;
import dev.mailflow.compiler.targets.exchangeonline.emit.Comparison.Documented;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Software;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Scripts for the tenant of each {@code exchange-online} site, and for each own server that is an Exchange server its half of
 * the same connectors.
 */
public final class ExchangeOnlineTarget implements Target {
    /** So many differences are shown one by one. */
    private static final int SHOWN = 5;

    @Override
    public String id() {
        return "exchange-online";
    }

    @Override
    public String description() {
        return "scripts that make the connectors of Exchange Online and Exchange Server";
    }

    @Override
    public Map<Construct, Capability> capabilities() {
        return Capabilities.ALL;
    }

    @Override
    public List<Artifact> emit(TargetRequest request, DiagnosticSink sink) {
        List<Artifact> artifacts = new ArrayList<>();
        for (String name : request.sites()) {
            Site site = request.model().site(name);
            String origin = "Made by mailflow from a policy with SHA-256 " + request.digest() + ", site " + name + ".";
            if (site.kind() == EndpointKind.EXCHANGE_ONLINE) {
                artifacts.addAll(tenant(request, name, origin, sink));
            } else if (isExchange(request.model(), name)) {
                artifacts.addAll(OnPremisesScript.of(site, origin, new Losses(sink, request.wish())));
            }
        }
        return artifacts;
    }

    private static boolean isExchange(DecisionModel model, String site) {
        return model.endpoint(site)
                .software()
                .filter(software -> software.product() == Software.Product.EXCHANGE)
                .isPresent();
    }

    private static List<Artifact> tenant(TargetRequest request, String name, String origin, DiagnosticSink sink) {
        boolean[] failed = {false};
        Translation translation = Translation.of(request.model(), name, request.wish(), diagnostic -> {
            failed[0] |= diagnostic.isError();
            sink.report(diagnostic);
        });
        if (failed[0]) {
            return List.of();
        }
        Comparison.Result compared = Comparison.of(request.model(), name, translation);
        report(compared, name, translation, sink);
        return List.of(
                new Artifact(name + "/connectors.ps1", Scripts.connectors(translation, origin)),
                new Artifact(name + "/rollback.ps1", Scripts.rollback(translation, origin)),
                new Artifact(name + "/assumptions.md", Assumptions.of(translation.tenant(), origin, words(compared))));
    }

    private static void report(Comparison.Result compared, String site, Translation translation, DiagnosticSink sink) {
        int shown = 0;
        for (Difference difference : compared.differences()) {
            if (++shown > SHOWN) {
                break;
            }
            boolean documented = difference.documented() == Documented.YES;
            sink.report(Diagnostic.of(
                            documented ? DiagnosticCode.MEANING_DIFFERS : DiagnosticCode.MEANING_UNDOCUMENTED,
                            difference.place(),
                            "`" + difference.policy() + "` becomes `" + difference.service() + "` in Exchange Online"
                                    + (documented ? "" : ", perhaps"))
                    .withHelp(Comparison.question(site, difference.witness())
                            + (documented ? "" : "; it rests on " + String.join(", ", difference.points()))));
        }
        Span place = translation.drafts().get(0).origin();
        if (compared.differences().size() > SHOWN) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.MEANING_DIFFERS,
                            place,
                            (compared.differences().size() - SHOWN)
                                    + " more kinds of message go another way in Exchange Online")
                    .withHelp("mend those above first; all of them stand in `" + site + "/assumptions.md`"));
        }
        if (!compared.complete()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.MEANING_UNDECIDED,
                            place,
                            "policy and connectors are too large to be compared for every message")
                    .withHelp("emit site by site, or try what matters by `mailflow explain`"));
        }
    }

    private static String words(Comparison.Result compared) {
        StringBuilder words = new StringBuilder();
        if (compared.differences().isEmpty()) {
            words.append(
                    compared.complete()
                            ? "Both say the same of every message, as far as the service is documented.\n"
                            : "No message was found of which they say different things; not every question was answered.\n");
        } else {
            words.append("| message | the policy | the service | |\n|---|---|---|---|\n");
            for (Difference difference : compared.differences()) {
                words.append("| `")
                        .append(Comparison.words(difference.witness()))
                        .append("` | ")
                        .append(difference.policy())
                        .append(" | ")
                        .append(difference.service())
                        .append(" | ")
                        .append(
                                difference.documented() == Documented.YES
                                        ? ""
                                        : "not documented: " + String.join(", ", difference.points()))
                        .append(" |\n");
            }
            if (!compared.complete()) {
                words.append("\nNot every question was answered.\n");
            }
        }
        return words.toString();
    }
}
