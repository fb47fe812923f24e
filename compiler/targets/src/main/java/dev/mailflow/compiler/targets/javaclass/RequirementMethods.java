package dev.mailflow.compiler.targets.javaclass;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Replies;
import dev.mailflow.compiler.targets.javaclass.Conditions.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** R4: what the selected connector asks of its source. */
final class RequirementMethods {
    private final SiteScope scope;
    private final List<FieldSpec> refusals = new ArrayList<>();

    RequirementMethods(SiteScope scope) {
        this.scope = scope;
    }

    List<MethodSpec> methods() {
        List<MethodSpec> methods = new ArrayList<>();
        MethodSpec.Builder refused = MethodSpec.methodBuilder("refused")
                .addJavadoc("R4: what the connector asks of its source; the first that fails decides.\n")
                .addModifiers(PRIVATE, STATIC)
                .addParameter(Runtime.TRANSACTION, "t")
                .addParameter(scope.source(), "from")
                .returns(SiteScope.nullable(Runtime.DECISION));
        List<InboundRule> asking = scope.inbound().stream()
                .filter(rule -> !isSatisfiedByAll(rule.requirements()))
                .toList();
        if (asking.isEmpty()) {
            methods.add(refused.addStatement("return null").build());
            return methods;
        }
        refused.beginControlFlow("switch (from)");
        for (InboundRule rule : asking) {
            String constant = scope.source(rule);
            String method = "refused" + camelCase(constant);
            refused.addStatement("case $L: return $L(t)", constant, method);
            methods.add(requirements(rule, method));
        }
        methods.add(
                refused.addStatement("default: return null").endControlFlow().build());
        return methods;
    }

    /** What the methods answer, each made once; known when they are. */
    List<FieldSpec> refusals() {
        return List.copyOf(refusals);
    }

    private static boolean isSatisfiedByAll(Requirements r) {
        return r.tls().isEmpty()
                && r.clientCertificate().isEmpty()
                && r.network().isEmpty()
                && r.auth().isEmpty()
                && r.sender().isEmpty()
                && r.recipient().isEmpty()
                && r.size().isEmpty();
    }

    private static String camelCase(String constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.split("_", -1)) {
            if (!word.isEmpty()) {
                name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
            }
            name.append('_');
        }
        // The signs between words keep apart what differs in nothing else.
        String kept = name.substring(0, name.length() - 1);
        return constant.chars().filter(c -> c == '_').count() == 0 ? kept : kept.replaceAll("_(?=[A-Z])", "");
    }

    private MethodSpec requirements(InboundRule rule, String name) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name)
                .addModifiers(PRIVATE, STATIC)
                .addParameter(Runtime.TRANSACTION, "t")
                .returns(SiteScope.nullable(Runtime.DECISION))
                .addCode(Values.origin(rule.connector()));
        Requirements r = rule.requirements();
        r.tls().ifPresent(tls -> {
            refuseUnless(method, rule, Reason.TLS_REQUIRED, CodeBlock.of("t.tls().isProtected()"));
            tls.minimum()
                    .ifPresent(minimum -> refuseUnless(
                            method,
                            rule,
                            Reason.TLS_VERSION,
                            CodeBlock.of("t.tls().isAtLeast($L)", Values.version(tls.minimum()))));
        });
        r.clientCertificate()
                .ifPresent(d -> refuseUnless(
                        method, rule, Reason.CERT_MISMATCH, scope.conditions().anyCertificate(d.alternatives())));
        r.network()
                .ifPresent(d -> refuseUnless(
                        method,
                        rule,
                        Reason.NETWORK_NOT_ALLOWED,
                        scope.conditions().anyNetwork(d.alternatives())));
        r.auth().ifPresent(a -> refuseUnless(method, rule, Reason.AUTH_REQUIRED, CodeBlock.of("t.isAuthenticated()")));
        r.sender()
                .ifPresent(d -> refuseUnless(
                        method,
                        rule,
                        Reason.SENDER_NOT_ALLOWED,
                        scope.conditions().anyAddress(d.alternatives(), Party.SENDER)));
        r.recipient()
                .ifPresent(d -> refuseUnless(
                        method,
                        rule,
                        Reason.RECIPIENT_NOT_ALLOWED,
                        scope.conditions().anyAddress(d.alternatives(), Party.RECIPIENT)));
        r.size()
                .ifPresent(s ->
                        refuseUnless(method, rule, Reason.SIZE_EXCEEDED, CodeBlock.of("t.size() <= $LL", s.octets())));
        return method.addStatement("return null").build();
    }

    private void refuseUnless(MethodSpec.Builder method, InboundRule rule, Reason reason, CodeBlock condition) {
        if (condition.toString().equals("true")) {
            return;
        }
        String refusal = "REFUSED_" + scope.source(rule) + "_" + reason.name();
        refusals.add(FieldSpec.builder(Runtime.DECISION, refusal, PRIVATE, STATIC, FINAL)
                .initializer(Values.refusal(
                        Replies.requirement(reason, rule),
                        CodeBlock.of("$T.$L.attribution", scope.source(), scope.source(rule))))
                .build());
        method.beginControlFlow("if (!($L))", condition)
                .addStatement("return $L", refusal)
                .endControlFlow();
    }
}
