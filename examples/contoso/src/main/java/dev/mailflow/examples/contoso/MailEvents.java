package dev.mailflow.examples.contoso;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** What the relays log, as an administrator's tools would read it: {@code key=value}, quoted where need be. */
final class MailEvents extends AppenderBase<ILoggingEvent> {
    private static final Pattern FIELD = Pattern.compile("([a-z]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S*))");

    private final List<Map<String, String>> events = new ArrayList<>();

    /** Begins to listen to every relay of this JVM. */
    static MailEvents listen() {
        MailEvents events = new MailEvents();
        Logger logger = (Logger) LoggerFactory.getLogger("mailflow.mail");
        events.setContext(logger.getLoggerContext());
        events.start();
        logger.addAppender(events);
        return events;
    }

    @Override
    protected void append(ILoggingEvent event) {
        Map<String, String> fields = new HashMap<>();
        Matcher matcher = FIELD.matcher(event.getFormattedMessage());
        while (matcher.find()) {
            String value = matcher.group(2) == null
                    ? matcher.group(3)
                    : matcher.group(2).replaceAll("\\\\(.)", "$1");
            fields.put(matcher.group(1), value);
        }
        synchronized (events) {
            events.add(fields);
            events.notifyAll();
        }
    }

    /** The newest event of that kind about a queue id that is wanted, waited for. */
    Optional<Map<String, String>> await(
            String kind, String id, Predicate<Map<String, String>> wanted, Duration patience)
            throws InterruptedException {
        return await(
                event -> kind.equals(event.get("event")) && id.equals(event.get("id")) && wanted.test(event), patience);
    }

    /** The newest refusal of a message between the two, waited for. */
    Optional<Map<String, String>> awaitRefusal(String from, String to, Duration patience) throws InterruptedException {
        return await(
                event -> "message".equals(event.get("event"))
                        && "reject".equals(event.get("verdict"))
                        && from.equals(event.get("from"))
                        && to.equals(event.get("to")),
                patience);
    }

    private Optional<Map<String, String>> await(Predicate<Map<String, String>> wanted, Duration patience)
            throws InterruptedException {
        Instant end = Instant.now().plus(patience);
        synchronized (events) {
            while (true) {
                // The newest first: the same two may have written before.
                for (int i = events.size() - 1; i >= 0; i--) {
                    if (wanted.test(events.get(i))) {
                        return Optional.of(events.get(i));
                    }
                }
                long left = Duration.between(Instant.now(), end).toMillis();
                if (left <= 0) {
                    return Optional.empty();
                }
                events.wait(left);
            }
        }
    }
}
