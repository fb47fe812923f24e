package dev.mailflow.relay;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What is logged while a test runs. */
public final class MailLogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private MailLogLines(String logger) {
        this.logger = (Logger) LoggerFactory.getLogger(logger);
    }

    public static MailLogLines listen() {
        return listen("mailflow.mail");
    }

    /** What a class logs beside that. */
    public static MailLogLines of(Class<?> type) {
        return listen(type.getName());
    }

    private static MailLogLines listen(String logger) {
        MailLogLines all = new MailLogLines(logger);
        all.setContext(all.logger.getLoggerContext());
        all.start();
        all.logger.addAppender(all);
        all.logger.setLevel(Level.INFO);
        all.logger.setAdditive(false);
        return all;
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage());
    }

    public List<String> of(String event) {
        return lines.stream()
                .filter(line -> line.startsWith("event=" + event + " "))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(null);
        logger.setAdditive(true);
        stop();
    }
}
