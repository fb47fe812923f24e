package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;

/** A program that is not ours and that a test needs. */
public final class Tool {
    private Tool() {}

    /** Skips the test where the program is missing, or fails it with {@code -Dmailflow.tools.required=true}. */
    public static void need(String name) {
        boolean found = false;
        for (String place : (System.getenv("PATH") + ":/usr/sbin").split(":")) {
            found |= new File(place, name).canExecute();
        }
        if (!found && Boolean.getBoolean("mailflow.tools.required")) {
            fail("`" + name + "` is required and not installed");
        }
        assumeTrue(found, "`" + name + "` is not installed");
    }
}
