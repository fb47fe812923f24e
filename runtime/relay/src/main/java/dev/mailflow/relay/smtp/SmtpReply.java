package dev.mailflow.relay.smtp;

import dev.mailflow.runtime.Reply;

/**
 * A reply of ours.
 *
 * @param status enhanced status code (RFC 3463), or empty where none may stand (RFC 2034 4)
 */
record SmtpReply(int code, String status, String text) {
    /** RFC 5321 4.5.3.1.5, without the CRLF. */
    private static final int LONGEST = 510;

    static SmtpReply of(int code, String status, String text) {
        return new SmtpReply(code, status, text);
    }

    static SmtpReply of(Reply reply) {
        return new SmtpReply(reply.code(), reply.status(), reply.text());
    }

    boolean isPositive() {
        return code < 400;
    }

    /** One line, printable ASCII only, so that nothing a peer said can break out of it. */
    @Override
    public String toString() {
        String line = code + " " + (status.isEmpty() ? "" : status + " ") + text;
        StringBuilder safe = new StringBuilder(Math.min(line.length(), LONGEST));
        for (int i = 0; i < line.length() && i < LONGEST; i++) {
            char c = line.charAt(i);
            safe.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return safe.toString();
    }
}
