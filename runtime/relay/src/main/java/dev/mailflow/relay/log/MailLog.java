package dev.mailflow.relay.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log lines about messages, one event each: {@code event=delivery id=… to=… result=…}. Values with anything but plain
 * characters are quoted, and escaped so that no peer can forge a line or a field.
 */
public final class MailLog {
    private static final Logger LOG = LoggerFactory.getLogger("mailflow.mail");

    /** Characters. */
    private static final int LONGEST_CLAIM = 120;

    private final StringBuilder line = new StringBuilder(256);

    private MailLog(String event) {
        line.append("event=").append(event);
    }

    /** Begins a line. */
    public static MailLog event(String name) {
        return new MailLog(name);
    }

    /** Adds a field; an empty value is left out. */
    public MailLog with(String key, Object value) {
        String text = value.toString();
        if (!text.isEmpty()) {
            line.append(' ').append(key).append('=');
            append(text);
        }
        return this;
    }

    /** As {@link #with(String, Object)}, of words that a stranger makes up: cut where they are long. */
    public MailLog withClaim(String key, String value) {
        if (value.length() <= LONGEST_CLAIM) {
            return with(key, value);
        }
        int end = Character.isHighSurrogate(value.charAt(LONGEST_CLAIM - 1)) ? LONGEST_CLAIM - 1 : LONGEST_CLAIM;
        return with(key, value.substring(0, end) + "...");
    }

    public MailLog with(String key, long value) {
        line.append(' ').append(key).append('=').append(value);
        return this;
    }

    /** Writes the line. */
    public void write() {
        if (LOG.isInfoEnabled()) {
            LOG.info(line.toString());
        }
    }

    /** Writes the line as one about which somebody has to do something. */
    public void writeError() {
        LOG.error(line.toString());
    }

    /** The line, for tests. */
    String text() {
        return line.toString();
    }

    private void append(String text) {
        if (text.chars().allMatch(MailLog::isPlain)) {
            line.append(text);
            return;
        }
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || c >= 0x7F && c < 0xA0 || isUnseen(c)) {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }

    /** What breaks a line, or shows a text as another one: marks of direction among it (Unicode UAX #9). */
    private static boolean isUnseen(char c) {
        return c == 0x2028 || c == 0x2029 || Character.getType(c) == Character.FORMAT;
    }

    private static boolean isPlain(int c) {
        return c > ' ' && c < 0x7F && c != '"' && c != '\\' && c != '=';
    }
}
