package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.resolve.Suggestions;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.emit.Marks;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Raw;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Shape;
import dev.mailflow.compiler.targets.exchangeonline.tenant.AddressBlock;
import dev.mailflow.compiler.targets.exchangeonline.tenant.DomainSpace;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Unmodelled;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Objects of a file as objects of a tenant. An object's kind is told by its properties: an absent one is not a false one. */
final class Records {
    private static final Pattern VARIABLE = Pattern.compile("\\$[A-Za-z_({]");

    /** These may hold whatever somebody wrote, a dollar sign too. */
    private static final Set<Property> ANY_TEXT = EnumSet.of(
            Property.COMMENT,
            Property.RULE_HEADER_WORDS,
            Property.RULE_EXCEPT_HEADER_WORDS,
            Property.RULE_EXCEPT_HEADER_PATTERNS);

    private final DiagnosticSink sink;

    private Records(DiagnosticSink sink) {
        this.sink = sink;
    }

    record Placed(Item item, Span place) {}

    static List<Placed> items(List<Found> found, SourceFile file, DiagnosticSink sink) {
        Records records = new Records(sink);
        List<Placed> items = new ArrayList<>();
        int others = 0;
        for (Found object : found) {
            Map<String, Raw> properties = withoutCase(object);
            Optional<Kind> kind = object.kind()
                    .or(() -> kind(properties))
                    .filter(told -> told != Kind.RULE || isOfPolicy(properties));
            if (kind.isEmpty() || isAbsent(properties)) {
                others += isMade(object) ? 0 : 1;
            } else {
                records.item(kind.get(), object, properties).ifPresent(items::add);
            }
        }
        if (others > 0) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.OBJECT_NOT_UNDERSTOOD,
                            new Span(file, 0, 0),
                            others + (others == 1 ? " object" : " objects") + " of `" + file.path() + "` "
                                    + (others == 1 ? "says" : "say")
                                    + " nothing of connectors, domains or routing rules")
                    .withHelp("look whether that is so, or export the connectors alone"));
        }
        return items;
    }

    /** A document around the objects. */
    private static boolean isMade(Found object) {
        return object.properties().values().stream().allMatch(raw -> raw.shape() == Shape.OPAQUE);
    }

    private static Map<String, Raw> withoutCase(Found object) {
        Map<String, Raw> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        object.properties().forEach((name, raw) -> {
            // The admin API writes types beside the values.
            if (!name.contains("@")) {
                properties.put(name, raw);
            }
        });
        return properties;
    }

    private static Optional<Kind> kind(Map<String, Raw> properties) {
        if (has(properties, "SenderDomains", "RequireTls", "TlsSenderCertificateName", "SenderIPAddresses")) {
            return Optional.of(Kind.INBOUND);
        }
        if (has(properties, "RecipientDomains", "UseMXRecord", "TlsSettings", "RouteAllMessagesViaOnPremises")) {
            return Optional.of(Kind.OUTBOUND);
        }
        if (properties.containsKey("DomainType")) {
            return Optional.of(Kind.ACCEPTED_DOMAIN);
        }
        if (isOfPolicy(properties)) {
            return Optional.of(Kind.RULE);
        }
        if (properties.containsKey("RejectDirectSend")) {
            return Optional.of(Kind.ORGANIZATION);
        }
        return has(properties, "AutoForwardEnabled", "AllowedOOFType", "TargetDeliveryDomain")
                ? Optional.of(Kind.REMOTE_DOMAIN)
                : Optional.empty();
    }

    /**
     * Rules that put a disclaimer under a message, and all others without a connector, are not for a policy to know. One that a policy made is
     * known by its name, even if somebody has taken its connector away: no other rule can have that name.
     */
    private static boolean isOfPolicy(Map<String, Raw> properties) {
        Raw route = properties.get(Property.RULE_ROUTE.word());
        return route != null && !route.isEmpty()
                || first(properties, "Name", "Identity").filter(Marks::isMarked).isPresent();
    }

    private static boolean has(Map<String, Raw> properties, String... names) {
        for (String name : names) {
            if (properties.containsKey(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAbsent(Map<String, Raw> properties) {
        Raw ensure = properties.get("Ensure");
        return ensure != null && ensure.texts().stream().anyMatch("Absent"::equalsIgnoreCase);
    }

    private Optional<Placed> item(Kind kind, Found object, Map<String, Raw> properties) {
        Optional<String> name = kind == Kind.ORGANIZATION
                ? Optional.of("organization")
                : first(properties, kind == Kind.ACCEPTED_DOMAIN ? "DomainName" : "Name", "Identity");
        if (name.isEmpty()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.VALUE_NOT_UNDERSTOOD,
                            object.place(),
                            "an object of kind " + kind.noun() + " has no name")
                    .withHelp("export it with `Name` or `Identity`"));
            return Optional.empty();
        }
        Map<Property, Value> settings = new EnumMap<>(Property.class);
        List<String> conditions = new ArrayList<>();
        List<String> actions = new ArrayList<>();
        Map<String, Value> unmodelled = new TreeMap<>();
        properties.forEach((written, raw) -> {
            Optional<Property> property = Property.of(kind, written);
            if (property.isPresent()) {
                value(property.get(), raw, name.get()).ifPresent(value -> settings.put(property.get(), value));
            } else if (kind == Kind.RULE) {
                if (isSetInRule(written, raw)) {
                    if (!KnownNames.asksForTls(written)) {
                        unsaid(written, raw, name.get());
                    }
                    (KnownNames.isAction(written) ? actions : conditions).add(written);
                    plain(raw).ifPresent(value -> unmodelled.put(written, value));
                }
            } else if (!KnownNames.isInPart(kind) && isSet(raw) && !KnownNames.isBookkeeping(kind, written)) {
                unknown(kind, written, raw, name.get());
            }
        });
        if (kind == Kind.RULE) {
            ruleState(properties, settings);
        }
        if (kind == Kind.INBOUND) {
            openRestriction(properties, settings, name.get());
        }
        String shown = kind == Kind.ACCEPTED_DOMAIN ? name.get().toLowerCase(Locale.ROOT) : name.get();
        if (kind == Kind.ACCEPTED_DOMAIN
                && DomainSpace.parse(shown).filter(DomainSpace::isTaken).isEmpty()) {
            unreadable(object.place(), shown, "DomainName", Severity.WARNING);
            return Optional.empty();
        }
        return Optional.of(new Placed(
                new Item(kind, shown, settings, new Unmodelled(conditions, actions, unmodelled)), object.place()));
    }

    /** A connector that asks for nothing in place of addresses that cannot be read would let in whom it should not. */
    private void openRestriction(Map<String, Raw> properties, Map<Property, Value> settings, String name) {
        Raw written = properties.get(Property.SENDER_ADDRESSES.word());
        boolean restricts = settings.get(Property.RESTRICT_TO_ADDRESSES) instanceof Value.Flag flag && flag.on();
        boolean none = settings.get(Property.SENDER_ADDRESSES) instanceof Value.Texts read
                && read.texts().isEmpty();
        boolean acts = !(settings.get(Property.CONNECTOR_TYPE) instanceof Value.Text type
                && type.text().equals("OnPremises"));
        boolean off = settings.get(Property.ENABLED) instanceof Value.Flag enabled && !enabled.on();
        if (restricts && acts && none && written != null && !written.isEmpty()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.VALUE_NOT_UNDERSTOOD,
                            written.place(),
                            "`" + name + "` restricts its senders to addresses, and none of them can be read")
                    .withHelp("write addresses or blocks, as `192.0.2.0/24`: the service takes no ranges")
                    .withSeverity(off ? Severity.WARNING : Severity.ERROR));
        }
    }

    /** Get-TransportRule says {@code State} for what New-TransportRule calls {@code Enabled}. */
    private void ruleState(Map<String, Raw> properties, Map<Property, Value> settings) {
        Raw state = properties.get("State");
        if (state == null || state.isEmpty()) {
            return;
        }
        String word = state.texts().get(0).strip().toLowerCase(Locale.ROOT);
        if (word.equals("enabled") || word.equals("disabled")) {
            settings.put(Property.ENABLED, new Value.Flag(word.equals("enabled")));
        } else {
            unreadable(state.place(), state.texts().get(0), "State", Severity.ERROR);
        }
    }

    private static Optional<String> first(Map<String, Raw> properties, String... names) {
        for (String name : names) {
            Raw raw = properties.get(name);
            if (raw != null && !raw.isEmpty() && raw.shape() != Shape.OPAQUE) {
                return Optional.of(raw.texts().get(0));
            }
        }
        return Optional.empty();
    }

    private static boolean isSet(Raw raw) {
        return !raw.isEmpty() && !raw.texts().stream().allMatch(text -> text.equalsIgnoreCase("false"));
    }

    /** A condition may be a table of its own, of which an export shows no text. */
    private static boolean isSetInRule(String written, Raw raw) {
        return (raw.shape() == Shape.OPAQUE || isSet(raw))
                && !KnownNames.isBookkeeping(Kind.RULE, written)
                && !KnownNames.isDefault(written, raw.texts());
    }

    /** As a script could set it again. */
    private static Optional<Value> plain(Raw raw) {
        if (raw.shape() == Shape.OPAQUE || raw.texts().isEmpty()) {
            return Optional.empty();
        }
        if (raw.shape() == Shape.MANY) {
            return Optional.of(new Value.Texts(raw.texts()));
        }
        String text = raw.texts().get(0);
        return Optional.of(text.equalsIgnoreCase("true") ? new Value.Flag(true) : new Value.Text(text));
    }

    private void unsaid(String written, Raw raw, String name) {
        sink.report(Diagnostic.of(
                        DiagnosticCode.SETTING_NOT_MODELLED,
                        raw.place(),
                        "`" + written + "` of the rule `" + name + "` has no words in a policy")
                .withHelp(
                        KnownNames.isAction(written)
                                ? "look what else the rule does; the policy does without"
                                : "look which mail it takes out of the rule"));
    }

    private void unknown(Kind kind, String written, Raw raw, String name) {
        Diagnostic found = Diagnostic.of(
                DiagnosticCode.PROPERTY_NOT_UNDERSTOOD,
                raw.place(),
                "`" + written + "` of `" + name + "` is not a known property of " + kind.noun());
        List<String> known = Property.of(kind).stream().map(Property::word).toList();
        sink.report(found.withHelp(Suggestions.nearest(written, known)
                .map(near -> "did you mean `" + near + "`?")
                .orElse("look whether it matters for mail flow: it is not in the policy")));
    }

    private Optional<Value> value(Property property, Raw raw, String name) {
        if (raw.shape() == Shape.OPAQUE) {
            // What was cut or lost could be anything, and a policy made of the rest would say so with confidence.
            sink.report(Diagnostic.of(
                            DiagnosticCode.VALUE_NOT_UNDERSTOOD,
                            raw.place(),
                            "the value of `" + property.word() + "` of `" + name + "` was lost in this file")
                    .withHelp("export it once more, by `ConvertTo-Json -Depth 4`: it keeps whole lists")
                    .withSeverity(Severity.ERROR));
            return Optional.empty();
        }
        if (raw.isEmpty()) {
            return Optional.of(new Value.Nothing());
        }
        return switch (property.form()) {
            case FLAG -> flag(property, raw);
            case WORD -> word(property, raw);
            case TEXT -> known(property, raw, new Value.Text(String.join(", ", raw.texts())));
            case CERTIFICATE -> certificate(property, raw, name);
            case TEXTS -> known(property, raw, new Value.Texts(parts(raw)));
            case DOMAINS -> domains(property, raw, name);
            case NETWORKS ->
                several(
                        property,
                        raw,
                        text -> AddressBlock.parse(text).isPresent() ? Optional.of(text) : Optional.empty());
        };
    }

    /** A variable of PowerShell in a text has a value that only the script knows. */
    private Optional<Value> known(Property property, Raw raw, Value value) {
        boolean open = !ANY_TEXT.contains(property)
                && raw.texts().stream().anyMatch(text -> VARIABLE.matcher(text).find());
        if (open) {
            unreadable(raw.place(), String.join(", ", raw.texts()), property.word(), Severity.ERROR);
        }
        return open ? Optional.empty() : Optional.of(value);
    }

    /** A connector that asks for no certificate in place of one that cannot be read would let in whom it should not. */
    private Optional<Value> certificate(Property property, Raw raw, String connector) {
        String written = String.join(", ", raw.texts()).strip();
        Optional<String> host = CertificateText.host(written);
        if (host.isEmpty()) {
            unreadable(raw.place(), written, property.word(), Severity.ERROR);
        } else if (!host.get().equalsIgnoreCase(written)) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.SETTING_NOT_MODELLED,
                            raw.place(),
                            "`" + property.word() + "` of `" + connector
                                    + "` names a whole subject; the policy asks for `" + host.get()
                                    + "` of any known issuer")
                    .withHelp("name `" + host.get() + "` in the tenant, if any issuer will do"));
        }
        // The way back of a plan gives back what was there, whatever of it the policy knows.
        return host.map(name -> new Value.Text(name, written));
    }

    private static List<String> parts(Raw raw) {
        return raw.shape() == Shape.MANY
                ? raw.texts()
                : raw.texts().stream()
                        .flatMap(text -> Lists.split(text).stream())
                        .toList();
    }

    /** A list that was put into a text without more, {@code "$list"}, has spaces between its parts. */
    private static List<String> words(Raw raw) {
        return parts(raw).stream()
                .flatMap(part -> Stream.of(part.split("\\s+")))
                .toList();
    }

    /** The cost of an address space is kept for the way back of a plan; a policy has no words for it. */
    private Optional<Value> domains(Property property, Raw raw, String name) {
        Map<String, DomainSpace> spaces = new LinkedHashMap<>();
        Optional<Value> read = several(
                property,
                raw,
                text -> DomainSpace.parse(text)
                        .filter(DomainSpace::isTaken)
                        .filter(space -> space.type().equals("smtp"))
                        .map(space -> spaces.computeIfAbsent(space.pattern(), key -> space)
                                .pattern()));
        List<String> costly = spaces.values().stream()
                .filter(space -> space.cost() != 1)
                .map(DomainSpace::pattern)
                .toList();
        if (costly.isEmpty()) {
            return read;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.SETTING_NOT_MODELLED,
                        raw.place(),
                        "the cost of `" + String.join("`, `", costly) + "` in `" + property.word() + "` of `" + name
                                + "` has no words in a policy")
                .withHelp("it stays as it is in the tenant, where it is not known to have any effect"));
        List<String> written = spaces.values().stream()
                .map(space -> space.cost() == 1 ? space.pattern() : "smtp:" + space.pattern() + ";" + space.cost())
                .toList();
        return Optional.of(new Value.Texts(List.copyOf(spaces.keySet()), written));
    }

    private Optional<Value> several(Property property, Raw raw, Function<String, Optional<String>> read) {
        List<String> texts = new ArrayList<>();
        for (String part : raw.shape() == Shape.MANY ? raw.texts() : words(raw)) {
            Optional<String> text = read.apply(part);
            if (text.isEmpty()) {
                unreadable(raw.place(), part, property.word(), Severity.WARNING);
            } else if (!texts.contains(text.get())) {
                texts.add(text.get());
            }
        }
        return Optional.of(new Value.Texts(texts));
    }

    private Optional<Value> flag(Property property, Raw raw) {
        String text = raw.texts().get(0).strip().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true", "$true", "1" -> Optional.of(new Value.Flag(true));
            case "false", "$false", "0" -> Optional.of(new Value.Flag(false));
            default -> {
                if (Spreadsheet.TRUE.contains(text) || Spreadsheet.FALSE.contains(text)) {
                    yield Optional.of(new Value.Flag(Spreadsheet.TRUE.contains(text)));
                }
                unreadable(raw.place(), raw.texts().get(0), property.word(), Severity.ERROR);
                yield Optional.empty();
            }
        };
    }

    private Optional<Value> word(Property property, Raw raw) {
        String text = raw.texts().get(0).strip();
        Optional<String> word = KnownNames.word(property, text);
        if (word.isEmpty()) {
            unreadable(raw.place(), text, property.word(), Severity.ERROR);
        }
        return word.map(Value.Text::new);
    }

    private void unreadable(Span place, String text, String property, Severity severity) {
        sink.report(Diagnostic.of(
                        DiagnosticCode.VALUE_NOT_UNDERSTOOD, place, "`" + text + "` is no value of `" + property + "`")
                .withHelp("correct it in the tenant, or in the file; it is left out of the policy")
                .withSeverity(severity));
    }
}
