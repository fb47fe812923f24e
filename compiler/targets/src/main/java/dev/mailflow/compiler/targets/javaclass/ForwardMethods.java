package dev.mailflow.compiler.targets.javaclass;

import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.MethodSpec;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Directory;

/** R5 to R10 in their order; the questions that they ask are methods of other parts. */
final class ForwardMethods {
    private final SiteScope scope;

    ForwardMethods(SiteScope scope) {
        this.scope = scope;
    }

    MethodSpec forward() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("forward")
                .addJavadoc("R5 to R10: may it pass, is it for here, where does it go.\n")
                .addModifiers(PRIVATE, STATIC)
                .addParameter(Runtime.TRANSACTION, "t")
                .addParameter(scope.source(), "from")
                .returns(Runtime.DECISION)
                .addStatement("boolean accepted = isAccepted(t.recipient())")
                .addStatement("boolean foreign = from.foreign && !t.isAuthenticated()")
                .addComment("R5: not our domain, and not a source that may relay.")
                .beginControlFlow("if (!accepted && !from.mayRelay && (foreign || !from.foreign))")
                .addStatement("return from.relayDenied")
                .endControlFlow();
        if (scope.organization().directSend() == DirectSend.REFUSED) {
            method.addComment("R6: nobody outside writes in our own name.")
                    .beginControlFlow("if (foreign && isAccepted(t.senderOrNull()))")
                    .addStatement("return from.directSend")
                    .endControlFlow();
        }
        method.addComment("R7: a mailbox here, unless a connector names exactly this address.")
                .beginControlFlow("if (accepted && isHere(t.recipient()) && !isNamed(t, from))");
        if (scope.organization().directory() == Directory.COMPLETE) {
            method.beginControlFlow("if (mailbox(t.recipient()) == UNDECLARED)")
                    .addStatement("return from.unknownRecipient")
                    .endControlFlow();
        }
        method.addStatement("$T before = foreign ? centralized(t, from) : null", scope.way())
                .addStatement("return before == null ? from.deliver : send(from, before)")
                .endControlFlow()
                .addStatement("$T way = way(t, from)", scope.way())
                .beginControlFlow("if (way != null)")
                .addStatement("return send(from, way)")
                .endControlFlow()
                .addComment("R10")
                .addStatement("return accepted ? from.unknownRecipient : from.toInternet");
        return method.build();
    }

    MethodSpec send() {
        return MethodSpec.methodBuilder("send")
                .addJavadoc("R9: never back to where it came from.\n")
                .addModifiers(PRIVATE, STATIC)
                .addParameter(scope.source(), "from")
                .addParameter(scope.way(), "way")
                .returns(Runtime.DECISION)
                .addStatement("$T decision = SENT[from.ordinal()][way.ordinal()]", Runtime.DECISION)
                .beginControlFlow("if (decision == null)")
                .addStatement(
                        "decision = way.leadsToEndpoint && from.peer.equals(way.peer)\n"
                                + "? $T.reject(from.attribution, $T.LOOP, way.loop)\n"
                                + ": $T.send(from.attribution, way.connector, way.peer, way.route)",
                        Runtime.DECISION,
                        Runtime.REASON,
                        Runtime.DECISION)
                .addStatement("SENT[from.ordinal()][way.ordinal()] = decision")
                .endControlFlow()
                .addStatement("return decision")
                .build();
    }
}
