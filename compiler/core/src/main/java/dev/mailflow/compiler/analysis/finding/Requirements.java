package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.clause.Admission.Asked;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Reply;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Requirements that all mail of the connector fails, and those that none can fail: what `when` or the endpoint selects by is never
 * refused for it.
 */
final class Requirements implements Study {
    @Override
    public void at(Scene scene, DiagnosticSink sink) {
        for (Source source : scene.sources().values()) {
            if (!source.isPassed() || !isOnlyOfTheConnection(source.rule().requirements())) {
                new OfOne(scene, source, sink).look();
            }
        }
    }

    /** Whether of none of what is asked for it is told that it refuses nothing. */
    private static boolean isOnlyOfTheConnection(InboundRule.Requirements required) {
        return required.network().isEmpty()
                && required.auth().isEmpty()
                && required.sender().isEmpty()
                && required.recipient().isEmpty();
    }

    private static final class OfOne {
        private final Scene scene;
        private final Source source;
        private final InboundRule rule;
        private final DiagnosticSink sink;

        OfOne(Scene scene, Source source, DiagnosticSink sink) {
            this.scene = scene;
            this.source = source;
            this.rule = source.rule();
            this.sink = sink;
        }

        void look() {
            if (rule.requirements().equals(InboundRule.Requirements.NONE)
                    || !source.isPassed()
                            && !happens(number -> source.clauses().get(number).box())) {
                return;
            }
            List<Asked> first = asked(0);
            if (!source.isPassed()
                    && !happens(number -> asked(number).get(first.size() - 1).met())) {
                for (int i = 0; i < first.size(); i++) {
                    int index = i;
                    if (!happens(number -> asked(number).get(index).met())) {
                        if (!isLock(index) && !isForOthersOnly(first.get(i).reason())) {
                            neverHolds(first.get(i).reason());
                        }
                        return;
                    }
                }
            }
            for (int i = 0; i < first.size(); i++) {
                int index = i;
                Reason reason = first.get(i).reason();
                if (saysNothing(reason)
                        && !happens(number -> asked(number).get(index).failing())) {
                    neverFails(reason);
                }
            }
        }

        private List<Asked> asked(int number) {
            return source.asked(number, scene.clauses().admission());
        }

        /**
         * Whether a message that is attributed to the connector lies in that part; undecided counts as yes.
         *
         * @param part what of the clause of that number
         */
        private boolean happens(IntFunction<Box> part) {
            for (int i = 0; i < source.clauses().size(); i++) {
                Answer answer = scene.search()
                        .find(
                                part.apply(i),
                                scene.clauses().before(source.clauses().get(i)));
                scene.watch(answer, rule.connector(), sink);
                if (!(answer instanceof Answer.Covered)) {
                    return true;
                }
            }
            return false;
        }

        /**
         * Whether the connector is there to refuse: foreign mail that meets what is asked up to that number exists, and all of it is
         * that of trusted sources, which go before. Where its own criteria exclude what it asks for, there is no such mail, and that is
         * a mistake.
         */
        private boolean isLock(int number) {
            InboundRule.Requirements required = rule.requirements();
            if (rule.connector().peerKind() != EndpointKind.INTERNET
                    || required.network().isEmpty()
                            && required.clientCertificate().isEmpty()) {
                return false;
            }
            List<Box> met = IntStream.range(0, source.clauses().size())
                    .mapToObj(clause -> asked(clause).get(number).met())
                    .filter(box -> !box.isEmpty())
                    .toList();
            return !met.isEmpty()
                    && met.stream()
                            .allMatch(box ->
                                    scene.search().find(box, scene.clauses().trusted()) instanceof Answer.Covered);
        }

        /**
         * Whether the connector refuses all its mail in words of its own, as mail that only other trusted sources may bring: it asks for
         * just their networks, and for nothing else.
         */
        private boolean isForOthersOnly(Reason reason) {
            InboundRule.Requirements required = rule.requirements();
            return reason == Reason.NETWORK_NOT_ALLOWED
                    && rule.connector().peerKind().isTrusted()
                    && rule.otherwise().filter(OfOne::refusesInWords).isPresent()
                    && required.network()
                            .filter(asked -> required.equals(onlyNetwork(asked)))
                            .filter(asked -> asked.alternatives().stream().allMatch(this::isOfAnother))
                            .isPresent();
        }

        private static boolean refusesInWords(Reply reply) {
            return reply.verdict() == Reply.Verdict.REJECT
                    && (reply.code().isPresent() || reply.text().isPresent());
        }

        private static InboundRule.Requirements onlyNetwork(InboundRule.Demand<Network> network) {
            return new InboundRule.Requirements(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(network),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        private boolean isOfAnother(Network network) {
            return scene.clauses().site().inbound().stream()
                    .filter(other -> other.connector().isEnabled()
                            && other.connector().peerKind().isTrusted()
                            && !other.connector().peer().equals(rule.connector().peer()))
                    .flatMap(other -> other.criteria().networks().stream())
                    .flatMap(group -> group.networks().stream())
                    .anyMatch(network::equals);
        }

        /** TLS and certificates are told to the sending site too, and an identity has to be written somewhere. */
        private boolean saysNothing(Reason reason) {
            return switch (reason) {
                case NETWORK_NOT_ALLOWED -> !isIdentity(place(reason));
                case AUTH_REQUIRED, SENDER_NOT_ALLOWED, RECIPIENT_NOT_ALLOWED -> true;
                default -> false;
            };
        }

        /** Whether the networks that stand there are those by which the connector is known. */
        private boolean isIdentity(Span place) {
            for (Criteria.NetworkGroup group : rule.criteria().networks()) {
                if (group.origin().equals(place)) {
                    return true;
                }
            }
            return false;
        }

        private void neverHolds(Reason reason) {
            Diagnostic found = Diagnostic.of(
                            DiagnosticCode.NEVER_HOLDS,
                            place(reason),
                            "no " + noun(reason) + " that this connector selects meets this: all its mail is refused")
                    .withHelp("make the two overlap, or remove the requirement");
            sink.report(selecting(reason)
                    .map(span -> found.withRelated(span, "selected by this"))
                    .orElse(found));
        }

        private void neverFails(Reason reason) {
            Diagnostic found = Diagnostic.of(
                            DiagnosticCode.NEVER_FAILS,
                            place(reason),
                            "this refuses nothing: each " + noun(reason) + " that `"
                                    + rule.connector().name() + "` selects meets it")
                    .withHelp(
                            "remove it, or select by fewer criteria: mail that is not selected goes to another connector"
                                    + " and is not refused here");
            sink.report(selecting(reason)
                    .map(span -> found.withRelated(span, "selected by this"))
                    .orElse(found));
        }

        private static String noun(Reason reason) {
            return switch (reason) {
                case TLS_REQUIRED, TLS_VERSION -> "connection";
                case CERT_MISMATCH -> "certificate";
                case NETWORK_NOT_ALLOWED -> "network";
                case AUTH_REQUIRED -> "client";
                case SENDER_NOT_ALLOWED -> "sender";
                case RECIPIENT_NOT_ALLOWED -> "recipient";
                default -> "message";
            };
        }

        private Span place(Reason reason) {
            InboundRule.Requirements required = rule.requirements();
            Optional<Span> place = switch (reason) {
                case TLS_REQUIRED, TLS_VERSION -> required.tls().map(InboundRule.Tls::origin);
                case CERT_MISMATCH -> required.clientCertificate().map(InboundRule.Demand::origin);
                case NETWORK_NOT_ALLOWED -> required.network().map(InboundRule.Demand::origin);
                case AUTH_REQUIRED -> required.auth();
                case SENDER_NOT_ALLOWED -> required.sender().map(InboundRule.Demand::origin);
                case RECIPIENT_NOT_ALLOWED -> required.recipient().map(InboundRule.Demand::origin);
                case SIZE_EXCEEDED -> required.size().map(InboundRule.Size::origin);
                default -> Optional.empty();
            };
            return place.orElseGet(() -> scene.place(rule.connector()));
        }

        private Optional<Span> selecting(Reason reason) {
            Criteria criteria = rule.criteria();
            return switch (reason) {
                case NETWORK_NOT_ALLOWED ->
                    criteria.networks().stream()
                            .map(Criteria.NetworkGroup::origin)
                            .findFirst();
                case SENDER_NOT_ALLOWED -> criteria.senders().map(Criteria.AddressGroup::origin);
                case RECIPIENT_NOT_ALLOWED -> criteria.recipients().map(Criteria.AddressGroup::origin);
                default -> Optional.empty();
            };
        }
    }
}
