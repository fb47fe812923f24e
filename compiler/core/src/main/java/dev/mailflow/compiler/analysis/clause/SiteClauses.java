package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.clause.RouteClause.Naming;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Verdict.Attribution;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * One site as two rows of clauses: where a message came from (R2, R3) and where it goes (R8). Every box of a source holds only
 * what passed R1.
 */
public final class SiteClauses {
    private final MessageSpace space;
    private final DecisionModel model;
    private final Site site;
    private final Admission admission;
    private final Box few;
    private final AtomicLong looked = new AtomicLong();
    private final List<SourceClause> sources;
    private final List<RouteClause> routes;
    private final ClauseIndex<SourceClause> sourceIndex;
    private final ClauseIndex<RouteClause> routeIndex;

    private SiteClauses(MessageSpace space, DecisionModel model, Site site) {
        this.space = space;
        this.model = model;
        this.site = site;
        this.few = space.everything()
                .only(Dimension.HOPS, space.hopsUpTo(model.organization().hopLimit()));
        this.sources = numberedSources();
        this.routes = numberedRoutes();
        this.sourceIndex = new ClauseIndex<>(sources, space, looked);
        this.routeIndex = new ClauseIndex<>(routes, space, looked);
        this.admission = new Admission(space, model.organization(), site.name());
    }

    /** @param space of the model, and perhaps of others */
    public static SiteClauses of(MessageSpace space, DecisionModel model, Site site) {
        return new SiteClauses(space, model, site);
    }

    public MessageSpace space() {
        return space;
    }

    public DecisionModel model() {
        return model;
    }

    public Site site() {
        return site;
    }

    /** R4 to R7. */
    public Admission admission() {
        return admission;
    }

    /** What R1 lets pass. */
    public Box few() {
        return few;
    }

    /** In the order in which the interpreter prefers them; the internet is last. */
    public List<SourceClause> sources() {
        return sources;
    }

    /** In the order in which the interpreter prefers them. */
    public List<RouteClause> routes() {
        return routes;
    }

    /** What the interpreter prefers to this source: ties are resolved by name. */
    public Covering before(SourceClause source) {
        return covering(sources, sourceIndex, source.order(), other -> true);
    }

    /** What goes before this source by rank. */
    public Covering above(SourceClause source) {
        return covering(sources, sourceIndex, source.order(), other -> other.rank() < source.rank());
    }

    /** Trusted sources (R2), which go before all others, as a cover. */
    public Covering trusted() {
        return covering(sources, sourceIndex, sources.size(), source -> source.rank() < Ranks.source(Ranks.PARTNER));
    }

    /** Routes that satisfy a condition, as a cover. */
    public Covering routesThat(Predicate<RouteClause> condition) {
        return covering(routes, routeIndex, routes.size(), condition);
    }

    /** Routes that the interpreter prefers to this one and that satisfy a condition, as a cover. */
    public Covering routesBefore(RouteClause route, Predicate<RouteClause> condition) {
        return covering(routes, routeIndex, route.order(), condition);
    }

    /** Sources that rank alike. */
    public List<EqualRank<SourceClause>> equalSources() {
        return EqualRank.in(sources, SourceClause::rank, source -> source.by().words(), sourceIndex);
    }

    /** Routes that rank alike. */
    public List<EqualRank<RouteClause>> equalRoutes() {
        return EqualRank.in(
                routes, RouteClause::rank, route -> route.rule().connector().name(), routeIndex);
    }

    /** Routes whose boxes meet this one, in any order. */
    public void routesMeeting(Box box, Consumer<RouteClause> to) {
        routeIndex.meeting(box, Section.before(routes.size()), number -> {
            RouteClause route = routes.get(number);
            if (route.box().meets(box)) {
                to.accept(route);
            }
        });
    }

    /** Sources whose boxes meet this one, in any order. */
    public void sourcesMeeting(Box box, Consumer<SourceClause> to) {
        sourceIndex.meeting(box, Section.before(sources.size()), number -> {
            SourceClause source = sources.get(number);
            if (source.box().meets(box)) {
                to.accept(source);
            }
        });
    }

    /** How many clauses were looked at so far to find those that a box meets. */
    public long looked() {
        return looked.get();
    }

    /** @param end of the row up to which clauses are asked for */
    private static <T extends Region> Covering covering(
            List<T> row, ClauseIndex<T> index, int end, Predicate<T> condition) {
        return new Covering() {
            @Override
            public void meeting(Box box, Consumer<Region> to) {
                index.coveringIn(box, Section.before(end), number -> {
                    T region = row.get(number);
                    if (condition.test(region)) {
                        to.accept(region);
                    }
                });
            }

            @Override
            public boolean isFree(Dimension dimension, int atom) {
                return end == 0 || index.isFree(dimension, atom);
            }
        };
    }

    // Sources.

    private List<SourceClause> numberedSources() {
        List<SourceClause> found = new ArrayList<>();
        found.add(new SourceClause(new Attribution.ByMailbox(), few.only(Dimension.CHANNEL, space.submitted()), -1, 0));
        for (InboundRule rule : site.inbound()) {
            if (rule.connector().isEnabled()) {
                add(rule, found);
            }
        }
        found.add(new SourceClause(
                new Attribution.ByInternet(),
                few.only(Dimension.CHANNEL, space.connections()),
                Ranks.source(Ranks.NOBODY),
                0));
        List<SourceClause> numbered = new ArrayList<>(found.size());
        for (SourceClause clause :
                inOrder(found, SourceClause::rank, clause -> clause.by().words())) {
            numbered.add(new SourceClause(clause.by(), clause.box(), clause.rank(), numbered.size()));
        }
        return List.copyOf(numbered);
    }

    private void add(InboundRule rule, List<SourceClause> to) {
        Criteria criteria = rule.criteria();
        Attribution by = new Attribution.ByConnector(rule);
        EndpointKind peer = rule.connector().peerKind();
        boolean isIdentified =
                !criteria.certificates().isEmpty() || !criteria.networks().isEmpty();
        Optional<Box> whole = common(criteria).map(box -> box.only(Dimension.CHANNEL, space.connections()));
        if (whole.isEmpty() || peer.isTrusted() && !isIdentified) {
            return;
        }
        for (Ranks.Part clients : Ranks.byPrefix(criteria.networks(), space)) {
            Box box = whole.get().only(Dimension.CLIENT, clients.ranges());
            if (peer.isTrusted()) {
                addUnlessEmpty(by, box, Ranks.trusted(criteria, clients.rank()), to);
                continue;
            }
            int source = peer == EndpointKind.PARTNER ? Ranks.PARTNER : Ranks.INTERNET;
            for (Ranks.Part senders : Ranks.bySender(whole.get().ranges(Dimension.SENDER), criteria, space)) {
                addUnlessEmpty(
                        by, box.only(Dimension.SENDER, senders.ranges()), Ranks.foreign(source, senders.rank()), to);
            }
        }
    }

    private static void addUnlessEmpty(Attribution by, Box box, long rank, List<SourceClause> to) {
        if (!box.isEmpty()) {
            to.add(new SourceClause(by, box, rank, 0));
        }
    }

    /** All criteria but networks; empty if they cannot hold together. */
    private Optional<Box> common(Criteria criteria) {
        Box box = few;
        if (criteria.senders().isPresent()) {
            box = box.only(
                    Dimension.SENDER, space.senders(criteria.senders().get().patterns()));
        }
        if (criteria.recipients().isPresent()) {
            box = box.only(
                    Dimension.RECIPIENT,
                    space.recipients(criteria.recipients().get().patterns()));
        }
        for (Criteria.CertificateGroup group : criteria.certificates()) {
            box = space.showing(box, group.patterns());
        }
        for (Criteria.HeaderCriterion header : criteria.headers()) {
            box = box.needing(space.header(header));
        }
        return box.isEmpty() ? Optional.empty() : Optional.of(box);
    }

    /** By rank and name: there are few ranks, and within each the names are in order already, as a rule. */
    private static <T> List<T> inOrder(List<T> clauses, ToLongFunction<T> rank, Function<T, String> name) {
        Map<Long, List<T>> ranks = new TreeMap<>();
        for (T clause : clauses) {
            ranks.computeIfAbsent(rank.applyAsLong(clause), r -> new ArrayList<>())
                    .add(clause);
        }
        List<T> inOrder = new ArrayList<>(clauses.size());
        for (List<T> equal : ranks.values()) {
            equal.sort((one, other) -> name.apply(one).compareTo(name.apply(other)));
            inOrder.addAll(equal);
        }
        return inOrder;
    }

    // Routes.

    private List<RouteClause> numberedRoutes() {
        List<RouteClause> found = new ArrayList<>();
        for (OutboundRule rule : site.outbound()) {
            if (rule.connector().isEnabled()) {
                add(rule, found);
            }
        }
        List<RouteClause> numbered = new ArrayList<>(found.size());
        for (RouteClause clause : inOrder(
                found, RouteClause::rank, clause -> clause.rule().connector().name())) {
            numbered.add(new RouteClause(clause.rule(), clause.box(), clause.rank(), numbered.size(), clause.names()));
        }
        return List.copyOf(numbered);
    }

    private void add(OutboundRule rule, List<RouteClause> to) {
        Criteria criteria = rule.criteria();
        Optional<Box> whole = common(criteria);
        if (whole.isEmpty()) {
            return;
        }
        for (Ranks.Part recipients : Ranks.bySpecificity(
                whole.get().ranges(Dimension.RECIPIENT),
                criteria.recipients().orElseThrow().patterns(),
                space::recipients)) {
            Box box = whole.get().only(Dimension.RECIPIENT, recipients.ranges());
            if (!box.isEmpty()) {
                to.add(new RouteClause(
                        rule,
                        box,
                        Ranks.route(criteria, recipients.rank()),
                        0,
                        Ranks.isAddress(recipients.rank()) ? Naming.ADDRESS : Naming.DOMAIN));
            }
        }
    }
}
