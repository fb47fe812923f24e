package dev.mailflow.relay.smtp;

import dev.mailflow.relay.queue.Judge;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.HeaderTest;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the policy, and knows when its answer is certain: at RCPT the size and the headers may be unknown, so every way
 * they could turn out is tried (language contract, "Timing"). Hops are a matter of the whole message and wait for its end.
 */
public final class PolicyGate implements Judge {
    /** Two to this many combinations are tried at RCPT; with more tests the end of the message is waited for. */
    private static final int MOST_TESTS = 6;

    private final RoutingPolicy policy;
    private final List<List<Header>> headerSections;
    private final Set<String> headerNames = new HashSet<>();
    private final long[] sizes;

    public PolicyGate(RoutingPolicy policy) {
        this.policy = policy;
        List<HeaderTest> tests = policy.headerTests();
        tests.forEach(test -> headerNames.add(test.name()));
        this.headerSections = tests.size() <= MOST_TESTS ? sections(tests) : List.of();
        long[] limits = policy.sizeLimits();
        this.sizes = new long[limits.length + 1];
        for (int i = 0; i < limits.length; i++) {
            // Limits are inclusive: a decision changes one octet above them.
            sizes[i + 1] = limits[i] + 1;
        }
    }

    /** Header sections that together realise every possible combination of the tests' answers. */
    private static List<List<Header>> sections(List<HeaderTest> tests) {
        List<List<Header>> all = new ArrayList<>();
        for (int answers = 0; answers < 1 << tests.size(); answers++) {
            section(tests, answers).ifPresent(all::add);
        }
        return all;
    }

    private static Optional<List<Header>> section(List<HeaderTest> tests, int answers) {
        List<Header> headers = new ArrayList<>();
        for (int i = 0; i < tests.size(); i++) {
            HeaderTest test = tests.get(i);
            if ((answers >> i & 1) == 0) {
                continue;
            }
            Optional<Header> witness = candidates(tests, test).stream()
                    .map(value -> new Header(test.name(), value))
                    .filter(header -> noneFalse(tests, answers, header))
                    .findFirst();
            if (witness.isEmpty()) {
                return Optional.empty();
            }
            headers.add(witness.get());
        }
        return Optional.of(headers);
    }

    private static List<String> candidates(List<HeaderTest> tests, HeaderTest test) {
        if (!test.values().isEmpty()) {
            return test.values();
        }
        // Any value will do, best one that no test names; failing that, one that a true test names.
        List<String> values = new ArrayList<>();
        StringBuilder other = new StringBuilder("-");
        tests.forEach(each ->
                each.values().forEach(value -> other.append(value.length() >= other.length() ? value : "")));
        values.add(other.toString());
        tests.forEach(each -> values.addAll(each.values()));
        return values;
    }

    private static boolean noneFalse(List<HeaderTest> tests, int answers, Header header) {
        for (int i = 0; i < tests.size(); i++) {
            if ((answers >> i & 1) == 0 && tests.get(i).holds(List.of(header))) {
                return false;
            }
        }
        return true;
    }

    /** Names of header fields that decisions can depend on, lower case. */
    @Override
    public Set<String> headerNames() {
        return headerNames;
    }

    String site() {
        return policy.site();
    }

    /** With everything known. */
    @Override
    public Decision decide(Transaction transaction) {
        return policy.decide(transaction);
    }

    /**
     * Before the message is read. Where it is refused for good whatever comes, though not always for the same reason, the
     * answer is that for a small message without headers: an open relay is not even to be suspected.
     *
     * @param declaredSize of SIZE (RFC 1870), or negative
     * @return empty if what is still unknown matters
     */
    public Optional<Decision> decideEarly(Transaction transaction, long declaredSize) {
        if (headerSections.isEmpty()) {
            return Optional.empty();
        }
        Decision first = null;
        for (long size : declaredSize >= 0 ? new long[] {declaredSize} : sizes) {
            for (List<Header> headers : headerSections) {
                Decision decision = policy.decide(
                        transaction.toBuilder().size(size).headers(headers).build());
                if (first == null) {
                    first = decision;
                } else if (!first.equals(decision) && !(isForGood(first) && isForGood(decision))) {
                    return Optional.empty();
                }
            }
        }
        return Optional.ofNullable(first);
    }

    private static boolean isForGood(Decision decision) {
        return decision.outcome() == Decision.Outcome.REJECT;
    }
}
