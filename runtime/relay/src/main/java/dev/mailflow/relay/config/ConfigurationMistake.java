package dev.mailflow.relay.config;

/**
 * One mistake in a configuration.
 *
 * @param file as it was named
 * @param line from 1; 0 if the mistake has no place
 * @param column from 1
 * @param key the key's path, {@code limits.messageSize} or {@code listeners[1].port}; empty for the whole file
 * @param message what is wrong, and the way out
 */
public record ConfigurationMistake(String file, int line, int column, String key, String message) {
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line + ":" + column : "") + ": " + (key.isEmpty() ? "" : key + ": ") + message;
    }
}
