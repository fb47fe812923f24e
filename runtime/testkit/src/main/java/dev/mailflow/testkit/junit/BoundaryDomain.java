package dev.mailflow.testkit.junit;

import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.CompiledPolicy;
import dev.mailflow.testkit.Message;
import dev.mailflow.testkit.Messages;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.SampleReportingFormat;
import net.jqwik.api.configurators.ArbitraryConfigurator;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/** jqwik draws messages at the boundaries of the property's policy, shrinks them as we do, and shows them as commands. */
final class BoundaryDomain implements DomainContext {
    private List<AnnotatedElement> around = List.of();
    private ClassLoader loader = BoundaryDomain.class.getClassLoader();

    @Override
    public void initialize(PropertyLifecycleContext context) {
        List<AnnotatedElement> found = new ArrayList<>(List.of(context.targetMethod()));
        for (Class<?> one = context.containerClass(); one != null; one = one.getEnclosingClass()) {
            found.add(one);
        }
        around = found;
        loader = context.containerClass().getClassLoader();
    }

    @Override
    public Collection<ArbitraryProvider> getArbitraryProviders() {
        return List.of(new Provider());
    }

    @Override
    public Collection<ArbitraryConfigurator> getArbitraryConfigurators() {
        return List.of();
    }

    @Override
    public Collection<SampleReportingFormat> getReportingFormats() {
        return List.of(new Command(), new RoutingClassName());
    }

    private Injection injection(Optional<TypeUsage> parameter) {
        List<AnnotatedElement> all = new ArrayList<>();
        parameter.ifPresent(usage -> all.add(new UsageAnnotations(usage)));
        all.addAll(around);
        return new Injection(all, loader);
    }

    private final class Provider implements ArbitraryProvider {
        @Override
        public boolean canProvideFor(TypeUsage type) {
            return type.isOfType(Transaction.class) || type.isOfType(Message.class);
        }

        @Override
        public Set<Arbitrary<?>> provideFor(TypeUsage type, SubtypeProvider subtypes) {
            Injection injection = injection(Optional.of(type));
            CompiledPolicy policy = injection.policy();
            List<Messages> sources = injection.site(policy).map(List::of).orElseGet(policy::sites).stream()
                    .map(policy::messages)
                    .toList();
            Arbitrary<Message> messages = Arbitraries.fromGenerator(random -> new ShrinkableMessage(
                    sources.get(random.nextInt(sources.size())).next(random)));
            return Set.of(type.isOfType(Message.class) ? messages : messages.map(Message::transaction));
        }

        /** Before the providers of any other domain. */
        @Override
        public int priority() {
            return 10;
        }
    }

    /** A routing class has no state that is worth showing: which one it is says all. */
    private static final class RoutingClassName implements SampleReportingFormat {
        @Override
        public boolean appliesTo(Object value) {
            return value instanceof RoutingPolicy;
        }

        @Override
        public Object report(Object value) {
            return SampleReportingFormat.plainLabel(
                    value.getClass().getSimpleName() + " of site " + ((RoutingPolicy) value).site());
        }
    }

    private final class Command implements SampleReportingFormat {
        @Override
        public boolean appliesTo(Object value) {
            return value instanceof Transaction || value instanceof Message;
        }

        @Override
        public Object report(Object value) {
            Message message = value instanceof Message spelled ? spelled : Message.of((Transaction) value);
            CompiledPolicy policy = injection(Optional.empty()).policy();
            // Of several sites the property may have asked any.
            String command = injection(Optional.empty()).site(policy).map(List::of).orElseGet(policy::sites).stream()
                    .map(site -> policy.explain(site, message))
                    .collect(Collectors.joining("\n"));
            return SampleReportingFormat.plainLabel(command);
        }
    }
}
