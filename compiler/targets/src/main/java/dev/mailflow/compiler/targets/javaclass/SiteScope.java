package dev.mailflow.compiler.targets.javaclass;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the parts of one routing class refer to: the site, its rules in force, and what they are called in the class. */
final class SiteScope {
    /** The constant of a source that no connector leads from. */
    static final String INTERNET = "INTERNET";

    /** The constant of a message submitted at the site. */
    static final String SUBMITTED = "MAILBOX";

    private final DecisionModel model;
    private final Site site;
    private final ClassName self;
    private final Conditions conditions = new Conditions();
    private final List<InboundRule> inbound;
    private final List<OutboundRule> outbound;
    private final Map<String, String> sources;
    private final Map<String, String> ways;

    SiteScope(DecisionModel model, Site site, ClassName self) {
        this.model = model;
        this.site = site;
        this.self = self;
        this.inbound = Entries.enabled(site, kind -> true);
        this.outbound = site.outbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .toList();
        this.sources = Identifiers.of(
                inbound.stream().map(rule -> rule.connector().name()).toList(), Set.of(INTERNET, SUBMITTED));
        this.ways = Identifiers.of(
                outbound.stream().map(rule -> rule.connector().name()).toList(), Set.of());
    }

    DecisionModel.Organization organization() {
        return model.organization();
    }

    Site site() {
        return site;
    }

    ClassName self() {
        return self;
    }

    /** The enumeration of those whom a message can come from. */
    ClassName source() {
        return self.nestedClass("Source");
    }

    /** The enumeration of connectors that lead away. */
    ClassName way() {
        return self.nestedClass("Way");
    }

    /** Shared by all parts, so that one network is one constant of the class. */
    Conditions conditions() {
        return conditions;
    }

    List<InboundRule> inbound() {
        return inbound;
    }

    List<OutboundRule> outbound() {
        return outbound;
    }

    /** The constant of a rule's connector in {@link #source()}. */
    String source(InboundRule rule) {
        return Objects.requireNonNull(sources.get(rule.connector().name()));
    }

    /** The constant of a rule's connector in {@link #way()}. */
    String way(OutboundRule rule) {
        return Objects.requireNonNull(ways.get(rule.connector().name()));
    }

    static TypeName nullable(ClassName type) {
        return type.annotated(AnnotationSpec.builder(Runtime.NULLABLE).build());
    }
}
