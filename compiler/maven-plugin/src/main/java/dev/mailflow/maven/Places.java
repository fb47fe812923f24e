package dev.mailflow.maven;

import java.nio.file.Path;

/** Paths as the compiler and messages speak of them: relative where that is possible, {@code /} between folders. */
final class Places {
    private Places() {}

    /** Empty for the folder itself; the whole path where the two have no root in common. */
    static String relative(Path folder, Path place) {
        Path base = folder.toAbsolutePath().normalize();
        Path whole = place.toAbsolutePath().normalize();
        boolean together = base.getRoot() != null && base.getRoot().equals(whole.getRoot());
        return (together ? base.relativize(whole) : whole).toString().replace('\\', '/');
    }

    static String join(String folder, String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }
}
