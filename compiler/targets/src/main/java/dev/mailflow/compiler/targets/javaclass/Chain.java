package dev.mailflow.compiler.targets.javaclass;

import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import dev.mailflow.compiler.decision.Connector;
import java.util.ArrayList;
import java.util.List;

/**
 * Methods that ask one condition after the other and give the answer of the first that holds, or null.
 *
 * @param name of the first method; the next ones have a number behind it
 * @param comment what is chosen, for the reader of the class
 * @param answers the enumeration that the answers are constants of
 * @param parameters beside the transaction
 */
record Chain(String name, String comment, ClassName answers, List<ParameterSpec> parameters) {
    /** So many conditions stand in one method; the next ones in a method of their own (JVMS 4.7.3: 64 KiB). */
    private static final int CONDITIONS_A_METHOD = 60;

    Chain {
        parameters = List.copyOf(parameters);
    }

    /** @param answer a constant */
    record Link(Connector connector, CodeBlock condition, String answer) {
        boolean alwaysHolds() {
            return condition.toString().equals("true");
        }
    }

    List<MethodSpec> methods(List<Link> links) {
        List<Link> asked = untilOneAlwaysHolds(links);
        int parts = Math.max(1, (asked.size() + CONDITIONS_A_METHOD - 1) / CONDITIONS_A_METHOD);
        List<MethodSpec> methods = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            MethodSpec.Builder method = MethodSpec.methodBuilder(nameOf(part))
                    .addModifiers(PRIVATE, STATIC)
                    .addParameter(Runtime.TRANSACTION, "t")
                    .returns(SiteScope.nullable(answers));
            parameters.forEach(method::addParameter);
            if (part == 0) {
                method.addJavadoc("$L\n", comment);
            }
            int end = Math.min(asked.size(), (part + 1) * CONDITIONS_A_METHOD);
            List<Link> here = asked.subList(part * CONDITIONS_A_METHOD, end);
            here.forEach(link -> ask(method, link));
            if (here.isEmpty() || !here.get(here.size() - 1).alwaysHolds()) {
                method.addStatement(part == parts - 1 ? CodeBlock.of("return null") : callOf(part + 1));
            }
            methods.add(method.build());
        }
        return methods;
    }

    /** What follows one that always holds is never asked. */
    private static List<Link> untilOneAlwaysHolds(List<Link> links) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).alwaysHolds()) {
                return links.subList(0, i + 1);
            }
        }
        return links;
    }

    private void ask(MethodSpec.Builder method, Link link) {
        method.addCode(Values.origin(link.connector()));
        if (link.alwaysHolds()) {
            method.addStatement("return $T.$L", answers, link.answer());
        } else {
            method.beginControlFlow("if ($L)", link.condition())
                    .addStatement("return $T.$L", answers, link.answer())
                    .endControlFlow();
        }
    }

    private String nameOf(int part) {
        return part == 0 ? name : name + part;
    }

    private CodeBlock callOf(int part) {
        StringBuilder arguments = new StringBuilder("t");
        parameters.forEach(parameter -> arguments.append(", ").append(parameter.name()));
        return CodeBlock.of("return $L($L)", nameOf(part), arguments.toString());
    }
}
