package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One object of a tenant. A property that is not in {@code settings} was not said: that is not the same as false, and
 * {@link #is} answers with the service's documented default.
 *
 * @param name of a connector or rule, its Name; of an accepted domain, the domain
 * @param settings in the order of {@link Property}
 * @param unmodelled of a rule, what else it has
 */
public record Item(Kind kind, String name, Map<Property, Value> settings, Unmodelled unmodelled) {
    /** Worldwide, of the US government, of 21Vianet, and of Germany as it was. */
    private static final List<String> INITIAL =
            List.of(".onmicrosoft.com", ".onmicrosoft.us", ".onmschina.cn", ".onmicrosoft.de");

    public Item {
        settings.keySet().forEach(property -> {
            if (!property.isOf(kind)) {
                throw new IllegalArgumentException(property + " is not of " + kind);
            }
        });
        settings = Collections.unmodifiableMap(
                settings.isEmpty() ? new EnumMap<>(Property.class) : new EnumMap<>(settings));
    }

    public Item(Kind kind, String name, Map<Property, Value> settings) {
        this(kind, name, settings, Unmodelled.NONE);
    }

    public Optional<Value> value(Property property) {
        return Optional.ofNullable(settings.get(property));
    }

    /** Whether the flag is on, stated or by default. */
    public boolean is(Property flag) {
        return value(flag)
                .map(value -> value instanceof Value.Flag stated ? stated.on() : isOnByDefault(flag))
                .orElse(isOnByDefault(flag));
    }

    /** Whether the flag is on when nothing is said. */
    public static boolean isOnByDefault(Property flag) {
        // New-InboundConnector, New-OutboundConnector, Set-RemoteDomain: only these are on when nothing is said. The
        // default of RequireTls is contested; off is the reading that protects nobody by mistake.
        return flag == Property.ENABLED || flag == Property.USE_MX || flag == Property.AUTO_FORWARD;
    }

    /** Of a host, a domain or a certificate: as {@link #text}, in small letters. */
    public Optional<String> lowerCase(Property property) {
        return text(property).map(name -> name.toLowerCase(Locale.ROOT));
    }

    /** Empty if it is not said, or said to be nothing. */
    public Optional<String> text(Property property) {
        return value(property)
                .filter(Value.Text.class::isInstance)
                .map(value -> ((Value.Text) value).text())
                .filter(text -> !text.isEmpty());
    }

    public List<String> texts(Property property) {
        Value value = settings.get(property);
        if (value instanceof Value.Texts several) {
            return several.texts();
        }
        return text(property).map(List::of).orElse(List.of());
    }

    public boolean says(Property property, String word) {
        return text(property).filter(word::equalsIgnoreCase).isPresent();
    }

    public boolean isOnPremises() {
        return says(Property.CONNECTOR_TYPE, "OnPremises");
    }

    /**
     * Whether it is the accepted domain that a tenant began with, or the one of its hybrid deployment, in whichever cloud: every tenant has
     * it, and nobody can take it out.
     */
    public boolean isInitialDomain() {
        String domain = name.toLowerCase(Locale.ROOT);
        return kind == Kind.ACCEPTED_DOMAIN && INITIAL.stream().anyMatch(domain::endsWith);
    }

    /** Made by the Hybrid Configuration Wizard, and so its own. */
    public boolean isOfHybridWizard() {
        return says(Property.CONNECTOR_SOURCE, "HybridWizard");
    }

    public Item with(Property property, Value value) {
        Map<Property, Value> changed = new EnumMap<>(Property.class);
        changed.putAll(settings);
        changed.put(property, value);
        return new Item(kind, name, changed, unmodelled);
    }

    /** Whether a mail flow rule acts: it is on, and not in audit mode. */
    public boolean isRuleInForce() {
        return is(Property.ENABLED) && (text(Property.RULE_MODE).isEmpty() || says(Property.RULE_MODE, "Enforce"));
    }

    /** Whether a mail flow rule leaves out what has a certain header. */
    public boolean hasHeaderException() {
        return text(Property.RULE_EXCEPT_HEADER).isPresent()
                || text(Property.RULE_EXCEPT_HEADER_LIKE).isPresent();
    }
}
