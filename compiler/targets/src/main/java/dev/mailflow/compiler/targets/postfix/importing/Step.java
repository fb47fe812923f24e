package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.targets.postfix.importing.Point.Session;
import dev.mailflow.compiler.targets.postfix.importing.Point.User;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One restriction as far as a policy can say the same: it permits, refuses, or says nothing (SMTPD_ACCESS_README). */
sealed interface Step {
    /** Empty: nothing is said, the next restriction has its turn. */
    Optional<Answer> answer(Point point);

    /** @param refusal empty: permitted */
    record Answer(Optional<Reply> refusal) {
        static final Answer PERMITTED = new Answer(Optional.empty());
    }

    static Optional<Answer> run(List<Step> steps, Point point) {
        for (Step step : steps) {
            Optional<Answer> answer = step.answer(point);
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    /** Whatever the client. */
    record Always(Answer says) implements Step {
        @Override
        public Optional<Answer> answer(Point point) {
            return Optional.of(says);
        }
    }

    /**
     * A row of a table behind one that could not be read: that might have refused what this one lets in. So it lets nobody in, and what
     * it refuses it refuses.
     */
    final class Behind implements Step {
        // No record: two lists that are nested deeply would be compared, each of them twice at every depth.
        private final List<Step> steps;

        Behind(List<Step> steps) {
            this.steps = List.copyOf(steps);
        }

        @Override
        public Optional<Answer> answer(Point point) {
            return run(steps, point).filter(answer -> answer.refusal().isPresent());
        }
    }

    /** {@code reject_plaintext_session}. */
    record InClear(Answer says) implements Step {
        @Override
        public Optional<Answer> answer(Point point) {
            return point.session() == Session.IN_CLEAR ? Optional.of(says) : Optional.empty();
        }
    }

    /** {@code permit_sasl_authenticated}, and {@code check_sasl_access} of a table that says one thing of all users. */
    record OfUser(List<Step> steps) implements Step {
        @Override
        public Optional<Answer> answer(Point point) {
            return point.user() == User.AUTHENTICATED ? run(steps, point) : Optional.empty();
        }
    }

    /** {@code reject_unauth_destination}, {@code permit_auth_destination}. */
    record OfDomain(Predicate<Point> accepted, Accepted when, Answer says) implements Step {
        enum Accepted {
            OURS,
            OTHERS
        }

        @Override
        public Optional<Answer> answer(Point point) {
            return accepted.test(point) == (when == Accepted.OURS) ? Optional.of(says) : Optional.empty();
        }
    }

    /** {@code permit_mynetworks}, {@code check_client_access}. */
    record OfClient(ClientTable table, Map<String, List<Step>> steps) implements Step {
        @Override
        public Optional<Answer> answer(Point point) {
            return table.value(point.client()).flatMap(value -> run(steps.getOrDefault(value, List.of()), point));
        }
    }

    /** {@code check_sender_access}, {@code check_recipient_access}. */
    record OfAddress(Envelope part, AddressTable table, Map<String, List<Step>> steps) implements Step {
        enum Envelope {
            SENDER,
            RECIPIENT
        }

        @Override
        public Optional<Answer> answer(Point point) {
            return table.value(part == Envelope.SENDER ? point.sender() : Optional.of(point.recipient()))
                    .flatMap(value -> run(steps.getOrDefault(value, List.of()), point));
        }

        List<AddressPattern> patterns() {
            return table.patterns();
        }
    }

    /** {@code check_ccert_access} of certificates whose names are known. */
    record OfCertificate(Map<CertificatePattern, List<Step>> steps) implements Step {
        @Override
        public Optional<Answer> answer(Point point) {
            return point.certificate()
                    .flatMap(name -> steps.entrySet().stream()
                            .filter(entry -> entry.getKey().matches(name))
                            .findFirst()
                            .flatMap(entry -> run(entry.getValue(), point)));
        }
    }

    /**
     * A class or a table that a row or class within it names again. For the same message it comes to the same row once more, and
     * so on without end: smtpd(8) gives up and defers.
     */
    final class Again implements Step {
        private static final Answer GIVEN_UP = new Answer(
                Optional.of(new Reply(Reply.Verdict.DEFER, Optional.empty(), Optional.empty(), Optional.empty())));

        private List<Step> steps = List.of();
        private boolean asked;

        /** Called once, when all of it has been read. */
        void means(List<Step> all) {
            steps = all;
        }

        @Override
        public Optional<Answer> answer(Point point) {
            if (asked) {
                return Optional.of(GIVEN_UP);
            }
            asked = true;
            Optional<Answer> answer = run(steps, point);
            asked = false;
            return answer;
        }
    }
}
