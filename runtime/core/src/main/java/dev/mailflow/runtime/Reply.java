package dev.mailflow.runtime;

/**
 * An SMTP reply (RFC 5321 4.2, RFC 3463).
 *
 * @param code 400 to 599
 * @param status enhanced status code, {@code 5.7.64}
 * @param text one line of printable ASCII
 */
public record Reply(int code, String status, String text) {
    @Override
    public String toString() {
        return code + " " + status + " " + text;
    }
}
