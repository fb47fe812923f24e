package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.analysis.clause.Admission.Admitted;
import dev.mailflow.compiler.analysis.clause.Admission.Entry;
import dev.mailflow.compiler.analysis.clause.Admission.Refused;
import dev.mailflow.compiler.analysis.clause.Fates;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.analysis.space.Vocabulary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByMailbox;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.service.Atoms;
import dev.mailflow.compiler.targets.exchangeonline.service.Departure;
import dev.mailflow.compiler.targets.exchangeonline.service.Reading;
import dev.mailflow.compiler.targets.exchangeonline.service.ReceptionRegions;
import dev.mailflow.compiler.targets.exchangeonline.service.RoutingRegions.Way;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the policy says of every message, beside what the service makes of it with the connectors that were made. Exact: either there is
 * a message that goes another way, and both models are seen to say so, or it is proved that there is none.
 */
final class Comparison {
    /** Octets; limits are left to the table of capabilities. */
    private static final long SIZE = 1;

    private final TenantDirectory directory;
    private final SiteClauses policy;
    private final Search search;
    private final BothMeanings meanings;
    private final Translation translation;
    private final Vocabulary words;
    private final Box scope;
    private final Contested contested;
    private final Map<String, Difference> differences = new LinkedHashMap<>();
    private boolean complete = true;
    private long asked;

    /**
     * A message that goes another way.
     *
     * @param kind equal for messages that go wrong in one way
     * @param documented whether it does so however the silent places are read
     * @param points the silent places that it rests on; empty if documented
     */
    record Difference(
            String kind,
            Message witness,
            String policy,
            String service,
            Documented documented,
            List<String> points,
            Span place) {
        Difference {
            points = List.copyOf(points);
        }
    }

    enum Documented {
        YES,
        NO
    }

    /**
     * @param asked how many questions about whole boxes of messages were answered
     * @param complete whether all were
     */
    record Result(List<Difference> differences, long asked, boolean complete) {
        Result {
            differences = List.copyOf(differences);
        }
    }

    private Comparison(DecisionModel model, String site, Translation translation, Steps steps) {
        this.directory = new TenantDirectory(model, model.site(site));
        this.translation = translation;
        this.words = new Vocabulary().add(model).addSize(0).addSize(SIZE);
        Atoms.learn(translation.tenant(), words);
        MessageSpace space = MessageSpace.of(words);
        this.policy = SiteClauses.of(space, model, model.site(site));
        this.search = new Search(space, steps);
        this.meanings = new BothMeanings(model, model.site(site), translation);
        this.scope = scope(space);
        this.contested = new Contested(new Atoms(space, translation.tenant(), Reading.LIKELY), scope);
    }

    /** @param steps how much work may be done */
    static Result of(DecisionModel model, String site, Translation translation, Steps steps) {
        return new Comparison(model, site, translation, steps).compare();
    }

    static Result of(DecisionModel model, String site, Translation translation) {
        return of(model, site, translation, Steps.usual());
    }

    /** Without what the table of capabilities tells of: size, hops, versions of TLS and authenticated users. */
    private static Box scope(MessageSpace space) {
        return space.everything()
                .only(Dimension.HOPS, space.hopsUpTo(0))
                .only(Dimension.SIZE, space.sizesUpTo(SIZE).minus(space.sizesUpTo(SIZE - 1)))
                .only(Dimension.USER, space.unauthenticated())
                .only(
                        Dimension.CHANNEL,
                        Ranges.union(
                                List.of(space.submitted(), space.plain(), space.tls(Optional.of(TlsVersion.TLS_1_3)))));
    }

    private Result compare() {
        new Pass(Reading.LIKELY, contested::parts, meanings::difference).compare();
        for (Reading other : Reading.single()) {
            new Pass(other, box -> contested.parts(box, other), message -> meanings.difference(message, other))
                    .compare();
        }
        return new Result(List.copyOf(differences.values()), asked, complete);
    }

    private Covering cover(List<? extends Region> regions) {
        return Covering.of(regions, search.space());
    }

    private Answer ask(Box box, List<Covering> covers) {
        asked++;
        Answer answer = search.find(box, covers.toArray(Covering[]::new));
        complete &= !(answer instanceof Answer.Undecided);
        return answer;
    }

    /** Source by source and piece by piece, under one reading of the silent places. */
    private final class Pass {
        private final Reading reading;
        private final Function<Box, List<Box>> parts;
        private final Function<Message, Optional<Difference>> replay;
        private final ReceptionRegions reception;
        private final Onward onward;
        private final Set<String> seen = new HashSet<>();

        /**
         * @param parts what of a box is looked at, each part by itself
         * @param replay puts a message to both models
         */
        Pass(Reading reading, Function<Box, List<Box>> parts, Function<Message, Optional<Difference>> replay) {
            this.reading = reading;
            this.parts = parts;
            this.replay = replay;
            Atoms atoms = new Atoms(search.space(), translation.tenant(), reading);
            Ranges known = directory.known(search.space());
            this.reception = new ReceptionRegions(atoms, scope, known);
            this.onward = new Onward(policy, atoms, scope, known, words.headers(), search, meanings);
        }

        void compare() {
            if (parts.apply(scope).stream().allMatch(Box::isEmpty)) {
                return;
            }
            for (SourceClause source : policy.sources()) {
                Box box = source.box().and(scope);
                if (!box.isEmpty()) {
                    compare(
                            source,
                            policy.admission().of(new SourceClause(source.by(), box, source.rank(), source.order())));
                }
            }
            complete &= onward.isComplete();
        }

        private void compare(SourceClause source, Entry entry) {
            List<Covering> before = List.of(policy.before(source));
            if (source.by() instanceof ByMailbox) {
                for (Admitted here : entry.admitted()) {
                    onward(here, here.box(), before, Departure.Source.MAILBOX);
                }
                return;
            }
            for (Refused here : entry.refused()) {
                Outcome refused = new Outcome.Refuse(here.refusal());
                for (ReceptionRegions.Admitted there : reception.admitted()) {
                    if (here.box().meets(there.box())) {
                        consider(
                                BothMeanings.kind(
                                        source.by(), BothMeanings.kind(refused, Optional.of(Way.End.INTERNET), "")),
                                here.box().and(there.box()),
                                with(before, cover(there.except())));
                    }
                }
            }
            for (Admitted here : entry.admitted()) {
                for (ReceptionRegions.Refused there : reception.refused()) {
                    if (here.box().meets(there.box())) {
                        refusedThere(
                                here, there.status(), here.box().and(there.box()), with(before, cover(there.except())));
                    }
                }
                for (ReceptionRegions.Admitted there : reception.admitted()) {
                    if (here.box().meets(there.box())) {
                        onward(here, here.box().and(there.box()), with(before, cover(there.except())), there.source());
                    }
                }
            }
        }

        /** What the service refuses, the policy must not let through to anywhere. */
        private void refusedThere(Admitted here, String status, Box box, List<Covering> covers) {
            if (box.isEmpty() || ask(box, covers) instanceof Answer.Covered) {
                return;
            }
            String refused = status.isEmpty() ? "reject" : "reject " + status;
            new Fates(policy)
                    .onward(
                            box,
                            here.arrival(),
                            outcome -> !(outcome instanceof Outcome.Refuse),
                            fate -> consider(
                                    BothMeanings.kind(
                                            here.arrival().by(),
                                            BothMeanings.kind(fate.verdict().outcome(), Optional.empty(), refused)),
                                    fate.box(),
                                    with(covers, fate.covers().toArray(Covering[]::new))));
        }

        private void onward(Admitted here, Box box, List<Covering> covers, Departure.Source source) {
            if (box.isEmpty()) {
                return;
            }
            for (Onward.Move move : onward.moves(here.arrival(), source)) {
                consider(
                        BothMeanings.kind(here.arrival().by(), move.kind()),
                        box.and(move.box()),
                        with(covers, move.covers().toArray(Covering[]::new)));
            }
        }

        /** Messages of which both say different things, if there are any; of one kind and part one is enough. */
        private void consider(String kind, Box box, List<Covering> covers) {
            Box single = search.space().withSingleHeaders(box);
            if (single.isEmpty()) {
                return;
            }
            List<Box> all = parts.apply(single);
            for (int i = 0; i < all.size(); i++) {
                if (!all.get(i).isEmpty()
                        && !seen.contains(i + kind)
                        && ask(all.get(i), covers) instanceof Answer.Found) {
                    replayed(i + kind, all.get(i), covers);
                }
            }
        }

        private void replayed(String kind, Box box, List<Covering> covers) {
            Optional<Difference> found =
                    search.message(box, covers.toArray(Covering[]::new)).flatMap(replay);
            found.ifPresent(difference -> {
                differences.putIfAbsent(difference.kind() + difference.points(), difference);
                seen.add(kind);
            });
            // Under another reading the message may have differed already; under the likely one the two models agree on
            // what they
            // say, or the search has lost its right to speak of a proof.
            complete &= found.isPresent() || !reading.equals(Reading.LIKELY);
        }
    }

    private static List<Covering> with(List<Covering> some, Covering... more) {
        List<Covering> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    /** How to see what the policy says of a message. */
    static String question(String site, Message message) {
        return "ask the policy: `mailflow explain FILE --at " + site + " " + words(message) + "`";
    }

    /** The message as the options of {@code explain} take it. */
    static String words(Message message) {
        String client = "mailbox";
        if (message.origin() instanceof Connection connection) {
            client = connection.client()
                    + connection.tls().map(version -> " tls 1.3").orElse("")
                    + (connection.certificateNames().isEmpty()
                            ? ""
                            : " cert " + String.join(", ", connection.certificateNames()));
        }
        String headers = message.headers().stream()
                .map(header -> " header " + header.name() + " '" + header.value() + "'")
                .collect(Collectors.joining());
        return "--client \"" + client + "\" --message \""
                + message.sender().map(MailAddress::toString).orElse("<>") + " -> " + message.recipient() + headers
                + "\"";
    }
}
