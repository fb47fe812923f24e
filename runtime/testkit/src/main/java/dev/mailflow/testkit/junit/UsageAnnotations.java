package dev.mailflow.testkit.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import net.jqwik.api.providers.TypeUsage;
import org.jspecify.annotations.Nullable;

/** The annotations of a parameter as jqwik hands them over. */
record UsageAnnotations(TypeUsage usage) implements AnnotatedElement {
    @Override
    public <A extends Annotation> @Nullable A getAnnotation(Class<A> type) {
        return usage.findAnnotation(type).orElse(null);
    }

    @Override
    public Annotation[] getAnnotations() {
        return usage.getAnnotations().toArray(Annotation[]::new);
    }

    @Override
    public Annotation[] getDeclaredAnnotations() {
        return getAnnotations();
    }
}
