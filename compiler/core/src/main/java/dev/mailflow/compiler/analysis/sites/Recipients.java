package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.sites.Passages.Source;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Ranges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Recipients whose mail all sites treat alike, as far as ways between sites go.
 *
 * @param atoms the recipients
 * @param isAccepted whether their domain is ours
 * @param isDeclared whether a mailbox of theirs is declared somewhere
 * @param local sites that hold their mailboxes (R7)
 * @param known of those, the ones where they exist
 * @param rows for each site the connectors that can matter; of classes that differ in nothing else one stands for all
 * @param ownSources for a passage all who can have sent it, where some of them are known by recipients
 * @param wideSources the same where none is; the boxes of both hold any recipient
 */
record Recipients(
        Ranges atoms,
        boolean isAccepted,
        boolean isDeclared,
        Set<Integer> local,
        Set<Integer> known,
        List<Rows> rows,
        Map<Passage, List<Source>> ownSources,
        Map<Passage, List<Source>> wideSources) {
    /**
     * @param own connectors that name recipients: most go before the others, but beside a name they may say `*` too
     * @param wide connectors for any recipient
     */
    record Rows(Row own, Row wide) {}

    /** Who can have sent what came by the passage, best first. */
    List<Source> sources(Passage passage) {
        List<Source> own = ownSources.get(passage);
        return own == null ? wideSources.getOrDefault(passage, List.of()) : own;
    }

    /** Connectors of the site that can take something of the box, best first. */
    List<Route> meeting(int site, Box box) {
        Rows both = rows.get(site);
        if (both.own().routes().isEmpty()) {
            return both.wide().meeting(box);
        }
        List<Route> own = both.own().meeting(box);
        // What one takes for every sender, nothing behind it gets, but for a central way (R7).
        Optional<Route> last =
                own.stream().filter(route -> isForAll(route, box)).findFirst();
        boolean isWideAsked = last.isEmpty()
                || both.wide().before(last.get().clause().order()) > 0
                || both.wide().distinct().stream()
                        .anyMatch(route -> route.clause().isCentralized());
        if (!isWideAsked) {
            return own;
        }
        List<Route> all = new ArrayList<>(own);
        all.addAll(both.wide().meeting(box));
        all.sort(Comparator.comparingInt(route -> route.clause().order()));
        return all;
    }

    /** Whether it takes all of the box, whoever sent it. */
    private static boolean isForAll(Route route, Box box) {
        return !route.clause().isCentralized()
                && route.box().needs().isEmpty()
                && route.box().ranges(Dimension.SENDER).containsAll(box.ranges(Dimension.SENDER));
    }

    /** One of each kind of the site's connectors, senders and headers left aside. */
    List<Route> distinct(int site) {
        List<Route> all = new ArrayList<>(rows.get(site).own().distinct());
        all.addAll(rows.get(site).wide().distinct());
        return all;
    }

    /**
     * @param box what the connector takes, whatever its recipients
     * @param onward where it comes to; the internet only where the connector does not itself say that it is for these recipients
     */
    record Route(RouteClause clause, Box box, Passages.Onward onward) {}
}
