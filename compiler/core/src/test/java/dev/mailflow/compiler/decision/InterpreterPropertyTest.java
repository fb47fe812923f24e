package dev.mailflow.compiler.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.SecondReading.Said;
import dev.mailflow.compiler.decision.SecondReading.Slip;
import dev.mailflow.compiler.decision.Verdict.Attribution;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.compiler.type.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The interpreter against the second reading of the contract, over random models and messages at their boundaries. */
class InterpreterPropertyTest {
    private static final int MESSAGES_PER_MODEL = 60;

    @Property(tries = 1000)
    void interpreterSaysWhatTheContractSays(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        for (DecisionModel.Site site : model.sites()) {
            BoundaryMessages messages = new BoundaryMessages(model, site.name());
            for (int i = 0; i < MESSAGES_PER_MODEL; i++) {
                Message message = messages.message(random);
                assertThat(words(Interpreter.decide(model, site.name(), message)))
                        .as("%s at %s of %s", message, site.name(), model)
                        .isEqualTo(SecondReading.decide(model, site.name(), message));
            }
        }
    }

    @Property(tries = 300)
    void aNextHopThatOffersLessDefers(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        for (DecisionModel.Site site : model.sites()) {
            BoundaryMessages messages = new BoundaryMessages(model, site.name());
            for (int i = 0; i < MESSAGES_PER_MODEL; i++) {
                Message message = messages.message(random);
                Verdict plain = Interpreter.decide(model, site.name(), message);
                if (!(plain.outcome() instanceof Outcome.Send send)) {
                    RemoteOffer nothing = new RemoteOffer(Optional.empty(), List.of());
                    assertThat(Interpreter.decide(model, site.name(), message, nothing))
                            .isEqualTo(plain);
                    continue;
                }
                OutboundRule.OutboundTls demand = send.via().tls();
                RemoteOffer offer = BoundaryMessages.remote(demand, random);
                String expected = "send via " + send.via().connector().name();
                if (demand.level() == OutboundRule.Level.REQUIRED) {
                    boolean tooOld = demand.minimum().isPresent()
                            && offer.tls().isPresent()
                            && offer.tls().get().ordinal()
                                    < demand.minimum().get().ordinal();
                    boolean nameless = !demand.serverNames().isEmpty()
                            && demand.serverNames().stream()
                                    .noneMatch(name ->
                                            offer.certificateNames().stream().anyMatch(name::matches));
                    expected = offer.tls().isEmpty()
                            ? "defer tls-unavailable"
                            : tooOld ? "defer tls-version" : nameless ? "defer cert-mismatch" : expected;
                }
                Said said = words(Interpreter.decide(model, site.name(), message, offer));
                assertThat(said.outcome()).isEqualTo(expected);
                if (said.outcome().startsWith("defer")) {
                    assertThat(said.code() + " " + said.status()).isEqualTo("450 4.4.317");
                }
            }
        }
    }

    /** The generators are worth something only if every rule decides often. */
    @Example
    void everyOutcomeAndReasonIsMetOften() {
        Map<String, Integer> met = new TreeMap<>();
        Random random = new Random(1);
        int decided = 0;
        for (int i = 0; i < 600; i++) {
            DecisionModel model = RandomPolicies.model(random);
            for (DecisionModel.Site site : model.sites()) {
                BoundaryMessages messages = new BoundaryMessages(model, site.name());
                for (int j = 0; j < MESSAGES_PER_MODEL; j++) {
                    Message message = messages.message(random);
                    Verdict verdict = Interpreter.decide(model, site.name(), message);
                    decided++;
                    met.merge(kind(verdict), 1, Integer::sum);
                    if (words(verdict).outcome().startsWith("defer")) {
                        met.merge("defer", 1, Integer::sum);
                    }
                    met.merge("by " + verdict.by().getClass().getSimpleName(), 1, Integer::sum);
                    if (verdict.by() instanceof Attribution.ByConnector from) {
                        met.merge(
                                "from "
                                        + from.rule()
                                                .connector()
                                                .peerKind()
                                                .name()
                                                .toLowerCase(Locale.ROOT),
                                1,
                                Integer::sum);
                    }
                    if (verdict.outcome() instanceof Outcome.Send send) {
                        met.merge(
                                "to " + send.via().connector().peerKind().name().toLowerCase(Locale.ROOT),
                                1,
                                Integer::sum);
                        Verdict offered = Interpreter.decide(
                                model,
                                site.name(),
                                message,
                                BoundaryMessages.remote(send.via().tls(), random));
                        met.merge("R11 " + kind(offered), 1, Integer::sum);
                    }
                }
            }
        }
        for (Reason reason : Reason.values()) {
            String wanted = reason == Reason.TLS_UNAVAILABLE ? "R11 defer " + reason.id() : "reject " + reason.id();
            assertThat(met).as(wanted + " in " + met).containsKey(wanted);
            assertThat(met.get(wanted)).as(wanted + " in " + met).isGreaterThan(decided / 1000);
        }
        for (String wanted : new String[] {
            "deliver",
            "send",
            "send to internet",
            "defer",
            "R11 send",
            "R11 defer tls-version",
            "R11 defer cert-mismatch",
            "by ByConnector",
            "by ByInternet",
            "by ByMailbox",
            "by ByNobody",
            "from exchange_online",
            "from server",
            "from device",
            "from service",
            "from partner",
            "from internet",
            "to exchange_online",
            "to server",
            "to device",
            "to service",
            "to partner",
            "to internet"
        }) {
            assertThat(met).as(wanted + " in " + met).containsKey(wanted);
            assertThat(met.get(wanted)).as(wanted + " in " + met).isGreaterThan(decided / 1000);
        }
    }

    /** A property that could not find these would prove little. */
    @ParameterizedTest
    @EnumSource
    void everySlipIsFoundWithinTheTriesOfTheProperty(Slip slip) {
        assertThat(LongStream.range(0, 1000).anyMatch(seed -> isFound(slip, seed)))
                .as(slip.name())
                .isTrue();
    }

    private static boolean isFound(Slip slip, long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        for (DecisionModel.Site site : model.sites()) {
            BoundaryMessages messages = new BoundaryMessages(model, site.name());
            for (int i = 0; i < MESSAGES_PER_MODEL; i++) {
                Message message = messages.message(random);
                if (!SecondReading.decide(model, site.name(), message, slip)
                        .equals(words(Interpreter.decide(model, site.name(), message)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String kind(Verdict verdict) {
        String outcome = words(verdict).outcome();
        return outcome.startsWith("send via") ? "send" : outcome;
    }

    static Said words(Verdict verdict) {
        Attribution by = verdict.by();
        String who = by instanceof Attribution.ByConnector from
                ? from.rule().connector().name()
                : by instanceof Attribution.ByInternet
                        ? "internet"
                        : by instanceof Attribution.ByMailbox ? "mailbox" : "nobody";
        Outcome outcome = verdict.outcome();
        if (outcome instanceof Outcome.Refuse refuse) {
            Verdict.Refusal refusal = refuse.refusal();
            return new Said(
                    (refusal.verdict() == Reply.Verdict.DEFER ? "defer " : "reject ")
                            + refusal.reason().id(),
                    who,
                    refusal.code(),
                    refusal.status(),
                    refusal.text());
        }
        if (outcome instanceof Outcome.Send send) {
            return Said.of("send via " + send.via().connector().name(), who);
        }
        return Said.of(outcome instanceof Outcome.Deliver ? "deliver" : "send to internet", who);
    }
}
