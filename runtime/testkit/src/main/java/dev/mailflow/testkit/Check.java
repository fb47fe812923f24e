package dev.mailflow.testkit;

import dev.mailflow.testkit.facts.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * A claim about every message, tried on many: {@code Check.everyMessage(policy).at("office365").satisfies(message -> …)}. What
 * fails is told by the simplest message found, as {@code mailflow explain} takes it, and by the seed that finds it again
 * ({@code -Dmailflow.seed}). Needs no engine but the one that runs the test.
 */
public final class Check {
    /** A seed for all checks of a run, in place of one of chance. */
    public static final String SEED = "mailflow.seed";

    /** How many messages a site. */
    public static final String TRIES = "mailflow.tries";

    private static final int USUAL_TRIES = 1000;

    private final CompiledPolicy policy;
    private final Optional<String> site;
    private final int tries;
    private final long seed;
    private final List<String> recipients;

    private Check(CompiledPolicy policy, Optional<String> site, int tries, long seed, List<String> recipients) {
        this.policy = policy;
        this.site = site;
        this.tries = tries;
        this.seed = seed;
        this.recipients = List.copyOf(recipients);
    }

    /** At every site of the policy, until {@link #at} says which. */
    public static Check everyMessage(CompiledPolicy policy) {
        Long fixed = Long.getLong(SEED);
        return new Check(
                policy,
                Optional.empty(),
                Integer.getInteger(TRIES, USUAL_TRIES),
                fixed == null ? ThreadLocalRandom.current().nextLong() : fixed,
                List.of());
    }

    public Check at(String name) {
        policy.facts().site(name);
        return new Check(policy, Optional.of(name), tries, seed, recipients);
    }

    /** So many messages at each site. */
    public Check tries(int number) {
        return new Check(policy, site, number, seed, recipients);
    }

    /** The messages of an earlier run. */
    public Check seed(long number) {
        return new Check(policy, site, tries, number, recipients);
    }

    /** Every second message goes to the edges of these patterns, whichever recipients the policy names. */
    public Check towards(List<Pattern> patterns) {
        List<String> near = patterns.stream()
                .flatMap(pattern -> Near.addresses(pattern, "bob").stream())
                .filter(address -> !address.isEmpty())
                .toList();
        return new Check(policy, site, tries, seed, near);
    }

    /** What must hold of a message at a site; throws, an {@link AssertionError} for example, if it does not. */
    public interface Claim {
        void check(String site, Message message) throws Exception;
    }

    /** Likewise where it does not matter which site it is. */
    public interface OneSiteClaim {
        void check(Message message) throws Exception;
    }

    /** @throws AssertionError if a message is found of which the claim does not hold */
    public void satisfies(OneSiteClaim claim) {
        satisfiesAtEachSite((name, message) -> claim.check(message));
    }

    /** @throws AssertionError if a message is found of which the claim does not hold */
    public void satisfiesAtEachSite(Claim claim) {
        for (String name : site.map(List::of).orElseGet(policy::sites)) {
            Messages messages = policy.messages(name);
            Random random = new Random(seed);
            for (int i = 1; i <= tries; i++) {
                Message message = next(messages, random);
                Optional<Throwable> failure = failure(claim, name, message);
                if (failure.isPresent()) {
                    throw falsified(claim, name, message, i, failure.get());
                }
            }
        }
    }

    private Message next(Messages messages, Random random) {
        Message message = messages.next(random);
        return recipients.isEmpty() || random.nextBoolean()
                ? message
                : message.to(recipients.get(random.nextInt(recipients.size())));
    }

    /**
     * Likewise of those messages that a condition selects.
     *
     * @throws AssertionError also if it selects none: then nothing was checked
     */
    public void satisfiesWhere(String condition, Selection selection, Claim claim) {
        int[] selected = new int[1];
        satisfiesAtEachSite((name, message) -> {
            if (selection.selects(name, message)) {
                selected[0]++;
                claim.check(name, message);
            }
        });
        if (selected[0] == 0) {
            throw new AssertionError(
                    "none of " + tries + " messages at each site was " + condition + ": nothing was checked");
        }
    }

    /** Which messages a claim is about. */
    public interface Selection {
        boolean selects(String site, Message message);
    }

    private AssertionError falsified(Claim claim, String name, Message found, int number, Throwable first) {
        Predicate<Message> fails = message -> failure(claim, name, message).isPresent();
        Message simplest = Simpler.simplest(found, fails);
        Throwable why = failure(claim, name, simplest).orElse(first);
        String text = "message " + number + " of " + tries + " at " + name + " of " + policy.name() + " falsifies it\n"
                + "  simplest: " + simplest + "\n"
                + (simplest.equals(found) ? "" : "  found:    " + found + "\n")
                + "  why:      " + String.valueOf(why.getMessage()).strip().replace("\n", "\n            ") + "\n"
                + "  explain:  " + policy.explain(name, simplest) + "\n"
                + "  again:    -D" + SEED + "=" + seed + " or .seed(" + seed + "L)";
        return new AssertionError(text, why);
    }

    // A claim of a user's may throw anything; a broken machine is not the message's fault.
    @SuppressWarnings("CatchingUnchecked")
    private static Optional<Throwable> failure(Claim claim, String name, Message message) {
        try {
            claim.check(name, message);
            return Optional.empty();
        } catch (AssertionError | Exception failure) {
            return Optional.of(failure);
        }
    }
}
