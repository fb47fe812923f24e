package dev.mailflow.compiler.targets.javaclass;

import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.targets.javaclass.Conditions.Party;
import dev.mailflow.compiler.type.AddressPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the organization knows of an address: is it ours, and where is its mailbox. */
final class AddressMethods {
    /** What the method about mailboxes answers, in the order of the constants. */
    static final List<String> PLACES = List.of("HERE", "ELSEWHERE", "UNDECLARED");

    private final SiteScope scope;

    AddressMethods(SiteScope scope) {
        this.scope = scope;
    }

    List<MethodSpec> methods() {
        return List.of(accepted(), authoritative(), mailbox(), here());
    }

    private MethodSpec accepted() {
        List<AddressPattern> all = new ArrayList<>(scope.organization().authoritative());
        all.addAll(scope.organization().relayed());
        return firstOf(
                "isAccepted",
                "Whether the address is in an accepted domain.",
                TypeName.BOOLEAN,
                all.stream().map(pattern -> new Answer(pattern, "true")).toList(),
                "false");
    }

    private MethodSpec authoritative() {
        List<Answer> answers = new ArrayList<>();
        scope.organization().authoritative().forEach(pattern -> answers.add(new Answer(pattern, "true")));
        scope.organization().relayed().forEach(pattern -> answers.add(new Answer(pattern, "false")));
        answers.sort(Comparator.comparingInt(answer -> -answer.pattern().specificity()));
        return firstOf(
                "isAuthoritative",
                "Whether the most specific accepted domain is ours, not one that we pass on.",
                TypeName.BOOLEAN,
                answers,
                "false");
    }

    private record Answer(AddressPattern pattern, String answer) {}

    /** A method over one address: the answer of the first pattern that matches. */
    private MethodSpec firstOf(String name, String comment, TypeName type, List<Answer> answers, String otherwise) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name)
                .addJavadoc("$L\n", comment)
                .addModifiers(PRIVATE, STATIC)
                .addParameter(SiteScope.nullable(Runtime.MAILBOX), "mailbox")
                .returns(type);
        for (int i = 0; i < answers.size(); ) {
            String answer = answers.get(i).answer();
            List<AddressPattern> same = new ArrayList<>();
            while (i < answers.size() && answers.get(i).answer().equals(answer)) {
                same.add(answers.get(i++).pattern());
            }
            method.beginControlFlow("if ($L)", scope.conditions().anyAddress(same, Party.ASKED))
                    .addStatement("return $L", answer)
                    .endControlFlow();
        }
        return method.addStatement("return $L", otherwise).build();
    }

    private MethodSpec mailbox() {
        List<MailboxLocation> locations = new ArrayList<>(scope.organization().mailboxes());
        locations.sort(Comparator.comparingInt(location -> -location.pattern().specificity()));
        List<Answer> answers = locations.stream()
                .map(location -> new Answer(
                        location.pattern(),
                        location.endpoint().equals(scope.site().name()) ? "HERE" : "ELSEWHERE"))
                .toList();
        return firstOf("mailbox", "Where the mailbox is declared.", TypeName.INT, answers, "UNDECLARED");
    }

    private static MethodSpec here() {
        return MethodSpec.methodBuilder("isHere")
                .addModifiers(PRIVATE, STATIC)
                .addParameter(Runtime.MAILBOX, "mailbox")
                .returns(TypeName.BOOLEAN)
                .addStatement("int place = mailbox(mailbox)")
                .addStatement("return place == HERE || place == UNDECLARED && isAuthoritative(mailbox)")
                .build();
    }
}
