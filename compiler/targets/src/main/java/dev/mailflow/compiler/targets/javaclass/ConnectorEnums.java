package dev.mailflow.compiler.targets.javaclass;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Replies;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.List;
import java.util.Optional;

/** The connectors as two enumerations, with all that is decided beforehand for each. */
final class ConnectorEnums {
    private final SiteScope scope;

    ConnectorEnums(SiteScope scope) {
        this.scope = scope;
    }

    TypeSpec sources() {
        TypeSpec.Builder type = TypeSpec.enumBuilder(scope.source())
                .addJavadoc("Who a message can come from: the connectors that lead here, and who needs none.\n")
                .addModifiers(PRIVATE);
        for (InboundRule rule : scope.inbound()) {
            Connector connector = rule.connector();
            boolean trusted = connector.peerKind().isTrusted();
            type.addEnumConstant(
                    scope.source(rule),
                    TypeSpec.anonymousClassBuilder(
                                    "$T.connector($S, $S), $S, $L, $L, $S",
                                    Runtime.ATTRIBUTION,
                                    connector.name(),
                                    connector.peer(),
                                    connector.peer(),
                                    !trusted,
                                    rule.relayRight() == RelayRight.GRANTED && trusted,
                                    Replies.standard(Reason.RELAY_DENIED, Optional.of(connector))
                                            .text())
                            .build());
        }
        String denied = Replies.standard(Reason.RELAY_DENIED, Optional.empty()).text();
        type.addEnumConstant(
                SiteScope.INTERNET,
                TypeSpec.anonymousClassBuilder("$T.INTERNET, $S, true, false, $S", Runtime.ATTRIBUTION, "", denied)
                        .build());
        type.addEnumConstant(
                SiteScope.SUBMITTED,
                TypeSpec.anonymousClassBuilder("$T.MAILBOX, $S, false, true, $S", Runtime.ATTRIBUTION, "", denied)
                        .build());
        MethodSpec.Builder constructor = MethodSpec.constructorBuilder();
        component(type, constructor, Runtime.ATTRIBUTION, "attribution");
        component(type, constructor, ClassName.get(String.class), "peer");
        component(type, constructor, TypeName.BOOLEAN, "foreign");
        component(type, constructor, TypeName.BOOLEAN, "mayRelay");
        for (String decision : List.of("relayDenied", "directSend", "unknownRecipient", "deliver", "toInternet")) {
            field(type, Runtime.DECISION, decision);
        }
        CodeBlock by = CodeBlock.of("attribution");
        type.addMethod(constructor
                .addParameter(String.class, "relayDeniedText")
                .addStatement(
                        "this.relayDenied = $T.reject(attribution, $T.RELAY_DENIED, new $T($L, $S, relayDeniedText))",
                        Runtime.DECISION,
                        Runtime.REASON,
                        Runtime.REPLY,
                        Reason.RELAY_DENIED.code(),
                        Reason.RELAY_DENIED.status())
                .addStatement(
                        "this.directSend = $L",
                        Values.refusal(Replies.standard(Reason.DIRECT_SEND, Optional.empty()), by))
                .addStatement(
                        "this.unknownRecipient = $L",
                        Values.refusal(Replies.standard(Reason.UNKNOWN_RECIPIENT, Optional.empty()), by))
                .addStatement("this.deliver = $T.deliver(attribution)", Runtime.DECISION)
                .addStatement("this.toInternet = $T.sendToInternet(attribution)", Runtime.DECISION)
                .build());
        return type.build();
    }

    TypeSpec ways() {
        TypeSpec.Builder type = TypeSpec.enumBuilder(scope.way())
                .addJavadoc("The connectors that lead away from here.\n")
                .addModifiers(PRIVATE);
        for (OutboundRule rule : scope.outbound()) {
            Connector connector = rule.connector();
            type.addEnumConstant(
                    scope.way(rule),
                    TypeSpec.anonymousClassBuilder(
                                    "$S, $S, $L, $L, $S",
                                    connector.name(),
                                    connector.peer(),
                                    connector.peerKind() != EndpointKind.INTERNET,
                                    Values.route(rule.route(), rule.tls()),
                                    Replies.standard(Reason.LOOP, Optional.of(connector))
                                            .text())
                            .build());
        }
        if (scope.outbound().isEmpty()) {
            // JavaPoet wants at least one constant; no method returns it.
            type.addEnumConstant(
                    "NONE",
                    TypeSpec.anonymousClassBuilder(
                                    "$S, $S, false, $T.unknown($T.OPPORTUNISTIC), $S",
                                    "",
                                    "",
                                    Runtime.ROUTE,
                                    Runtime.TLS_DEMAND,
                                    "")
                            .build());
        }
        MethodSpec.Builder constructor = MethodSpec.constructorBuilder();
        component(type, constructor, ClassName.get(String.class), "connector");
        component(type, constructor, ClassName.get(String.class), "peer");
        component(type, constructor, TypeName.BOOLEAN, "leadsToEndpoint");
        component(type, constructor, Runtime.ROUTE, "route");
        field(type, Runtime.REPLY, "loop");
        type.addMethod(constructor
                .addParameter(String.class, "loopText")
                .addStatement(
                        "this.loop = new $T($L, $S, loopText)", Runtime.REPLY, Reason.LOOP.code(), Reason.LOOP.status())
                .build());
        return type.build();
    }

    /** A field that the constructor is given. */
    private static void component(
            TypeSpec.Builder type, MethodSpec.Builder constructor, TypeName componentType, String name) {
        field(type, componentType, name);
        constructor.addParameter(componentType, name).addStatement("this.$N = $N", name, name);
    }

    private static void field(TypeSpec.Builder type, TypeName fieldType, String name) {
        type.addField(FieldSpec.builder(fieldType, name, FINAL).build());
    }
}
