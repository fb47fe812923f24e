package dev.mailflow.testkit;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Decision.Outcome;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.runtime.TransactionBuffer;
import dev.mailflow.testkit.facts.Domains;
import dev.mailflow.testkit.facts.Pattern;
import dev.mailflow.testkit.facts.PolicyFacts;
import dev.mailflow.testkit.facts.RuleFacts;
import dev.mailflow.testkit.facts.SiteFacts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Claims that hold of most policies, each to be called in one line. All throw {@link AssertionError} with a message that shows it. */
public final class PolicyProperties {
    private PolicyProperties() {}

    /** What a foreign source sends to a domain that is not ours is refused, unless somebody of ours authenticated. */
    public static void noOpenRelay(CompiledPolicy policy) {
        PolicyFacts facts = policy.facts();
        Check.everyMessage(policy)
                .satisfiesWhere(
                        "from a foreign source to a domain that is not ours",
                        (site, message) -> {
                            Transaction transaction = message.transaction();
                            Decision decision = policy.at(site).decide(transaction);
                            return isForeign(facts, decision.by())
                                    && !transaction.isAuthenticated()
                                    && isNotOurs(facts, transaction);
                        },
                        (site, message) -> {
                            Decision decision = policy.at(site).decide(message.transaction());
                            require(decision.isRefusal(), "relayed for a stranger: " + decision);
                        });
    }

    /**
     * Mail to domains that are not ours is sent on for these sources and for our own users only. State them here once more: the
     * policy's own networks and certificates are what is tested.
     */
    @SafeVarargs
    public static void relaysOnlyFor(CompiledPolicy policy, Predicate<Transaction>... sources) {
        PolicyFacts facts = policy.facts();
        Predicate<Transaction> trusted = Arrays.stream(sources).reduce(Sources.ourUsers(), Predicate::or);
        Check.everyMessage(policy)
                .satisfiesWhere(
                        "from elsewhere to a domain that is not ours",
                        (site, message) -> {
                            Transaction transaction = message.transaction();
                            return isNotOurs(facts, transaction) && !trusted.test(transaction);
                        },
                        (site, message) -> {
                            Decision decision = policy.at(site).decide(message.transaction());
                            require(decision.isRefusal(), "relayed for a source that was not named: " + decision);
                        });
    }

    /** A message's fate for one recipient is the same, whichever other recipients it has and in which order they come. */
    public static void splittingRecipientsNeverChangesAFate(CompiledPolicy policy) {
        Check.everyMessage(policy).satisfiesAtEachSite((site, message) -> {
            RoutingPolicy routing = policy.at(site);
            Transaction alone = message.transaction();
            Decision fate = routing.decide(alone);
            Transaction other = alone.withRecipient(
                    Message.from("").to(Near.STRANGER).transaction().recipient());
            Decision otherFate = routing.decide(other);
            require(routing.decide(other.withRecipient(alone.recipient())).equals(fate), "another fate behind another");
            require(routing.decide(other).equals(otherFate), "the other recipient's fate changed");
            Transaction read = wire(message);
            require(routing.decide(read).equals(fate), "another fate as read from the wire: " + routing.decide(read));
        });
    }

    /** Case of addresses and certificates' names, host names in them too, never changes a decision. */
    public static void caseNeverChangesADecision(CompiledPolicy policy) {
        Check.everyMessage(policy).satisfiesAtEachSite((site, message) -> {
            RoutingPolicy routing = policy.at(site);
            Decision decision = routing.decide(message.transaction());
            Decision shouted = routing.decide(upper(message).transaction());
            require(shouted.equals(decision), "in capitals: " + shouted + ", else " + decision);
            Decision wire = routing.decide(wire(upper(message)));
            require(wire.equals(decision), "in capitals on the wire: " + wire + ", else " + decision);
        });
    }

    /** Two policies decide alike, at every site that the first one has. */
    public static void agree(CompiledPolicy one, CompiledPolicy other) {
        agreeExcept(one, other, message -> false);
    }

    /** Two policies decide alike, but for messages that are meant to be treated differently. Messages come from both. */
    public static void agreeExcept(CompiledPolicy one, CompiledPolicy other, Predicate<Transaction> except) {
        for (CompiledPolicy source : List.of(one, other)) {
            Check.everyMessage(source).satisfiesAtEachSite((site, message) -> {
                Transaction transaction = message.transaction();
                if (!except.test(transaction)) {
                    Decision first = one.at(site).decide(transaction);
                    Decision second = other.at(site).decide(transaction);
                    require(first.equals(second), one + ": " + first + ", " + other + ": " + second);
                }
            });
        }
    }

    /**
     * Mail for these recipients: {@code everythingTo(bank, "contosobank.com", "*.contosobank.com").leavesWithTls(TLS_1_2)}.
     *
     * @param recipients patterns of the language; state them here once more, they are not read from the policy
     */
    public static Leaving everythingTo(CompiledPolicy policy, String... recipients) {
        return new Leaving(policy, Arrays.stream(recipients).map(Pattern::of).toList(), String.join(", ", recipients));
    }

    private static boolean isForeign(PolicyFacts facts, Attribution by) {
        return switch (by.kind()) {
            case INTERNET -> true;
            case MAILBOX, NOBODY -> false;
            case CONNECTOR ->
                facts.sites().stream()
                        .flatMap(site -> site.rules().stream())
                        .anyMatch(rule -> rule.connector().equals(by.connector())
                                && rule.end() == RuleFacts.End.INBOUND
                                && rule.isForeign());
        };
    }

    /** Of a policy that is known in part, only of strangers' domains it is certain that they are not ours. */
    private static boolean isNotOurs(PolicyFacts facts, Transaction message) {
        boolean stranger = message.recipient().domain().text().equals("internet.example");
        return (facts.part() == PolicyFacts.Part.WHOLE || stranger) && !facts.isAccepted(message.recipient());
    }

    static boolean isSite(PolicyFacts facts, String endpoint) {
        return facts.sites().stream().map(SiteFacts::name).anyMatch(endpoint::equals);
    }

    static boolean isSent(Decision decision) {
        return decision.outcome() == Outcome.SEND || decision.outcome() == Outcome.SEND_TO_INTERNET;
    }

    private static Message upper(Message message) {
        return message.by(Capitals.of(message.sender()))
                .to(Capitals.of(message.recipient()))
                .cert(message.certificateNames().stream().map(Capitals::of).toList());
    }

    /** As a relay reads it, from the octets of the session. */
    private static Transaction wire(Message spelled) {
        Transaction read = spelled.transaction();
        TransactionBuffer buffer = new TransactionBuffer();
        if (read.isSubmitted()) {
            buffer.submitted();
        } else {
            buffer.connection(octets(read), read.tls()).user(read.user().orElse(null));
            for (String name : spelled.certificateNames()) {
                byte[] text = text(name);
                buffer.certificateName(text, 0, text.length);
            }
        }
        byte[] sender = text(spelled.sender());
        byte[] recipient = text(spelled.recipient());
        return buffer.sender(sender, 0, sender.length)
                .recipient(recipient, 0, recipient.length)
                .size(read.size())
                .hops(read.hops())
                .headers(read.headers())
                .transaction();
    }

    private static byte[] text(String spelled) {
        // A relay maps Unicode before it fills the buffer.
        String ascii = spelled.chars().allMatch(c -> c <= 0x7E) ? spelled : Domains.toAscii(spelled);
        return ascii.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] octets(Transaction message) {
        byte[] octets = new byte[16];
        for (int i = 0; i < 8; i++) {
            octets[i] = (byte) (message.client().high() >>> 56 - 8 * i);
            octets[i + 8] = (byte) (message.client().low() >>> 56 - 8 * i);
        }
        return octets;
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
