package dev.mailflow.compiler.target;

import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a model came from: its name for those who ask for it, and the tests that stand in it.
 *
 * @param name path of the file beneath the folder in which a build keeps its policies: {@code contoso.mailflow}
 * @param path of the same file as places in it are shown; it ends in {@code name}, or has no folder that could be told
 * @param tests in the order of the text
 */
public record PolicySource(String name, String path, List<TestCase> tests) {
    /** Of a policy that came from no file. */
    private static final String NAMELESS = "policy.mailflow";

    public PolicySource {
        tests = List.copyOf(tests);
    }

    /** Of a file that stands for itself: its name is the last part of its path. */
    public static PolicySource of(String path, List<TestCase> tests) {
        String last = lastPart(path);
        // Standard input has names that are none of a file.
        boolean isFile = !last.equals("-") && last.matches("[^<>:\"|?*]+");
        return new PolicySource(isFile ? last : NAMELESS, path, tests);
    }

    /**
     * The file in which a place lies, as a path from the folder that {@code name} is relative to; so it is the same wherever
     * the policy is built.
     */
    public String file(Span place) {
        String other = place.file().path();
        if (other.equals(path)) {
            return name;
        }
        String folder = path.endsWith(name) ? path.substring(0, path.length() - name.length()) : "";
        if (isAbsolute(folder) != isAbsolute(other)) {
            return lastPart(other);
        }
        List<String> from = parts(folder);
        List<String> to = parts(other);
        int common = 0;
        while (common < from.size()
                && common < to.size() - 1
                && from.get(common).equals(to.get(common))) {
            common++;
        }
        List<String> way = new ArrayList<>(Collections.nCopies(from.size() - common, ".."));
        way.addAll(to.subList(common, to.size()));
        return String.join("/", way);
    }

    private static boolean isAbsolute(String path) {
        return path.startsWith("/") || path.length() > 1 && path.charAt(1) == ':';
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>(List.of(path.replace('\\', '/').split("/")));
        parts.removeIf(part -> part.isEmpty() || part.equals("."));
        return parts;
    }

    private static String lastPart(String path) {
        List<String> parts = parts(path);
        return parts.isEmpty() ? NAMELESS : parts.get(parts.size() - 1);
    }
}
