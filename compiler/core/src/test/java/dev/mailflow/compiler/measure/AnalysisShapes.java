package dev.mailflow.compiler.measure;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Lowering;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.resolve.Resolver;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.type.TypeChecker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Large policies with known mistakes planted, for figures and for tests that count steps. */
public final class AnalysisShapes {
    /** How many of a hundred connectors take any sender or recipient and are told apart by network and certificate. */
    public enum Shape {
        TYPICAL(1),
        CROSS(30);

        private final int anyDomain;

        Shape(int anyDomain) {
            this.anyDomain = anyDomain;
        }
    }

    private final Random random = new Random(7);
    private final StringBuilder text = new StringBuilder();
    private final List<String> dead = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private final Shape shape;

    private AnalysisShapes(int connectors, Shape shape) {
        this.shape = shape;
        text.append("""
                language 1
                organization { domains contoso.com  relay domains legacy.contoso.com }
                endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com  mailboxes contoso.com }
                endpoint old : server { cert old.contoso.com  hosts old.contoso.com }
                connector to-old from office365 to old when recipient legacy.contoso.com require tls
                """);
        for (int i = 0; i < connectors; i++) {
            connector(i);
        }
    }

    /** @return a model of so many connectors, five in a hundred of which no message can reach */
    public static DecisionModel model(int connectors, Shape shape) {
        return model(text(connectors, shape));
    }

    public static String text(int connectors, Shape shape) {
        return new AnalysisShapes(connectors, shape).text.toString();
    }

    /** Names of the connectors that no message can reach. */
    public static List<String> unreachable(int connectors, Shape shape) {
        return List.copyOf(new AnalysisShapes(connectors, shape).dead);
    }

    /** As far as the model: a policy with ties has one too. */
    private static DecisionModel model(String text) {
        List<Diagnostic> found = new ArrayList<>();
        DecisionModel model = Lowering.lower(TypeChecker.check(
                Resolver.resolve(
                        PolicyParser.parse(new SourceFile(Policies.ROOT, text), found::add),
                        Policies.loader(Map.of()),
                        file -> PolicyParser.parse(file, found::add),
                        found::add),
                List.of(),
                found::add));
        found.stream().filter(Diagnostic::isError).findFirst().ifPresent(error -> {
            throw new IllegalStateException(error.toString());
        });
        return model;
    }

    private void connector(int i) {
        boolean isAny = random.nextInt(100) < shape.anyDomain;
        int kind = random.nextInt(10);
        if (isAny) {
            text.append("endpoint s%d : service { networks %s  cert in.s%d.example }\n".formatted(i, networks(), i));
            text.append("connector c%d from s%d to office365 require tls\n".formatted(i, i));
        } else if (kind < 5) {
            text.append("endpoint p%d : partner { domains %s }\n".formatted(i, domains(i)));
            text.append("connector c%d from office365 to p%d require tls cert mx.p%d.example\n".formatted(i, i, i));
            if (random.nextInt(10) == 0) {
                text.append("connector d%d from office365 to p%d when sender contoso.com, *\n".formatted(i, i));
                dead.add("c" + i);
            }
        } else if (kind < 9) {
            String network = random.nextBoolean() ? " network " + networks() : "";
            String cert = random.nextInt(10) < 4 ? " cert *.p" + i + ".example" : "";
            String when = network.isEmpty() && cert.isEmpty() ? "" : " when" + network + cert;
            text.append("endpoint p%d : partner { domains %s }\n".formatted(i, domains(i)));
            text.append("connector c%d from p%d to office365%s require tls size 20MiB\n".formatted(i, i, when));
        } else {
            text.append("endpoint s%d : device { networks 10.%d.%d.%d/26 }\n"
                    .formatted(i, i / 1024 % 256, i / 4 % 256, i % 4 * 64));
            text.append("connector c%d from s%d to office365 require sender contoso.com\n".formatted(i, i));
        }
    }

    private String domains(int i) {
        List<String> domains = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int d = 0; d < count; d++) {
            String depth = List.of("", ".", "*.", "?.").get(random.nextInt(4));
            domains.add(depth + "d" + d + ".p" + i + ".example");
        }
        return String.join(", ", domains);
    }

    private String networks() {
        List<String> networks = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int n = 0; n < count; n++) {
            String network = network();
            // Two that share a network would tie.
            while (!taken.add(network)) {
                network = network();
            }
            networks.add(network);
        }
        return String.join(", ", networks);
    }

    private String network() {
        if (random.nextInt(10) == 0) {
            return "2001:db8:%x:%x::/64".formatted(random.nextInt(65536), random.nextInt(65536));
        }
        int prefix = 20 + random.nextInt(9);
        int address = (random.nextInt(90) + 100 << 24 | random.nextInt(1 << 24)) & -1 << 32 - prefix;
        return "%d.%d.%d.%d/%d"
                .formatted(address >>> 24, address >> 16 & 255, address >> 8 & 255, address & 255, prefix);
    }
}
