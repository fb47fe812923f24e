package dev.mailflow.compiler.targets.javaclass;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Replies;
import dev.mailflow.compiler.targets.javaclass.Conditions.Party;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The routing class of one site in plain Java: each rule of the contract a method, each connector a condition, in the
 * order in which they decide, so that an administrator can follow it with the policy beside it.
 */
final class RoutingClass {
    /** So many conditions stand in one method; the next ones in a method of their own (JVMS 4.7.3: 64 KiB). */
    private static final int CONDITIONS_A_METHOD = 60;

    private final DecisionModel model;
    private final Site site;
    private final ClassName self;
    private final ClassName source;
    private final ClassName way;
    private final Conditions conditions = new Conditions();
    private final Map<String, String> sources;
    private final Map<String, String> ways;
    private final List<InboundRule> inbound;
    private final List<OutboundRule> outbound;
    private final List<MethodSpec> methods = new ArrayList<>();
    /** What a connector's source is told, made once. */
    private final List<FieldSpec> refusals = new ArrayList<>();

    RoutingClass(DecisionModel model, Site site, String packageName, String className) {
        this.model = model;
        this.site = site;
        this.self = ClassName.get(packageName, className);
        this.source = self.nestedClass("Source");
        this.way = self.nestedClass("Way");
        this.inbound = Entries.enabled(site, kind -> true);
        this.outbound = site.outbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .toList();
        this.sources = Identifiers.of(
                inbound.stream().map(rule -> rule.connector().name()).toList(), Set.of("INTERNET", "MAILBOX"));
        this.ways = Identifiers.of(
                outbound.stream().map(rule -> rule.connector().name()).toList(), Set.of());
    }

    String write() {
        decide();
        chain(
                "trusted",
                "R2: the trusted source whose identity holds, the one that the contract prefers first.",
                trustedChecks(),
                source);
        chain(
                "partner",
                "R3: the partner with the most specific sender domain.",
                foreignChecks(EndpointKind.PARTNER),
                source);
        chain("foreign", "R3: a connector from the internet.", foreignChecks(EndpointKind.INTERNET), source);
        requirements();
        forward();
        accepted();
        authoritative();
        mailbox();
        named();
        chain(
                "centralized",
                "R7: where foreign mail goes before it is delivered here.",
                wayChecks(Entries.centralized(site), false),
                way);
        chain(
                "way",
                "R8: the connector with the most specific recipient pattern.",
                wayChecks(Entries.ways(site, rule -> true), true),
                way);
        send();
        TypeSpec.Builder type = TypeSpec.classBuilder(self)
                .addModifiers(PUBLIC, FINAL)
                .addSuperinterface(Runtime.ROUTING_POLICY)
                .addJavadoc("Decisions of the site {@code $L}.\n", site.name());
        constants().forEach(type::addField);
        type.addMethod(MethodSpec.methodBuilder("site")
                .addAnnotation(Override.class)
                .addModifiers(PUBLIC)
                .returns(String.class)
                .addStatement("return $S", site.name())
                .build());
        facts().forEach(type::addMethod);
        methods.forEach(type::addMethod);
        type.addType(sourceType());
        type.addType(wayType());
        return JavaFile.builder(self.packageName(), type.build())
                .addFileComment("Generated by mailflow from the policy; edit the policy, not this file.")
                .skipJavaLangImports(true)
                .indent("    ")
                .build()
                .toString();
    }

    // Constants and facts.

    private List<FieldSpec> constants() {
        List<FieldSpec> fields = new ArrayList<>();
        fields.add(FieldSpec.builder(Runtime.DECISION, "LOOP", PRIVATE, STATIC, FINAL)
                .initializer(Values.refusal(
                        Replies.standard(Reason.LOOP, Optional.empty()),
                        CodeBlock.of("$T.NOBODY", Runtime.ATTRIBUTION)))
                .build());
        for (String place : List.of("HERE", "ELSEWHERE", "UNDECLARED")) {
            fields.add(FieldSpec.builder(TypeName.INT, place, PRIVATE, STATIC, FINAL)
                    .initializer("$L", fields.size())
                    .build());
        }
        conditions
                .networkConstants()
                .forEach((network, name) -> fields.add(FieldSpec.builder(Runtime.NETWORK, name, PRIVATE, STATIC, FINAL)
                        .initializer("$T.of($S)", Runtime.NETWORK, network.toString())
                        .build()));
        fields.add(
                FieldSpec.builder(ArrayTypeName.of(ArrayTypeName.of(Runtime.DECISION)), "SENT", PRIVATE, STATIC, FINAL)
                        .addJavadoc("Made when first needed; the same object from then on.\n")
                        .initializer("new $T[$T.values().length][$T.values().length]", Runtime.DECISION, source, way)
                        .build());
        fields.addAll(refusals);
        return fields;
    }

    private List<MethodSpec> facts() {
        Set<HeaderCriterion> headers = new LinkedHashSet<>();
        Set<Long> sizes = new TreeSet<>();
        for (InboundRule rule : inbound) {
            headers.addAll(rule.criteria().headers());
            rule.requirements().size().ifPresent(size -> sizes.add(size.octets()));
        }
        outbound.forEach(rule -> headers.addAll(rule.criteria().headers()));
        Map<String, CodeBlock> tests = new LinkedHashMap<>();
        for (HeaderCriterion header : headers) {
            CodeBlock values =
                    header.values().stream().map(v -> CodeBlock.of("$S", v)).collect(CodeBlock.joining(", "));
            CodeBlock test =
                    CodeBlock.of("new $T($S, $T.of($L))", Runtime.HEADER_TEST, header.name(), List.class, values);
            tests.put(test.toString(), test);
        }
        return List.of(
                MethodSpec.methodBuilder("headerTests")
                        .addAnnotation(Override.class)
                        .addModifiers(PUBLIC)
                        .returns(ParameterizedTypeName.get(ClassName.get(List.class), Runtime.HEADER_TEST))
                        .addStatement("return $T.of($L)", List.class, CodeBlock.join(tests.values(), ", "))
                        .build(),
                MethodSpec.methodBuilder("sizeLimits")
                        .addAnnotation(Override.class)
                        .addModifiers(PUBLIC)
                        .returns(ArrayTypeName.of(TypeName.LONG))
                        .addStatement(
                                "return new long[] {$L}",
                                sizes.stream()
                                        .map(size -> CodeBlock.of("$LL", size))
                                        .collect(CodeBlock.joining(", ")))
                        .build(),
                MethodSpec.methodBuilder("hopLimit")
                        .addAnnotation(Override.class)
                        .addModifiers(PUBLIC)
                        .returns(TypeName.INT)
                        .addStatement("return $L", model.organization().hopLimit())
                        .build());
    }

    // The rules.

    private void decide() {
        methods.add(MethodSpec.methodBuilder("decide")
                .addAnnotation(Override.class)
                .addModifiers(PUBLIC)
                .addParameter(Runtime.TRANSACTION, "t")
                .returns(Runtime.DECISION)
                .addComment("R1: too many hops, before anyone is asked who sent it.")
                .beginControlFlow("if (t.hops() > $L)", model.organization().hopLimit())
                .addStatement("return LOOP")
                .endControlFlow()
                .beginControlFlow("if (t.isSubmitted())")
                .addStatement("return forward(t, $T.MAILBOX)", source)
                .endControlFlow()
                .addStatement("$T from = trusted(t)", source)
                .beginControlFlow("if (from == null)")
                .addStatement("from = partner(t)")
                .endControlFlow()
                .beginControlFlow("if (from == null)")
                .addStatement("from = foreign(t)")
                .endControlFlow()
                .beginControlFlow("if (from == null)")
                .addStatement("from = $T.INTERNET", source)
                .endControlFlow()
                .addStatement("$T refused = refused(t, from)", Runtime.DECISION)
                .addStatement("return refused == null ? forward(t, from) : refused")
                .build());
    }

    private record Check(Connector connector, CodeBlock condition, String answer) {}

    private List<Check> trustedChecks() {
        List<Check> checks = new ArrayList<>();
        for (Entries.Trusted entry : Entries.trusted(site)) {
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
            all.addAll(inboundCriteria(criteria, true));
            checks.add(sourceCheck(entry.rule(), all));
        }
        return checks;
    }

    private List<Check> foreignChecks(EndpointKind kind) {
        List<Check> checks = new ArrayList<>();
        for (Entries.Foreign entry : Entries.foreign(site, kind)) {
            List<CodeBlock> all = new ArrayList<>();
            all.add(conditions.anyAddress(entry.senders(), Party.SENDER));
            all.addAll(inboundCriteria(entry.rule().criteria(), false));
            checks.add(sourceCheck(entry.rule(), all));
        }
        return checks;
    }

    private List<CodeBlock> inboundCriteria(Criteria criteria, boolean withSenders) {
        List<CodeBlock> all = new ArrayList<>(conditions.criteria(criteria));
        if (withSenders) {
            criteria.senders().ifPresent(group -> all.add(conditions.anyAddress(group.patterns(), Party.SENDER)));
        }
        criteria.recipients().ifPresent(group -> all.add(conditions.anyAddress(group.patterns(), Party.RECIPIENT)));
        return all;
    }

    private Check sourceCheck(InboundRule rule, List<CodeBlock> all) {
        return new Check(rule.connector(), Conditions.all(all), source(rule));
    }

    private List<Check> wayChecks(List<Entries.Way> entries, boolean leaveOut) {
        List<Check> checks = new ArrayList<>();
        for (Entries.Way entry : entries) {
            checks.add(new Check(
                    entry.rule().connector(), Conditions.all(wayConditions(entry, leaveOut)), way(entry.rule())));
        }
        return checks;
    }

    private List<CodeBlock> wayConditions(Entries.Way entry, boolean leaveOut) {
        OutboundRule rule = entry.rule();
        List<CodeBlock> all = new ArrayList<>();
        all.add(conditions.anyAddress(entry.recipients(), Party.RECIPIENT));
        rule.criteria().senders().ifPresent(group -> all.add(conditions.anyAddress(group.patterns(), Party.SENDER)));
        all.addAll(conditions.criteria(rule.criteria()));
        if (leaveOut && rule.centralization() == Centralization.CENTRALIZED) {
            all.add(CodeBlock.of("!from.peer.equals($S)", rule.connector().peer()));
            if (rule.connector().peerKind() == EndpointKind.INTERNET) {
                all.add(CodeBlock.of("from != $T.INTERNET", source));
            }
        }
        return all;
    }

    /** Methods that ask one condition after the other and give the first that holds, or null. */
    private void chain(String name, String comment, List<Check> checks, ClassName type) {
        boolean withSource = type.equals(way);
        int parts = Math.max(1, (checks.size() + CONDITIONS_A_METHOD - 1) / CONDITIONS_A_METHOD);
        for (int part = 0; part < parts; part++) {
            MethodSpec.Builder method = MethodSpec.methodBuilder(part == 0 ? name : name + part)
                    .addModifiers(PRIVATE, STATIC)
                    .addParameter(Runtime.TRANSACTION, "t")
                    .returns(type.annotated(
                            AnnotationSpec.builder(Runtime.NULLABLE).build()));
            if (withSource) {
                method.addParameter(source, "from");
            }
            if (part == 0) {
                method.addJavadoc("$L\n", comment);
            }
            boolean ended = false;
            int end = Math.min(checks.size(), (part + 1) * CONDITIONS_A_METHOD);
            for (Check check : checks.subList(part * CONDITIONS_A_METHOD, end)) {
                if (ended) {
                    // What follows one that always holds is never asked.
                    break;
                }
                method.addCode(origin(check.connector()));
                if (check.condition().toString().equals("true")) {
                    method.addStatement("return $T.$L", type, check.answer());
                    ended = true;
                } else {
                    method.beginControlFlow("if ($L)", check.condition())
                            .addStatement("return $T.$L", type, check.answer())
                            .endControlFlow();
                }
            }
            if (!ended) {
                if (part == parts - 1) {
                    method.addStatement("return null");
                } else {
                    method.addStatement("return $L(t$L)", name + (part + 1), withSource ? ", from" : "");
                }
            }
            methods.add(method.build());
            if (ended) {
                break;
            }
        }
    }

    private String source(InboundRule rule) {
        return Objects.requireNonNull(sources.get(rule.connector().name()));
    }

    private String way(OutboundRule rule) {
        return Objects.requireNonNull(ways.get(rule.connector().name()));
    }

    private static CodeBlock origin(Connector connector) {
        return CodeBlock.of(
                "// $L\n// $L\n",
                Values.comment(place(connector)),
                Values.comment(connector.origin().text()));
    }

    /** The file without its folders: the same policy gives the same class on every machine. */
    private static String place(Connector connector) {
        String location = connector.origin().location();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    // R4.

    private void requirements() {
        MethodSpec.Builder refused = MethodSpec.methodBuilder("refused")
                .addJavadoc("R4: what the connector asks of its source; the first that fails decides.\n")
                .addModifiers(PRIVATE, STATIC)
                .addParameter(Runtime.TRANSACTION, "t")
                .addParameter(source, "from")
                .returns(nullable(Runtime.DECISION));
        List<InboundRule> asking = inbound.stream()
                .filter(rule -> !isSatisfiedByAll(rule.requirements()))
                .toList();
        if (asking.isEmpty()) {
            methods.add(refused.addStatement("return null").build());
            return;
        }
        refused.beginControlFlow("switch (from)");
        for (InboundRule rule : asking) {
            String constant = source(rule);
            String method = "refused" + camelCase(constant);
            refused.addStatement("case $L: return $L(t)", constant, method);
            methods.add(requirements(rule, method));
        }
        methods.add(
                refused.addStatement("default: return null").endControlFlow().build());
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
                name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
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
                .returns(nullable(Runtime.DECISION))
                .addCode(origin(rule.connector()));
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
                .ifPresent(d ->
                        refuseUnless(method, rule, Reason.CERT_MISMATCH, conditions.anyCertificate(d.alternatives())));
        r.network()
                .ifPresent(d -> refuseUnless(
                        method, rule, Reason.NETWORK_NOT_ALLOWED, conditions.anyNetwork(d.alternatives())));
        r.auth().ifPresent(a -> refuseUnless(method, rule, Reason.AUTH_REQUIRED, CodeBlock.of("t.isAuthenticated()")));
        r.sender()
                .ifPresent(d -> refuseUnless(
                        method,
                        rule,
                        Reason.SENDER_NOT_ALLOWED,
                        conditions.anyAddress(d.alternatives(), Party.SENDER)));
        r.recipient()
                .ifPresent(d -> refuseUnless(
                        method,
                        rule,
                        Reason.RECIPIENT_NOT_ALLOWED,
                        conditions.anyAddress(d.alternatives(), Party.RECIPIENT)));
        r.size()
                .ifPresent(s ->
                        refuseUnless(method, rule, Reason.SIZE_EXCEEDED, CodeBlock.of("t.size() <= $LL", s.octets())));
        return method.addStatement("return null").build();
    }

    private void refuseUnless(MethodSpec.Builder method, InboundRule rule, Reason reason, CodeBlock condition) {
        if (condition.toString().equals("true")) {
            return;
        }
        String refusal = "REFUSED_" + source(rule) + "_" + reason.name();
        refusals.add(FieldSpec.builder(Runtime.DECISION, refusal, PRIVATE, STATIC, FINAL)
                .initializer(Values.refusal(
                        Replies.requirement(reason, rule), CodeBlock.of("$T.$L.attribution", source, source(rule))))
                .build());
        method.beginControlFlow("if (!($L))", condition)
                .addStatement("return $L", refusal)
                .endControlFlow();
    }

    // R5 to R10.

    private void forward() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("forward")
                .addJavadoc("R5 to R10: may it pass, is it for here, where does it go.\n")
                .addModifiers(PRIVATE, STATIC)
                .addParameter(Runtime.TRANSACTION, "t")
                .addParameter(source, "from")
                .returns(Runtime.DECISION)
                .addStatement("boolean accepted = isAccepted(t.recipient())")
                .addStatement("boolean foreign = from.foreign && !t.isAuthenticated()")
                .addComment("R5: not our domain, and not a source that may relay.")
                .beginControlFlow("if (!accepted && !from.mayRelay && (foreign || !from.foreign))")
                .addStatement("return from.relayDenied")
                .endControlFlow();
        if (model.organization().directSend() == DirectSend.REFUSED) {
            method.addComment("R6: nobody outside writes in our own name.")
                    .beginControlFlow("if (foreign && isAccepted(t.senderOrNull()))")
                    .addStatement("return from.directSend")
                    .endControlFlow();
        }
        method.addComment("R7: a mailbox here, unless a connector names exactly this address.")
                .beginControlFlow("if (accepted && isHere(t.recipient()) && !isNamed(t, from))");
        if (model.organization().directory() == Directory.COMPLETE) {
            method.beginControlFlow("if (mailbox(t.recipient()) == UNDECLARED)")
                    .addStatement("return from.unknownRecipient")
                    .endControlFlow();
        }
        method.addStatement("$T before = foreign ? centralized(t, from) : null", way)
                .addStatement("return before == null ? from.deliver : send(from, before)")
                .endControlFlow()
                .addStatement("$T way = way(t, from)", way)
                .beginControlFlow("if (way != null)")
                .addStatement("return send(from, way)")
                .endControlFlow()
                .addComment("R10")
                .addStatement("return accepted ? from.unknownRecipient : from.toInternet");
        methods.add(method.build());
    }

    private void accepted() {
        List<AddressPattern> all = new ArrayList<>(model.organization().authoritative());
        all.addAll(model.organization().relayed());
        methods.add(firstOf(
                "isAccepted",
                "Whether the address is in an accepted domain.",
                TypeName.BOOLEAN,
                all.stream().map(pattern -> new Answer(pattern, "true")).toList(),
                "false"));
    }

    private void authoritative() {
        List<Answer> answers = new ArrayList<>();
        model.organization().authoritative().forEach(pattern -> answers.add(new Answer(pattern, "true")));
        model.organization().relayed().forEach(pattern -> answers.add(new Answer(pattern, "false")));
        answers.sort(Comparator.comparingInt(answer -> -answer.pattern().specificity()));
        methods.add(firstOf(
                "isAuthoritative",
                "Whether the most specific accepted domain is ours, not one that we pass on.",
                TypeName.BOOLEAN,
                answers,
                "false"));
    }

    private record Answer(AddressPattern pattern, String answer) {}

    /** A method over one address: the answer of the first pattern that matches. */
    private MethodSpec firstOf(String name, String comment, TypeName type, List<Answer> answers, String otherwise) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name)
                .addJavadoc("$L\n", comment)
                .addModifiers(PRIVATE, STATIC)
                .addParameter(nullable(Runtime.MAILBOX), "mailbox")
                .returns(type);
        for (int i = 0; i < answers.size(); ) {
            String answer = answers.get(i).answer();
            List<AddressPattern> same = new ArrayList<>();
            while (i < answers.size() && answers.get(i).answer().equals(answer)) {
                same.add(answers.get(i++).pattern());
            }
            method.beginControlFlow("if ($L)", conditions.anyAddress(same, Party.ASKED))
                    .addStatement("return $L", answer)
                    .endControlFlow();
        }
        return method.addStatement("return $L", otherwise).build();
    }

    private void mailbox() {
        List<MailboxLocation> locations = new ArrayList<>(model.organization().mailboxes());
        locations.sort(Comparator.comparingInt(location -> -location.pattern().specificity()));
        List<Answer> answers = locations.stream()
                .map(location ->
                        new Answer(location.pattern(), location.endpoint().equals(site.name()) ? "HERE" : "ELSEWHERE"))
                .toList();
        methods.add(firstOf("mailbox", "Where the mailbox is declared.", TypeName.INT, answers, "UNDECLARED"));
        methods.add(MethodSpec.methodBuilder("isHere")
                .addModifiers(PRIVATE, STATIC)
                .addParameter(Runtime.MAILBOX, "mailbox")
                .returns(TypeName.BOOLEAN)
                .addStatement("int place = mailbox(mailbox)")
                .addStatement("return place == HERE || place == UNDECLARED && isAuthoritative(mailbox)")
                .build());
    }

    private void named() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("isNamed")
                .addJavadoc("R7: whether a connector that holds names exactly this address.\n")
                .addModifiers(PRIVATE, STATIC)
                .addParameter(Runtime.TRANSACTION, "t")
                .addParameter(source, "from")
                .returns(TypeName.BOOLEAN);
        for (Entries.Way entry : Entries.named(site)) {
            method.addCode(origin(entry.rule().connector()))
                    .beginControlFlow("if ($L)", Conditions.all(wayConditions(entry, true)))
                    .addStatement("return true")
                    .endControlFlow();
        }
        methods.add(method.addStatement("return false").build());
    }

    private void send() {
        methods.add(MethodSpec.methodBuilder("send")
                .addJavadoc("R9: never back to where it came from.\n")
                .addModifiers(PRIVATE, STATIC)
                .addParameter(source, "from")
                .addParameter(way, "way")
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
                .build());
    }

    // The connectors.

    private TypeSpec sourceType() {
        TypeSpec.Builder type = TypeSpec.enumBuilder(source)
                .addJavadoc("Who a message can come from: the connectors that lead here, and who needs none.\n")
                .addModifiers(PRIVATE);
        for (InboundRule rule : inbound) {
            Connector connector = rule.connector();
            boolean trusted = connector.peerKind().isTrusted();
            type.addEnumConstant(
                    source(rule),
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
                "INTERNET",
                TypeSpec.anonymousClassBuilder("$T.INTERNET, $S, true, false, $S", Runtime.ATTRIBUTION, "", denied)
                        .build());
        type.addEnumConstant(
                "MAILBOX",
                TypeSpec.anonymousClassBuilder("$T.MAILBOX, $S, false, true, $S", Runtime.ATTRIBUTION, "", denied)
                        .build());
        field(type, Runtime.ATTRIBUTION, "attribution");
        field(type, ClassName.get(String.class), "peer");
        field(type, TypeName.BOOLEAN, "foreign");
        field(type, TypeName.BOOLEAN, "mayRelay");
        for (String decision : List.of("relayDenied", "directSend", "unknownRecipient", "deliver", "toInternet")) {
            field(type, Runtime.DECISION, decision);
        }
        CodeBlock by = CodeBlock.of("attribution");
        type.addMethod(MethodSpec.constructorBuilder()
                .addParameter(Runtime.ATTRIBUTION, "attribution")
                .addParameter(String.class, "peer")
                .addParameter(TypeName.BOOLEAN, "foreign")
                .addParameter(TypeName.BOOLEAN, "mayRelay")
                .addParameter(String.class, "relayDeniedText")
                .addStatement("this.attribution = attribution")
                .addStatement("this.peer = peer")
                .addStatement("this.foreign = foreign")
                .addStatement("this.mayRelay = mayRelay")
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

    private TypeSpec wayType() {
        TypeSpec.Builder type = TypeSpec.enumBuilder(way)
                .addJavadoc("The connectors that lead away from here.\n")
                .addModifiers(PRIVATE);
        for (OutboundRule rule : outbound) {
            Connector connector = rule.connector();
            type.addEnumConstant(
                    way(rule),
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
        if (outbound.isEmpty()) {
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
        field(type, ClassName.get(String.class), "connector");
        field(type, ClassName.get(String.class), "peer");
        field(type, TypeName.BOOLEAN, "leadsToEndpoint");
        field(type, Runtime.ROUTE, "route");
        field(type, Runtime.REPLY, "loop");
        type.addMethod(MethodSpec.constructorBuilder()
                .addParameter(String.class, "connector")
                .addParameter(String.class, "peer")
                .addParameter(TypeName.BOOLEAN, "leadsToEndpoint")
                .addParameter(Runtime.ROUTE, "route")
                .addParameter(String.class, "loopText")
                .addStatement("this.connector = connector")
                .addStatement("this.peer = peer")
                .addStatement("this.leadsToEndpoint = leadsToEndpoint")
                .addStatement("this.route = route")
                .addStatement(
                        "this.loop = new $T($L, $S, loopText)", Runtime.REPLY, Reason.LOOP.code(), Reason.LOOP.status())
                .build());
        return type.build();
    }

    private static void field(TypeSpec.Builder type, TypeName fieldType, String name) {
        type.addField(FieldSpec.builder(fieldType, name, FINAL).build());
    }

    private static TypeName nullable(ClassName type) {
        return type.annotated(AnnotationSpec.builder(Runtime.NULLABLE).build());
    }
}
