package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.format.Formatter;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.exchangeonline.importing.Exports.Read;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A tenant as a policy, in the style of {@code mailflow fmt}. */
public final class PolicyText {
    /** The tenant, as the policy calls it. */
    public static final String SITE = "office365";

    private final Tenant tenant;
    private final Unsaid unsaid;
    private final Declarations declarations = new Declarations();
    private final StringBuilder text = new StringBuilder();

    private PolicyText(Read read, DiagnosticSink sink) {
        this.tenant = read.tenant();
        this.unsaid = new Unsaid(read, sink);
    }

    /**
     * @param sink takes what the language has no words for
     * @return empty if there is nothing to write, or something without which no policy can be written; the sink knows
     */
    public static Optional<String> of(Read read, DiagnosticSink sink) {
        return written(read, sink).map(Written::policy);
    }

    /** The same, with what became of each object. */
    public static Optional<Written> written(Read read, DiagnosticSink sink) {
        PolicyText text = new PolicyText(read, sink);
        return text.write().map(policy -> new Written(policy, text.declarations.written()));
    }

    /**
     * A policy and where it comes from.
     *
     * @param connectors of the policy, by what they were before; ask with {@link #of(Item)}
     */
    public record Written(String policy, Map<String, List<String>> connectors) {
        public Written {
            connectors = Map.copyOf(connectors);
        }

        /** The connectors that an object became: none, or more than one. */
        public List<String> of(Item item) {
            return connectors.getOrDefault(Declarations.key(item), List.of());
        }
    }

    private Optional<String> write() {
        if (tenant.items().stream().allMatch(item -> item.kind() == Kind.REMOTE_DOMAIN)) {
            return Optional.empty();
        }
        text.append("# Read from an export of Exchange Online.\nlanguage 1\n\n");
        List<String> domains = organization();
        endpoint();
        text.append(connectors(domains));
        SourceFile file = new SourceFile("import.mailflow", text.toString());
        return Formatter.format(file, diagnostic -> {
            throw new IllegalStateException("an imported policy that cannot be read: " + diagnostic + "\n" + text);
        });
    }

    private String connectors(List<String> accepted) {
        AddOnServices services = new AddOnServices(tenant, accepted);
        InboundConnectors inbound = new InboundConnectors(tenant, unsaid, services, declarations);
        tenant.of(Kind.INBOUND).forEach(inbound::add);
        Rules rules = new Rules(tenant, accepted, unsaid);
        OutboundConnectors outbound = new OutboundConnectors(rules, unsaid, accepted, services, declarations);
        tenant.of(Kind.OUTBOUND).forEach(outbound::add);
        rules.tellOfOthers();
        remoteDomains();
        return declarations.text();
    }

    /** They never choose a connector. */
    private void remoteDomains() {
        for (Item item : tenant.of(Kind.REMOTE_DOMAIN)) {
            for (Property property : Property.of(Kind.REMOTE_DOMAIN)) {
                if (item.is(property) != Item.isOnByDefault(property)) {
                    unsaid.setting(item, property);
                }
            }
        }
    }

    private List<String> organization() {
        List<String> authoritative = new ArrayList<>();
        List<String> relayed = new ArrayList<>();
        for (Item item : tenant.of(Kind.ACCEPTED_DOMAIN)) {
            if (item.is(Property.OUTBOUND_ONLY)) {
                unsaid.setting(item, Property.OUTBOUND_ONLY);
            }
            for (Property property : List.of(Property.SENDING_FROM_DISABLED, Property.SENDING_TO_DISABLED)) {
                if (item.is(property)) {
                    unsaid.setting(item, property);
                }
            }
            if (item.text(Property.CATCH_ALL).isPresent()) {
                unsaid.setting(item, Property.CATCH_ALL);
            }
            boolean relay = item.text(Property.DOMAIN_TYPE)
                    .filter(type -> !type.equals("Authoritative"))
                    .isPresent();
            if (item.is(Property.MATCH_SUBDOMAINS) && !relay) {
                unsaid.setting(item, Property.MATCH_SUBDOMAINS);
            }
            (relay ? relayed : authoritative)
                    .add((relay && item.is(Property.MATCH_SUBDOMAINS) ? "." : "") + Words.domain(item.name()));
        }
        if (authoritative.isEmpty() && relayed.isEmpty()) {
            authoritative.addAll(guessed());
        }
        if (authoritative.isEmpty() && relayed.isEmpty()) {
            tenant.of(Kind.ORGANIZATION).stream()
                    .filter(item -> item.is(Property.REJECT_DIRECT_SEND))
                    .forEach(item -> unsaid.setting(item, Property.REJECT_DIRECT_SEND));
            return List.of();
        }
        text.append("organization {\n");
        line("domains", authoritative);
        line("relay domains", relayed);
        if (tenant.refusesDirectSend()) {
            text.append("direct-send refuse\n");
        }
        text.append("}\n\n");
        List<String> all = new ArrayList<>(authoritative);
        all.addAll(relayed);
        return all;
    }

    /** A connector to own servers carries accepted domains, mostly. */
    private List<String> guessed() {
        Set<String> guessed = new LinkedHashSet<>();
        for (Item item : tenant.of(Kind.OUTBOUND)) {
            if (item.isOnPremises()) {
                item.texts(Property.RECIPIENT_DOMAINS).stream()
                        .filter(pattern -> !pattern.startsWith("*"))
                        .forEach(pattern -> guessed.add(Words.domain(pattern)));
            }
        }
        for (Item item : tenant.of(Kind.INBOUND)) {
            if (item.isOnPremises() && guessed.isEmpty()) {
                item.text(Property.CERTIFICATE_NAME)
                        .map(name -> name.startsWith("*.") ? name.substring(2) : name)
                        .ifPresent(name -> guessed.add(Words.domain(name)));
            }
        }
        unsaid.noAcceptedDomains(guessed);
        if (!guessed.isEmpty()) {
            text.append("# The export has no accepted domains: these are guessed from the connectors.\n");
        }
        return List.copyOf(guessed);
    }

    private void line(String key, List<String> values) {
        if (!values.isEmpty()) {
            text.append(key).append(' ').append(String.join(", ", values)).append('\n');
        }
    }

    private void endpoint() {
        String known = tenant.of(Kind.ACCEPTED_DOMAIN).stream()
                .filter(Item::isInitialDomain)
                .map(Item::name)
                .filter(name -> !name.contains(".mail."))
                .findFirst()
                .map(name -> "tenant " + name)
                .orElse("subscription exchange-online");
        text.append("endpoint office365 : exchange-online { ").append(known).append(" }\n");
    }
}
