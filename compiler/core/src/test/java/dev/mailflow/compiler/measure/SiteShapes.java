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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Large policies over several sites with known mistakes planted. Every domain has a home; each site sends its mail to the next
 * site on a tree, so that nothing goes round but what is planted.
 */
public final class SiteShapes {
    /** What the policy looks like. */
    public enum Shape {
        /** Four sites, a filter, printers, a partner, the internet; one connector of a hundred takes any recipient. */
        TYPICAL(4, 1),
        /** Eight sites; thirty of a hundred take any recipient and are told apart by the sender. */
        MESH(8, 30);

        private final int sites;
        private final int anyRecipient;

        Shape(int sites, int anyRecipient) {
            this.sites = sites;
            this.anyRecipient = anyRecipient;
        }
    }

    private final Random random = new Random(11);
    private final StringBuilder text = new StringBuilder();
    private final Set<String> planted = new TreeSet<>();
    private final Shape shape;
    private int written;

    private SiteShapes(int connectors, Shape shape) {
        this.shape = shape;
        text.append("language 1\norganization { domains contoso.com  relay domains .parts.contoso.com }\n");
        for (int site = 0; site < shape.sites; site++) {
            text.append("endpoint s%d : server { cert s%d.contoso.com  hosts s%d.contoso.com  networks 192.0.2.%d%s }\n"
                    .formatted(site, site, site, 16 + site, site == 0 ? "  mailboxes contoso.com" : ""));
        }
        text.append("endpoint filter : service { cert filter.example  hosts filter.example }\n");
        text.append("endpoint printers : device { networks 10.20.0.0/16 }\n");
        text.append("endpoint bank : partner { domains .bank.example }\n");
        for (int site = 1; site < shape.sites; site++) {
            text.append(
                    "connector up%d from s%d to s%d when recipient contoso.com\n".formatted(site, site, parent(site)));
            text.append(
                    "connector lock%d from internet to s%d require network 198.51.100.0/27\n".formatted(site, site));
            written += 2;
        }
        text.append("connector lock0 from internet to s0 require network 198.51.100.0/27\n");
        text.append("connector printing from printers to s0 may relay\n");
        circle(written);
        while (written < connectors) {
            connector(written);
        }
    }

    private static int parent(int site) {
        return (site - 1) / 2;
    }

    /** @return as far as the model */
    public static DecisionModel model(int connectors, Shape shape) {
        List<Diagnostic> found = new ArrayList<>();
        var checked = TypeChecker.check(
                Resolver.resolve(
                        PolicyParser.parse(new SourceFile(Policies.ROOT, text(connectors, shape)), found::add),
                        Policies.loader(Map.of()),
                        file -> PolicyParser.parse(file, found::add),
                        found::add),
                List.of(),
                found::add);
        found.stream().filter(Diagnostic::isError).findFirst().ifPresent(error -> {
            throw new IllegalStateException(error.toString());
        });
        return Lowering.lower(checked);
    }

    public static String text(int connectors, Shape shape) {
        return new SiteShapes(connectors, shape).text.toString();
    }

    /** The sites of each circle, in the words of its finding. */
    public static Set<String> planted(int connectors, Shape shape) {
        return Set.copyOf(new SiteShapes(connectors, shape).planted);
    }

    private void connector(int i) {
        if (random.nextInt(100) < shape.anyRecipient) {
            int from = random.nextInt(shape.sites);
            String sender = "when sender u%d.s%d.example recipient *".formatted(i, i % 7);
            // Up the tree, and out from its root: no circle.
            text.append("connector any%d from s%d to %s %s\n"
                    .formatted(i, from, from == 0 ? "filter" : "s" + parent(from), sender));
            written++;
        } else if (random.nextInt(1000) == 0) {
            circle(i);
        } else if (random.nextInt(10) == 0) {
            text.append("connector bank%d from s%d to bank when recipient b%d.bank.example\n"
                    .formatted(i, random.nextInt(shape.sites), i));
            written++;
        } else {
            home(i);
        }
    }

    /** All other sites up the tree, then down; a few of the connectors. */
    private void home(int i) {
        int site = shape.sites - 1 - random.nextInt(shape.sites / 2);
        String domain = (random.nextBoolean() ? "" : ".") + "d%d.parts.contoso.com".formatted(i);
        int child = site;
        text.append(
                "connector d%d from s%d to internet when recipient %s via h%d.example\n".formatted(i, site, domain, i));
        written++;
        while (child != 0 && random.nextInt(4) > 0) {
            text.append("connector d%d-%d from s%d to s%d when recipient %s require tls\n"
                    .formatted(i, child, parent(child), child, domain));
            written++;
            child = parent(child);
        }
    }

    private void circle(int i) {
        int first = 1 + random.nextInt(shape.sites - 3);
        int second = first + 1;
        int third = second + 1;
        String domain = "c%d.parts.contoso.com".formatted(i);
        for (int[] leg : new int[][] {{first, second}, {second, third}, {third, first}}) {
            text.append("connector c%d-%d from s%d to s%d when recipient %s\n"
                    .formatted(i, leg[0], leg[0], leg[1], domain));
            written++;
        }
        planted.add("ROUND s%d s%d s%d".formatted(first, second, third));
    }
}
