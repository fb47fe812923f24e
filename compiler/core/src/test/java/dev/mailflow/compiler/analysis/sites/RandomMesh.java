package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Lowering;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.resolve.Resolver;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.type.TypeChecker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Small policies of three sites and a filter, with few names, so that their ways meet; all have a model. */
final class RandomMesh {
    private static final List<String> SITES = List.of("hq", "lab", "cloud");
    private static final List<String> RECIPIENTS = List.of(
            "contoso.com",
            "old.contoso.com",
            "bob@contoso.com",
            "*",
            "contoso.com, old.contoso.com",
            "*, old.contoso.com",
            "sun.example, *");

    private final Random random;
    private final StringBuilder text = new StringBuilder();

    private RandomMesh(Random random) {
        this.random = random;
    }

    /** The text of a policy without errors, if this chance makes one; ties count as none. */
    static Optional<DecisionModel> model(Random random) {
        return model(new RandomMesh(random).text());
    }

    /** As far as the model: what is noticed of it is not asked. */
    static Optional<DecisionModel> model(String text) {
        List<Diagnostic> found = new ArrayList<>();
        var checked = TypeChecker.check(
                Resolver.resolve(
                        PolicyParser.parse(new SourceFile(Policies.ROOT, text), found::add),
                        Policies.loader(Map.of()),
                        file -> PolicyParser.parse(file, found::add),
                        found::add),
                List.of(),
                found::add);
        return found.stream().anyMatch(Diagnostic::isError) ? Optional.empty() : Optional.of(Lowering.lower(checked));
    }

    private String text() {
        text.append("language 1\norganization { domains contoso.com  relay domains old.contoso.com");
        text.append(sometimes(4, "  direct-send refuse")).append(sometimes(6, "  directory complete"));
        text.append(sometimes(6, "  hop-limit 2")).append(" }\n");
        endpoint("hq", "server", sometimes(3, " networks 10.0.0.1"), mailboxes("contoso.com"));
        endpoint("lab", "server", "", sometimes(2, mailboxes("bob@contoso.com")));
        endpoint("cloud", "exchange-online", sometimes(2, " tenant contoso.onmicrosoft.com"), "");
        text.append("endpoint filter : service { cert filter.example  hosts filter.example }\n");
        text.append(
                sometimes(3, "endpoint app : device { networks 0.0.0.0/0 }\nconnector app from app to hq may relay\n"));
        int count = 3 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            connector(i);
        }
        return text.toString();
    }

    private static String mailboxes(String patterns) {
        return " mailboxes " + patterns;
    }

    private void endpoint(String name, String kind, String facts, String mailboxes) {
        text.append("endpoint %s : %s { cert %s.contoso.com  hosts mx.%s.example%s%s }\n"
                .formatted(name, kind, name, name, facts, mailboxes));
    }

    private void connector(int i) {
        String here = pick(SITES);
        int kind = random.nextInt(12);
        if (kind < 7) {
            String there =
                    pick(SITES.stream().filter(site -> !site.equals(here)).toList());
            String hosts = sometimes(3, " via mx.%s.example, mx.%s.example".formatted(there, pick(SITES)));
            text.append("connector c%d from %s to %s".formatted(i, here, there))
                    .append(when())
                    .append(hosts)
                    .append(sometimes(6, " centralized"))
                    .append(sometimes(8, " tls off"))
                    .append('\n');
        } else if (kind == 7) {
            text.append("connector c%d from %s to filter when recipient %s%s centralized\n"
                    .formatted(i, here, pick(RECIPIENTS), sender()));
        } else if (kind == 8) {
            text.append("connector c%d from filter to %s%s\n".formatted(i, here, sometimes(2, " may relay")));
        } else if (kind == 9) {
            text.append("connector c%d from %s to internet".formatted(i, here))
                    .append(when())
                    .append(sometimes(5, " centralized"))
                    .append('\n');
        } else {
            text.append("connector c%d from internet to %s%s require %s\n"
                    .formatted(
                            i,
                            here,
                            sometimes(4, " when sender sun.example"),
                            pick(List.of("network 10.9.0.0/16", "cert filter.example", "tls"))));
        }
    }

    private String when() {
        String recipient = random.nextInt(4) == 0 ? "" : " recipient " + pick(RECIPIENTS);
        String all = recipient + sender() + sometimes(9, " header X-A \"1\"");
        return all.isEmpty() ? "" : " when" + all;
    }

    private String sender() {
        return sometimes(5, " sender " + pick(List.of("contoso.com", "sun.example", "<>")));
    }

    private String sometimes(int times, String words) {
        return random.nextInt(times) == 0 ? words : "";
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
