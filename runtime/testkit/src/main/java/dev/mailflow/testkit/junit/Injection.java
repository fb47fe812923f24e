package dev.mailflow.testkit.junit;

import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.testkit.CompiledPolicy;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What a parameter is to be, from the annotations around it. The nearest one counts.
 *
 * @param around innermost first: parameter, method, class, classes around it
 */
record Injection(List<AnnotatedElement> around, ClassLoader loader) {
    /** A policy is read once for each loader of classes. */
    private static final Map<ClassLoader, Map<String, CompiledPolicy>> LOADED = new WeakHashMap<>();

    Injection {
        around = List.copyOf(around);
    }

    static boolean canBe(Class<?> type) {
        return type == CompiledPolicy.class || RoutingPolicy.class.isAssignableFrom(type);
    }

    /** @throws IllegalArgumentException with what to do about it */
    Object value(Class<?> type) {
        CompiledPolicy policy = policy();
        if (type == CompiledPolicy.class) {
            return policy;
        }
        if (type != RoutingPolicy.class) {
            return policy.sites().stream()
                    .map(policy::at)
                    .filter(type::isInstance)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            type.getName() + " is not a routing class of `" + policy.name() + "`"));
        }
        return policy.at(site(policy)
                .orElseThrow(() -> new IllegalArgumentException("`" + policy.name()
                        + "` has several sites: say which one with @At, or ask for its routing class")));
    }

    /** The site named, or the only one. */
    Optional<String> site(CompiledPolicy policy) {
        Optional<String> named = nearest(At.class).map(At::value);
        named.ifPresent(policy.facts()::site);
        return named.or(
                () -> policy.sites().size() == 1 ? Optional.of(policy.sites().get(0)) : Optional.empty());
    }

    CompiledPolicy policy() {
        String name = nearest(MailflowPolicy.class)
                .map(MailflowPolicy::value)
                .orElseThrow(() -> new IllegalArgumentException("say which policy with @MailflowPolicy"));
        Map<String, CompiledPolicy> known;
        synchronized (LOADED) {
            known = LOADED.computeIfAbsent(loader, one -> new ConcurrentHashMap<>());
        }
        return known.computeIfAbsent(name, one -> CompiledPolicy.load(one, loader));
    }

    private <A extends Annotation> Optional<A> nearest(Class<A> annotation) {
        return around.stream()
                .flatMap(element -> AnnotationSupport.findAnnotation(element, annotation).stream())
                .findFirst();
    }
}
