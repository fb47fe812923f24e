package dev.mailflow.testkit.junit;

import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.ParameterResolutionContext;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.ResolveParameterHook;

/** Parameters of jqwik's methods and constructors that are not drawn. */
final class JqwikParameters implements ResolveParameterHook {
    @Override
    public Optional<ParameterSupplier> resolve(ParameterResolutionContext parameter, LifecycleContext context) {
        Class<?> type = parameter.parameter().getType();
        if (!Injection.canBe(type)) {
            return Optional.empty();
        }
        List<AnnotatedElement> around = new ArrayList<>(List.of(parameter.parameter()));
        parameter.optionalMethod().ifPresent(around::add);
        Class<?> test = context.optionalContainerClass()
                .orElse(parameter.parameter().getDeclaringExecutable().getDeclaringClass());
        for (Class<?> one = test; one != null; one = one.getEnclosingClass()) {
            around.add(one);
        }
        Injection injection = new Injection(around, test.getClassLoader());
        return Optional.of(ignored -> injection.value(type));
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }
}
