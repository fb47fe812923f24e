package dev.mailflow.testkit.junit;

import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Parameters of Jupiter's methods and constructors. */
final class JupiterParameters implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Injection.canBe(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        List<AnnotatedElement> around =
                new ArrayList<>(List.of(parameter.getParameter(), parameter.getDeclaringExecutable()));
        for (Class<?> one = test; one != null; one = one.getEnclosingClass()) {
            around.add(one);
        }
        try {
            return new Injection(around, test.getClassLoader())
                    .value(parameter.getParameter().getType());
        } catch (IllegalArgumentException e) {
            throw new ParameterResolutionException(e.getMessage(), e);
        }
    }
}
