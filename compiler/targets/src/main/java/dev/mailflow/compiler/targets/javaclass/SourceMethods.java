package dev.mailflow.compiler.targets.javaclass;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.targets.javaclass.Chain.Link;
import dev.mailflow.compiler.targets.javaclass.Conditions.Party;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.List;

/** R2 and R3: who a message comes from. */
final class SourceMethods {
    private final SiteScope scope;
    private final Conditions conditions;

    SourceMethods(SiteScope scope) {
        this.scope = scope;
        this.conditions = scope.conditions();
    }

    List<MethodSpec> methods() {
        List<MethodSpec> methods = new ArrayList<>(chain(
                        "trusted",
                        "R2: the trusted source whose identity holds, the one that the contract prefers first.")
                .methods(trusted()));
        methods.addAll(chain("partner", "R3: the partner with the most specific sender domain.")
                .methods(foreign(EndpointKind.PARTNER)));
        methods.addAll(chain("foreign", "R3: a connector from the internet.").methods(foreign(EndpointKind.INTERNET)));
        return methods;
    }

    private Chain chain(String name, String comment) {
        return new Chain(name, comment, scope.source(), List.of());
    }

    private List<Link> trusted() {
        List<Link> links = new ArrayList<>();
        for (Entries.Trusted entry : Entries.trusted(scope.site())) {
            List<CodeBlock> all = new ArrayList<>();
            Criteria criteria = entry.rule().criteria();
            if (!entry.networks().isEmpty()) {
                all.add(conditions.anyNetwork(entry.networks()));
                if (criteria.networks().size() == 1) {
                    // The networks of this rank are of the rule's only group: to ask for the group again adds nothing.
                    criteria = new Criteria(
                            criteria.certificates(),
                            List.of(),
                            criteria.senders(),
                            criteria.recipients(),
                            criteria.headers());
                }
            }
            all.addAll(conditions.criteria(criteria));
            criteria.senders().ifPresent(group -> all.add(conditions.anyAddress(group.patterns(), Party.SENDER)));
            addRecipients(criteria, all);
            links.add(link(entry.rule(), all));
        }
        return links;
    }

    private List<Link> foreign(EndpointKind kind) {
        List<Link> links = new ArrayList<>();
        for (Entries.Foreign entry : Entries.foreign(scope.site(), kind)) {
            Criteria criteria = entry.rule().criteria();
            List<CodeBlock> all = new ArrayList<>();
            all.add(conditions.anyAddress(entry.senders(), Party.SENDER));
            all.addAll(conditions.criteria(criteria));
            addRecipients(criteria, all);
            links.add(link(entry.rule(), all));
        }
        return links;
    }

    private void addRecipients(Criteria criteria, List<CodeBlock> all) {
        criteria.recipients().ifPresent(group -> all.add(conditions.anyAddress(group.patterns(), Party.RECIPIENT)));
    }

    private Link link(InboundRule rule, List<CodeBlock> all) {
        return new Link(rule.connector(), Conditions.all(all), scope.source(rule));
    }
}
