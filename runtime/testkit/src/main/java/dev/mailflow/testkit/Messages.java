package dev.mailflow.testkit;

import dev.mailflow.testkit.facts.Pattern;
import dev.mailflow.testkit.facts.PolicyFacts;
import dev.mailflow.testkit.facts.RuleFacts;
import dev.mailflow.testkit.facts.SiteFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.WeakHashMap;
import java.util.function.UnaryOperator;

/**
 * Messages at the boundaries of one site's rules: networks' first and last address and their neighbours, domains at, below and
 * merely resembling a pattern's, certificates with a label too many or too few, sizes and hops one below, at and above a limit.
 *
 * <p>Each message is aimed at one connector and meets all that it asks; then one thing is brought to an edge, now and then three.
 * The edges are dealt like cards: none comes a second time before every other has come once, so that in a policy of usual size
 * a few hundred messages have seen every one.
 */
public final class Messages {
    /** Of ten messages, so many have exactly one thing at an edge. */
    private static final int SINGLE_OF_TEN = 7;

    private static final int MOST_CHANGES = 3;

    private final SiteFacts site;
    private final List<Aim> aims = new ArrayList<>();
    private final List<List<UnaryOperator<Message>>> edges = new ArrayList<>();
    /** How many edges the aims have up to and including each. */
    private final int[] edgesUpTo;

    /** Where each source of chance is in its pack of edges. */
    private final Map<Random, Pack> packs = Collections.synchronizedMap(new WeakHashMap<>());

    Messages(PolicyFacts facts, SiteFacts site) {
        this.site = site;
        List<Pattern> senders = new ArrayList<>(facts.accepted());
        List<Pattern> recipients = new ArrayList<>(facts.accepted());
        recipients.addAll(facts.mailboxes());
        List<RuleFacts> inbound = new ArrayList<>();
        for (RuleFacts rule : site.rules()) {
            senders.addAll(rule.criteria().senders());
            senders.addAll(rule.required().senders());
            recipients.addAll(rule.criteria().recipients());
            recipients.addAll(rule.required().recipients());
            if (rule.end() == RuleFacts.End.INBOUND) {
                inbound.add(rule);
            }
        }
        senders.add(Pattern.of("<>"));
        senders.add(Pattern.of("*"));
        recipients.add(Pattern.of("*"));
        Aim.Pools pools = new Aim.Pools(senders, recipients, inbound);
        aims.add(new Aim(facts, pools, Optional.empty()));
        site.rules().forEach(rule -> aims.add(new Aim(facts, pools, Optional.of(rule))));
        edgesUpTo = new int[aims.size()];
        int count = 0;
        for (int i = 0; i < edgesUpTo.length; i++) {
            edges.add(aims.get(i).edges());
            count += edges.get(i).size();
            edgesUpTo[i] = count;
        }
    }

    public String site() {
        return site.name();
    }

    /** How many edges there are: after about half as many messages again, each was visited. */
    public int edges() {
        return edgesUpTo[edgesUpTo.length - 1];
    }

    /** One message; all chance comes from the argument, and equal seeds give equal rows of messages. */
    public Message next(Random random) {
        Pack pack = packs.computeIfAbsent(random, one -> new Pack(edges(), one));
        Message message = edge(pack.deal(), Optional.empty(), random);
        if (random.nextInt(10) >= SINGLE_OF_TEN) {
            int more = 1 + random.nextInt(MOST_CHANGES - 1);
            for (int i = 0; i < more; i++) {
                message = edge(random.nextInt(edges()), Optional.of(message), random);
            }
        }
        return message;
    }

    private Message edge(int number, Optional<Message> already, Random random) {
        int aim = 0;
        while (edgesUpTo[aim] <= number) {
            aim++;
        }
        int within = number - (aim == 0 ? 0 : edgesUpTo[aim - 1]);
        Message from = already.isPresent() ? already.get() : aims.get(aim).meet(random);
        return edges.get(aim).get(within).apply(from);
    }

    /** Numbers of edges in an order of chance, each once before any comes again. */
    private static final class Pack {
        private final int[] numbers;
        private final Random order;
        private int next;

        Pack(int size, Random random) {
            numbers = new int[size];
            for (int i = 0; i < size; i++) {
                numbers[i] = i;
            }
            order = new Random(random.nextLong());
            next = size;
        }

        synchronized int deal() {
            if (next == numbers.length) {
                for (int i = numbers.length - 1; i > 0; i--) {
                    int other = order.nextInt(i + 1);
                    int kept = numbers[i];
                    numbers[i] = numbers[other];
                    numbers[other] = kept;
                }
                next = 0;
            }
            return numbers[next++];
        }
    }
}
