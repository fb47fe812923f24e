package dev.mailflow.compiler.resolve;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Paths as text, with {@code /} between folders; nothing here looks at a disk. */
final class Paths {
    private Paths() {}

    static String folderOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash + 1);
    }

    static boolean isAbsolute(String path) {
        return path.startsWith("/")
                || path.startsWith("\\")
                || (path.length() > 1 && path.charAt(1) == ':' && Character.isLetter(path.charAt(0)));
    }

    /** The path wherever it leads; {@code ..} at its beginning stays. */
    static String anywhere(String folder, String relative) {
        String whole = isAbsolute(relative) ? relative : folder + relative;
        Deque<String> parts = new ArrayDeque<>();
        for (String part : whole.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.equals("..") || !whole.startsWith("/")) {
                parts.addLast(part);
            }
        }
        return (whole.startsWith("/") ? "/" : "") + String.join("/", parts);
    }

    /** The path beneath {@code root}, or empty if it leads out of it. */
    static Optional<String> within(String root, String folder, String relative) {
        String inner = folder.substring(root.length()) + relative;
        Deque<String> parts = new ArrayDeque<>();
        for (String part : inner.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                if (parts.isEmpty()) {
                    return Optional.empty();
                }
                parts.removeLast();
            } else {
                parts.addLast(part);
            }
        }
        return Optional.of(root + String.join("/", parts));
    }
}
