package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Property.Key;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.Places;
import dev.mailflow.compiler.resolve.Suggestions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The properties of one block, each at most once but for lists that may be continued. */
final class PropertyReader {
    private static final Set<Key> CONTINUED = EnumSet.of(Key.DOMAINS, Key.RELAY_DOMAINS, Key.MAILBOXES);

    /** What other systems call a property. */
    private static final Map<String, Key> OTHER_NAMES = Map.ofEntries(
            Map.entry("certificate", Key.CERT),
            Map.entry("certificates", Key.CERT),
            Map.entry("ip", Key.NETWORKS),
            Map.entry("ips", Key.NETWORKS),
            Map.entry("ip-address", Key.NETWORKS),
            Map.entry("addresses", Key.NETWORKS),
            Map.entry("subnet", Key.NETWORKS),
            Map.entry("mynetworks", Key.NETWORKS),
            Map.entry("accepted-domains", Key.DOMAINS),
            Map.entry("sender-domains", Key.DOMAINS),
            Map.entry("mydestination", Key.DOMAINS),
            Map.entry("internal-relay", Key.RELAY_DOMAINS),
            Map.entry("relay-domains", Key.RELAY_DOMAINS),
            Map.entry("relay_domains", Key.RELAY_DOMAINS),
            Map.entry("relaydomains", Key.RELAY_DOMAINS),
            Map.entry("max-hops", Key.HOP_LIMIT),
            Map.entry("max_hops", Key.HOP_LIMIT),
            Map.entry("maxhops", Key.HOP_LIMIT),
            Map.entry("hops", Key.HOP_LIMIT),
            Map.entry("hop-count", Key.HOP_LIMIT),
            Map.entry("hopcount", Key.HOP_LIMIT),
            Map.entry("hopcount_limit", Key.HOP_LIMIT),
            Map.entry("users", Key.MAILBOXES),
            Map.entry("recipients", Key.MAILBOXES),
            Map.entry("smarthost", Key.HOSTS),
            Map.entry("smarthosts", Key.HOSTS),
            Map.entry("relayhost", Key.HOSTS),
            Map.entry("mx", Key.HOSTS));

    private static final int KEYS = Key.values().length;

    private final DiagnosticSink sink;
    /** Those that the block knows. */
    private final List<Property> properties;

    /** Of each key the first of these. */
    private final @Nullable Property[] first = new Property[KEYS];

    /**
     * @param block what it is, for messages: {@code a partner}
     * @param allowed the keys that the block knows
     * @param advice what to do instead, for a key of another block
     */
    PropertyReader(
            List<Property> written,
            Supplier<String> block,
            Set<Key> allowed,
            Function<Key, Optional<String>> advice,
            DiagnosticSink sink) {
        this.sink = sink;
        this.properties = new ArrayList<>(written.size());
        for (Property property : written) {
            if (property.key() == Key.UNKNOWN) {
                unknown(property, block.get(), allowed);
            } else if (!allowed.contains(property.key())) {
                Diagnostic diagnostic = Diagnostic.of(
                        DiagnosticCode.PROPERTY_OF_OTHER_KIND,
                        property.name().span(),
                        block.get() + " has no `" + property.key().words() + "`");
                sink.report(diagnostic.withHelp(advice.apply(property.key()).orElse("it has: " + listed(allowed))));
            } else {
                Optional<Property> same = first(property.key());
                if (same.isPresent() && !CONTINUED.contains(property.key())) {
                    sink.report(Diagnostic.of(
                                    DiagnosticCode.PROPERTY_TWICE,
                                    property.name().span(),
                                    "`" + property.key().words() + "` is given twice")
                            .withRelated(same.get().span(), "the first one")
                            .withHelp("keep one; several values are separated by commas"));
                } else {
                    properties.add(property);
                    first[property.key().ordinal()] = same.orElse(property);
                }
            }
        }
    }

    /** {@code certificate "CN=mail.contoso.com"}: the key and its value are mended together. */
    private boolean certificate(Property property, String block, Set<Key> allowed) {
        boolean key = OTHER_NAMES.get(property.name().text().toLowerCase(Locale.ROOT)) == Key.CERT
                && allowed.contains(Key.CERT)
                && property.items().size() == 1;
        Optional<String> name = key && property.items().get(0) instanceof Item.Literal literal
                ? CertificateValues.bareName(literal.word().text())
                : Optional.empty();
        if (name.isEmpty()) {
            return false;
        }
        String meant = "cert " + name.get();
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNKNOWN_PROPERTY,
                        property.name().span(),
                        block + " has no property `" + property.name().text() + "`")
                .withHelp("write `" + meant + "`: the DNS name alone")
                .withFix(new Fix("replace by `" + meant + "`", property.span(), meant)));
        return true;
    }

    private void unknown(Property property, String block, Set<Key> allowed) {
        if (certificate(property, block, allowed)) {
            return;
        }
        List<String> known = allowed.stream().map(Key::words).toList();
        Diagnostic diagnostic = Diagnostic.of(
                DiagnosticCode.UNKNOWN_PROPERTY,
                property.name().span(),
                block + " has no property `" + property.name().text() + "`");
        sink.report(Suggestions.nearest(property.name().text(), known)
                .or(() -> Optional.ofNullable(
                                OTHER_NAMES.get(property.name().text().toLowerCase(Locale.ROOT)))
                        .filter(allowed::contains)
                        .map(Key::words))
                .map(found -> diagnostic
                        .withHelp(Suggestions.phrase(property.name().text(), found))
                        .withFix(new Fix(
                                "replace by `" + found + "`", property.name().span(), found)))
                .orElse(diagnostic.withHelp("it has: " + listed(allowed))));
    }

    private static String listed(Set<Key> keys) {
        return String.join(
                ", ", keys.stream().map(key -> "`" + key.words() + "`").toList());
    }

    private Optional<Property> first(Key key) {
        return Optional.ofNullable(first[key.ordinal()]);
    }

    /** All values of a list property that could be read. */
    <T> List<Spanned<T>> list(Key key, Function<Word, Optional<T>> reader) {
        if (first(key).isEmpty()) {
            return List.of();
        }
        List<Spanned<T>> values = new ArrayList<>(1);
        for (Property property : properties) {
            if (property.key() != key) {
                continue;
            }
            if (property.items().isEmpty() && !CONTINUED.contains(key)) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.BAD_PROPERTY_VALUE,
                                property.span(),
                                "`" + key.words() + "` has no value: nothing could match it")
                        .withHelp("give it a value, or leave the line out"));
            }
            for (Item item : property.items()) {
                Word word = ((Item.Literal) item).word();
                reader.apply(word).ifPresent(value -> values.add(new Spanned<>(value, Places.of(word))));
            }
        }
        return values;
    }

    /** The value of a property that takes one. */
    <T> Optional<Spanned<T>> single(Key key, Function<Word, Optional<T>> reader) {
        Optional<Property> same = first(key);
        if (same.isEmpty()) {
            return Optional.empty();
        }
        Property property = same.get();
        if (property.items().size() != 1) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.BAD_PROPERTY_VALUE, property.span(), "`" + key.words() + "` takes one value")
                    .withHelp("keep one of them"));
            return Optional.empty();
        }
        Word word = ((Item.Literal) property.items().get(0)).word();
        return reader.apply(word).map(value -> new Spanned<>(value, Places.of(word)));
    }

    /** The words of a property that reads like a phrase, as {@code software exchange 2016}. */
    Optional<Property> phrase(Key key) {
        return first(key);
    }
}
