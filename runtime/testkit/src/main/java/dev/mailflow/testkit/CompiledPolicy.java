package dev.mailflow.testkit;

import dev.mailflow.runtime.RemoteTls;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.testkit.facts.FactsReader;
import dev.mailflow.testkit.facts.PolicyFacts;
import dev.mailflow.testkit.facts.SiteFacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/** A policy as the compiler wrote it: the routing class of each of its sites, and what the kit knows of it. Immutable. */
public final class CompiledPolicy {
    private static final String FOLDER = "META-INF/mailflow/";
    private static final String ENDING = ".facts";
    /** Where sources lie, if not at Maven's usual places: a folder, relative to the module. */
    private static final String SOURCES = "mailflow.sourceDirectory";

    /** So that an assertion about a routing class can name the policy's file. */
    private static final Map<Class<?>, CompiledPolicy> LOADED = Collections.synchronizedMap(new WeakHashMap<>());

    private final PolicyFacts facts;
    private final Map<String, RoutingPolicy> routing;

    private CompiledPolicy(PolicyFacts facts, Map<String, RoutingPolicy> routing) {
        this.facts = facts;
        this.routing = Collections.unmodifiableMap(new LinkedHashMap<>(routing));
    }

    /** For policies that no class path holds. */
    static CompiledPolicy of(PolicyFacts facts, Map<String, RoutingPolicy> routing) {
        CompiledPolicy policy = new CompiledPolicy(facts, routing);
        routing.values().forEach(one -> LOADED.put(one.getClass(), policy));
        return policy;
    }

    /**
     * Finds a policy on the class path.
     *
     * @param name the file's path beneath {@code src/main/mailflow}: {@code contoso.mailflow}
     * @throws IllegalArgumentException if there is none, with what to do about it
     */
    public static CompiledPolicy load(String name) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return load(name, context == null ? CompiledPolicy.class.getClassLoader() : context);
    }

    /** @see #load(String) */
    public static CompiledPolicy load(String name, ClassLoader loader) {
        String resource = FOLDER + name + ENDING;
        PolicyFacts facts;
        try (InputStream stream = loader.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalArgumentException("no policy `" + name + "` on the class path (" + resource
                        + "): name the file beneath src/main/mailflow, and compile it before the tests"
                        + " (goal `generate` of mailflow-maven-plugin, or `mailflow compile` with all targets)");
            }
            facts = FactsReader.read(
                    resource, new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
        Map<String, RoutingPolicy> routing = new LinkedHashMap<>();
        for (SiteFacts site : facts.sites()) {
            routing.put(site.name(), instance(site.className(), loader));
        }
        return of(facts, routing);
    }

    private static RoutingPolicy instance(String className, ClassLoader loader) {
        try {
            return (RoutingPolicy) loader.loadClass(className).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the routing class " + className + " cannot be loaded", e);
        }
    }

    static Optional<CompiledPolicy> of(RoutingPolicy routing) {
        return Optional.ofNullable(LOADED.get(routing.getClass()));
    }

    /** {@code contoso.mailflow}. */
    public String name() {
        return facts.name();
    }

    public PolicyFacts facts() {
        return facts;
    }

    /** Names of the sites, in the policy's order. */
    public List<String> sites() {
        return List.copyOf(routing.keySet());
    }

    /**
     * What a site decides.
     *
     * @throws IllegalArgumentException if there is no such site; the message names those that are
     */
    public RoutingPolicy at(String site) {
        facts.site(site);
        RoutingPolicy found = routing.get(site);
        if (found == null) {
            throw new IllegalArgumentException("no routing class for the site `" + site + "`");
        }
        return found;
    }

    /** Messages at the boundaries of a site's rules. */
    public Messages messages(String site) {
        return new Messages(facts, facts.site(site));
    }

    /** Where the policy's text is, seen from the module that is tested, if it lies at a usual place. */
    public Optional<Path> file() {
        return file(facts.name());
    }

    /** Likewise of a part of it. */
    public Optional<Path> file(String part) {
        for (String folder : List.of(
                System.getProperty(SOURCES, "src/main/mailflow"), "src/main/mailflow", "src/test/mailflow", ".")) {
            Path path = Path.of(folder).resolve(part).normalize();
            if (Files.isRegularFile(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** The command that tells why. */
    public String explain(String site, Message message) {
        return explain(site, message, Optional.empty());
    }

    /** Likewise where a next hop offers this; absent: all that is asked for. */
    String explain(String site, Message message, Optional<RemoteTls> offered) {
        String shown = file().map(path -> path.toString().replace('\\', '/')).orElse(facts.name());
        return Explain.command(shown, Optional.of(site), message, offered);
    }

    @Override
    public String toString() {
        return facts.name();
    }
}
