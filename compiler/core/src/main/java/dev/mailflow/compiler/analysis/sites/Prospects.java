package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.sites.Passages.Entry;
import dev.mailflow.compiler.analysis.sites.Passages.Receiver;
import dev.mailflow.compiler.analysis.sites.Passages.Source;
import dev.mailflow.compiler.analysis.sites.Recipients.Route;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can lie before mail for one class of recipients, whatever its sender, size and headers: more than really does, so that a
 * walk may leave out what has no prospect of anything that is looked for.
 */
final class Prospects {
    private final Recipients recipients;
    private final Map<Passage, Near> near = new HashMap<>();
    private final Map<Passage, Far> far = new HashMap<>();

    Prospects(Recipients recipients) {
        this.recipients = recipients;
    }

    /** One step on. */
    private record Near(Set<Passage> passages, boolean isToInternet, boolean isTurnedBack) {}

    /**
     * All that can come.
     *
     * @param sites that can get the mail
     * @param canGoRound whether a passage can come twice
     */
    record Far(Set<Integer> sites, boolean isToInternet, boolean isTurnedBack, boolean canGoRound) {}

    /** Of mail that came so. */
    Far of(int site, Arrival arrival) {
        Near next = near(site, List.of(arrival));
        Set<Integer> sites = new HashSet<>(Set.of(site));
        boolean isToInternet = next.isToInternet();
        boolean isTurnedBack = next.isTurnedBack();
        boolean canGoRound = false;
        for (Passage passage : next.passages()) {
            Far there = of(passage);
            sites.addAll(there.sites());
            isToInternet |= there.isToInternet();
            isTurnedBack |= there.isTurnedBack();
            canGoRound |= there.canGoRound();
        }
        return new Far(sites, isToInternet, isTurnedBack, canGoRound);
    }

    private Far of(Passage passage) {
        Far known = far.get(passage);
        if (known == null) {
            Set<Passage> all = new LinkedHashSet<>(after(passage));
            all.add(passage);
            Set<Integer> sites = new HashSet<>();
            boolean isToInternet = false;
            boolean isTurnedBack = false;
            boolean canGoRound = false;
            for (Passage one : all) {
                Near next = near(one);
                sites.add(one.site());
                isToInternet |= next.isToInternet();
                isTurnedBack |= next.isTurnedBack();
                canGoRound |= after(one).contains(one);
            }
            known = new Far(sites, isToInternet, isTurnedBack, canGoRound);
            far.put(passage, known);
        }
        return known;
    }

    private final Map<Passage, Set<Passage>> after = new HashMap<>();

    private Set<Passage> after(Passage passage) {
        Set<Passage> known = after.get(passage);
        if (known == null) {
            known = new LinkedHashSet<>();
            List<Passage> open = new ArrayList<>(near(passage).passages());
            for (int i = 0; i < open.size(); i++) {
                if (known.add(open.get(i))) {
                    open.addAll(near(open.get(i)).passages());
                }
            }
            after.put(passage, known);
        }
        return known;
    }

    private Near near(Passage passage) {
        Near known = near.get(passage);
        if (known == null) {
            List<Arrival> arrivals = new ArrayList<>();
            for (Source source : recipients.sources(passage)) {
                for (Entry entry : source.entries()) {
                    entry.arrival()
                            .filter(arrival -> arrivals.stream().noneMatch(other -> isAlike(arrival, other)))
                            .ifPresent(arrivals::add);
                }
            }
            known = near(passage.site(), arrivals);
            near.put(passage, known);
        }
        return known;
    }

    private static boolean isAlike(Arrival one, Arrival other) {
        return one.standing() == other.standing()
                && Walk.peer(one).equals(Walk.peer(other))
                && one.by().getClass() == other.by().getClass();
    }

    private Near near(int site, List<Arrival> arrivals) {
        boolean isLocal = recipients.local().contains(site);
        Set<Passage> passages = new LinkedHashSet<>();
        boolean isToInternet = !recipients.isAccepted() && !isLocal;
        boolean isTurnedBack = false;
        for (Route route : recipients.distinct(site)) {
            RouteClause clause = route.clause();
            if (isLocal && clause.names() != RouteClause.Naming.ADDRESS && !clause.isCentralized()) {
                continue;
            }
            for (Arrival arrival : arrivals) {
                boolean isBack = arrival.isLedBack(clause.rule())
                        && clause.rule().connector().peerKind() != EndpointKind.INTERNET;
                isTurnedBack |= isBack;
                if (!isBack && (!arrival.leavesOut(clause.rule()) || isLocal)) {
                    isToInternet |= route.onward().receiver() == Receiver.INTERNET;
                    route.onward().legs().forEach(leg -> passages.add(leg.to()));
                }
            }
        }
        return new Near(passages, isToInternet, isTurnedBack);
    }
}
