package dev.mailflow.languageserver;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Property.Key;
import dev.mailflow.compiler.resolve.Resolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is said of a name beside its place: its declaration, what it is, and what it is recognised by. */
final class Hovers {
    private static final int MOST_LINES = 12;

    private static final Map<Key, String> IDENTITY =
            Map.of(Key.CERT, "certificate", Key.NETWORKS, "network", Key.DOMAINS, "sender domain");

    private Hovers() {}

    /** In Markdown; empty for a name that nothing declares. */
    static Optional<String> of(Names names, Occurrence name) {
        List<Occurrence> declared = names.declarationsOf(name);
        if (declared.isEmpty()) {
            return Optional.ofNullable(Resolver.PREDECLARED.get(name.name()))
                    .filter(kind -> name.kind() == Occurrence.Kind.ENDPOINT)
                    .map(kind -> "endpoint `" + name.name() + "`, predeclared as `" + kind + "`"
                            + identity(kind, List.of()));
        }
        Declaration declaration = declared.get(0).declares().orElseThrow();
        return Optional.of(title(name, declaration) + "\n\n```mailflow\n" + text(declaration) + "\n```");
    }

    private static String title(Occurrence name, Declaration declaration) {
        String title = name.kind().word() + " `" + name.name() + "`";
        if (declaration instanceof Declaration.Endpoint endpoint) {
            String kind = endpoint.kind().text();
            return title + ", " + kind + identity(kind, endpoint.properties());
        }
        if (declaration instanceof Declaration.NetworkList) {
            return title + " of networks";
        }
        return declaration instanceof Declaration.DomainList ? title + " of domains" : title;
    }

    /** Language, section 2: endpoint kinds and what identifies them. */
    private static String identity(String kind, List<Property> properties) {
        List<String> facts = new ArrayList<>();
        for (Property property : properties) {
            boolean counts = kind.equals("partner") == (property.key() == Key.DOMAINS);
            String word = IDENTITY.get(property.key());
            if (word != null && counts) {
                facts.add(word + " "
                        + property.items().stream()
                                .map(Item::span)
                                .map(span -> "`" + span.text() + "`")
                                .collect(Collectors.joining(" or ")));
            }
        }
        if (!facts.isEmpty()) {
            return "\n\nrecognised by " + String.join(" and ", facts);
        }
        return "\n\n"
                + switch (kind) {
                    case "exchange-online" ->
                        "recognised by the certificate `mail.protection.outlook.com`, which every tenant shows";
                    case "internet" -> "whatever nothing else recognises";
                    default -> "recognised by what its connectors state";
                };
    }

    private static String text(Declaration declaration) {
        List<String> lines = declaration.span().text().lines().toList();
        return lines.size() <= MOST_LINES
                ? String.join("\n", lines)
                : String.join("\n", lines.subList(0, MOST_LINES - 1)) + "\n…";
    }
}
