package dev.mailflow.compiler.targets.javaclass;

import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.targets.javaclass.Chain.Link;
import dev.mailflow.compiler.targets.javaclass.Conditions.Party;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** R7 and R8: which connector takes a message away. */
final class WayMethods {
    private final SiteScope scope;
    private final Conditions conditions;

    WayMethods(SiteScope scope) {
        this.scope = scope;
        this.conditions = scope.conditions();
    }

    List<MethodSpec> methods() {
        List<MethodSpec> methods = new ArrayList<>(List.of(named()));
        methods.addAll(chain("centralized", "R7: where foreign mail goes before it is delivered here.")
                .methods(links(Entries.centralized(scope.site()), this::holds)));
        methods.addAll(chain("way", "R8: the connector with the most specific recipient pattern.")
                .methods(links(Entries.ways(scope.site(), rule -> true), this::holdsAndLeadsOn)));
        return methods;
    }

    private Chain chain(String name, String comment) {
        return new Chain(
                name,
                comment,
                scope.way(),
                List.of(ParameterSpec.builder(scope.source(), "from").build()));
    }

    private List<Link> links(List<Entries.Way> entries, Function<Entries.Way, List<CodeBlock>> condition) {
        List<Link> links = new ArrayList<>();
        for (Entries.Way entry : entries) {
            OutboundRule rule = entry.rule();
            links.add(new Link(rule.connector(), Conditions.all(condition.apply(entry)), scope.way(rule)));
        }
        return links;
    }

    private List<CodeBlock> holds(Entries.Way entry) {
        OutboundRule rule = entry.rule();
        List<CodeBlock> all = new ArrayList<>();
        all.add(conditions.anyAddress(entry.recipients(), Party.RECIPIENT));
        rule.criteria().senders().ifPresent(group -> all.add(conditions.anyAddress(group.patterns(), Party.SENDER)));
        all.addAll(conditions.criteria(rule.criteria()));
        return all;
    }

    /** R8: a centralized connector is left out for what came from its own destination. */
    private List<CodeBlock> holdsAndLeadsOn(Entries.Way entry) {
        OutboundRule rule = entry.rule();
        List<CodeBlock> all = holds(entry);
        if (rule.centralization() == Centralization.CENTRALIZED) {
            all.add(CodeBlock.of("!from.peer.equals($S)", rule.connector().peer()));
            if (rule.connector().peerKind() == EndpointKind.INTERNET) {
                all.add(CodeBlock.of("from != $T.$L", scope.source(), SiteScope.INTERNET));
            }
        }
        return all;
    }

    private MethodSpec named() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("isNamed")
                .addJavadoc("R7: whether a connector that holds names exactly this address.\n")
                .addModifiers(PRIVATE, STATIC)
                .addParameter(Runtime.TRANSACTION, "t")
                .addParameter(scope.source(), "from")
                .returns(TypeName.BOOLEAN);
        for (Entries.Way entry : Entries.named(scope.site())) {
            method.addCode(Values.origin(entry.rule().connector()))
                    .beginControlFlow("if ($L)", Conditions.all(holdsAndLeadsOn(entry)))
                    .addStatement("return true")
                    .endControlFlow();
        }
        return method.addStatement("return false").build();
    }
}
