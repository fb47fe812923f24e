package dev.mailflow.relay.dns;

import dev.mailflow.relay.memory.SingleFlight;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks a recursive resolver and keeps its answers as long as they may be kept. dnsjava's own lookup does not tell whether
 * an answer was validated, on which DANE depends.
 */
final class Questions {
    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);
    private static final int MOST_ALIASES = 16;
    /** An answer has 64 KiB at most, and takes some ten times as much where its records are small. */
    private static final Answers.Bounds MOST_KEPT = new Answers.Bounds(10_000, 32 << 20);
    /** Seconds; longer keeping would only delay changes. */
    private static final long LONGEST = 3600;
    /** Seconds that an absence is believed, and a failure at most (RFC 2308 7: no longer than five minutes). */
    private static final long ABSENT = 30;

    private final Resolver resolver;
    private final Validation validation;
    /** How long one server is waited for once, in nanoseconds. */
    private final long silence;

    private final LongSupplier nanoTime;
    private final Answers cache;
    private final SingleFlight<String, Answer> flights;

    /** Whether the resolver's word that it validated an answer is believed. */
    enum Validation {
        TRUSTED,
        UNTRUSTED
    }

    Questions(Resolver resolver, Validation validation) {
        this(resolver, validation, resolver.getTimeout());
    }

    /** @param silence how long one of the resolver's servers is waited for once */
    Questions(Resolver resolver, Validation validation, Duration silence) {
        this(resolver, validation, silence, System::nanoTime, MOST_KEPT);
    }

    /** @param nanoTime as {@link System#nanoTime} */
    Questions(
            Resolver resolver, Validation validation, Duration silence, LongSupplier nanoTime, Answers.Bounds bounds) {
        this.resolver = resolver;
        this.validation = validation;
        this.silence = TimeUnit.MILLISECONDS.toNanos(silence.toMillis());
        this.nanoTime = nanoTime;
        this.cache = new Answers(bounds);
        // One question without aliases is over by then, for there is no more than the resolver's own time for it.
        this.flights = new SingleFlight<>(resolver.getTimeout().multipliedBy(2));
    }

    Answer ask(String name, int type) {
        Name asked;
        try {
            asked = Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            return new Answer(MailHosts.Status.NO_DOMAIN, Name.root, List.of(), false);
        }
        String key = type + " " + name;
        return known(key).orElseGet(() -> flights.ask(key, () -> known(key).orElseGet(() -> ask(key, asked, type))));
    }

    private Optional<Answer> known(String key) {
        return cache.get(key, nanoTime.getAsLong());
    }

    private Answer ask(String key, Name asked, int type) {
        long now = nanoTime.getAsLong();
        Chase chase = new Chase(type);
        Answer answer = chase.run(asked);
        if (answer.status() == MailHosts.Status.UNASKED) {
            return answer;
        }
        if (answer.status() == MailHosts.Status.TRY_AGAIN) {
            return failed(key, answer, now);
        }
        cache.put(key, answer, now + TimeUnit.SECONDS.toNanos(chase.seconds));
        return answer;
    }

    /** Kept from its end on for as long as it took, for a worker waited so long; what another learnt meanwhile is better. */
    private Answer failed(String key, Answer failure, long begun) {
        long end = nanoTime.getAsLong();
        long time = Math.max(TimeUnit.SECONDS.toNanos(1), Math.min(TimeUnit.SECONDS.toNanos(ABSENT), end - begun));
        if (Thread.currentThread().isInterrupted()) {
            return failure;
        }
        return cache.putUnlessKnown(key, failure, end, end + time);
    }

    /** One question with the aliases that it leads through. */
    private final class Chase {
        private final int type;
        private boolean secure = validation == Validation.TRUSTED;
        private long seconds = LONGEST;

        Chase(int type) {
            this.type = type;
        }

        Answer run(Name asked) {
            Name name = asked;
            for (int i = 0; i < MOST_ALIASES; i++) {
                Message reply;
                long begun = nanoTime.getAsLong();
                try {
                    reply = resolver.send(query(name));
                } catch (IOException e) {
                    return isUnasked(e, nanoTime.getAsLong() - begun) ? unasked(name, e) : failed(name);
                }
                secure &= reply.getHeader().getFlag(Flags.AD);
                int code = reply.getHeader().getRcode();
                if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
                    return failed(name);
                }
                List<Record> answers = reply.getSection(Section.ANSWER);
                Name end = follow(name, answers);
                List<Record> records = new ArrayList<>();
                for (Record record : answers) {
                    if (record.getType() == type && record.getName().equals(end)) {
                        records.add(record);
                        seconds = Math.min(seconds, record.getTTL());
                    }
                }
                if (!records.isEmpty()) {
                    return new Answer(MailHosts.Status.FOUND, end, records, secure);
                }
                if (end.equals(name) || code == Rcode.NXDOMAIN) {
                    seconds = Math.min(seconds, ABSENT);
                    MailHosts.Status status =
                            code == Rcode.NXDOMAIN ? MailHosts.Status.NO_DOMAIN : MailHosts.Status.FOUND;
                    return new Answer(status, end, List.of(), secure);
                }
                name = end;
            }
            return failed(name);
        }

        private Message query(Name name) {
            Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
            // RFC 6840 5.7: we understand AD and want it.
            query.getHeader().setFlag(Flags.AD);
            return query;
        }

        /**
         * No socket for want of files, no way to the resolver, nobody there. The error is the last server's alone: if the question
         * took as long as one is waited for, another may have been asked, and was silent. Who is called by TCP has answered that
         * there is more: what fails there is told otherwise ({@link OneServer.Withheld}).
         */
        private boolean isUnasked(IOException e, long took) {
            boolean isOfTheSocket = e instanceof SocketException;
            // No free port, says dnsjava, or no selector, says the system: of no kind of its own, as nothing else is.
            boolean isPlain = e.getClass() == IOException.class && e.getCause() == null;
            return took < silence && (isOfTheSocket || isPlain);
        }

        private Answer unasked(Name name, IOException e) {
            // Where nobody listens there are no words.
            String reason = Objects.requireNonNullElse(e.getMessage(), e.toString());
            LOG.warn("event=dns-unasked name={} type={} reason=\"{}\"", name, Type.string(type), reason);
            return new Answer(MailHosts.Status.UNASKED, name, List.of(), false);
        }

        private Answer failed(Name name) {
            return new Answer(MailHosts.Status.TRY_AGAIN, name, List.of(), false);
        }

        private Name follow(Name from, List<Record> answers) {
            Name name = from;
            for (int i = 0; i < MOST_ALIASES; i++) {
                Name next = name;
                for (Record record : answers) {
                    if (record instanceof CNAMERecord alias && alias.getName().equals(name)) {
                        next = alias.getTarget();
                        seconds = Math.min(seconds, alias.getTTL());
                    } else if (record instanceof DNAMERecord alias && name.subdomain(alias.getName())) {
                        next = substituted(name, alias);
                        seconds = Math.min(seconds, alias.getTTL());
                    }
                }
                if (next.equals(name)) {
                    return name;
                }
                name = next;
            }
            return name;
        }

        private Name substituted(Name name, DNAMERecord alias) {
            try {
                return name.equals(alias.getName()) ? name : name.fromDNAME(alias);
            } catch (NameTooLongException e) {
                return name;
            }
        }
    }
}
