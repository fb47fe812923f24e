package dev.mailflow.cli.render;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Names of files for programs that look for them from the folder in which mailflow runs. Only text is looked at, never a disk.
 *
 * @param path absolute, with {@code /} or {@code \} between folders
 */
public record WorkingFolder(String path) {
    /** What may stand in a path segment as it is (RFC 3986 section 3.3), but for the colon: the first segment must not hold one. */
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=@";

    /** Relative and without dots where the file lies in the folder or beneath it, absolute elsewhere. */
    String relative(String file) {
        String whole = absolute(file);
        String base = normal(path);
        String prefix = base.endsWith("/") ? base : base + "/";
        return whole.startsWith(prefix) && whole.length() > prefix.length() ? whole.substring(prefix.length()) : whole;
    }

    /** A relative reference, or a {@code file} URI where the file lies elsewhere (RFC 3986 section 4.2, RFC 8089). */
    String uri(String file) {
        String name = relative(file);
        if (!isAbsolute(name)) {
            return encoded(name);
        }
        // A drive letter keeps its colon: file:///C:/policies.
        String drive = name.startsWith("/") ? "" : "/" + name.substring(0, 2);
        return "file://" + drive + encoded(name.startsWith("/") ? name : name.substring(2));
    }

    /** Whether {@link #uri} is relative to the folder. */
    boolean holds(String file) {
        return !isAbsolute(relative(file));
    }

    private String absolute(String file) {
        String slashed = file.replace('\\', '/');
        return isAbsolute(slashed) ? normal(slashed) : normal(path + "/" + slashed);
    }

    private static boolean isAbsolute(String file) {
        return file.startsWith("/")
                || (file.length() > 2
                        && file.charAt(1) == ':'
                        && file.charAt(2) == '/'
                        && Character.isLetter(file.charAt(0)));
    }

    private static String normal(String file) {
        String slashed = file.replace('\\', '/');
        Deque<String> parts = new ArrayDeque<>();
        for (String part : slashed.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return (slashed.startsWith("/") ? "/" : "") + String.join("/", parts);
    }

    private static String encoded(String name) {
        StringBuilder uri = new StringBuilder(name.length() + 8);
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if (c == '/' || PLAIN.indexOf(c) >= 0) {
                uri.append(c);
            } else {
                uri.append('%').append(String.format("%02X", (int) c));
            }
        }
        return uri.toString();
    }
}
