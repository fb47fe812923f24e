package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.Capability;
import dev.mailflow.compiler.target.Construct;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Software;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code SITE.postfix/}: settings and tables for Postfix 3.7 or later, and the script that brings them to a machine
 * (postconf(1), postmap(1)).
 */
public final class PostfixTarget implements Target {
    @Override
    public String id() {
        return "postfix";
    }

    @Override
    public String description() {
        return "settings and tables for Postfix";
    }

    @Override
    public Map<Construct, Capability> capabilities() {
        return Capabilities.ALL;
    }

    /**
     * Own servers that run Postfix, or do not say what they run. Where the user asks for what is possible, a site that cannot be
     * written is left out: with a warning if it is said to run Postfix, else with a note.
     */
    @Override
    public List<Artifact> emit(TargetRequest request, DiagnosticSink sink) {
        List<Artifact> artifacts = new ArrayList<>();
        for (String name : request.sites()) {
            Site site = request.model().site(name);
            if (site.kind() == EndpointKind.SERVER && mayRunPostfix(request.model(), site)) {
                Routing routing = new Routing(request.model(), site);
                Severity severity =
                        request.model().endpoint(name).software().isPresent() ? Severity.WARNING : Severity.NOTE;
                DiagnosticSink told =
                        request.wish() == Wish.EXPLICIT ? sink : found -> sink.report(leftOut(found, severity));
                if (Capabilities.report(request.model(), site, routing, told)) {
                    artifacts.addAll(new Emission(request.model(), site, routing, request.digest()).artifacts());
                }
            }
        }
        return artifacts;
    }

    private static Diagnostic leftOut(Diagnostic found, Severity severity) {
        return !found.isError() ? found : found.withSeverity(severity).withAddition("; its configuration is left out");
    }

    private static boolean mayRunPostfix(DecisionModel model, Site site) {
        return model.endpoint(site.name())
                .software()
                .filter(software -> software.product() != Software.Product.POSTFIX)
                .isEmpty();
    }
}
