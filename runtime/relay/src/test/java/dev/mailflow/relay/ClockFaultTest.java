package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose clock leaps while a relay runs on it: nothing expires before its time, nothing waits beyond it. */
final class ClockFaultTest {
    private static final String LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    @TempDir
    Path folder;

    private void leap(String offset) throws Exception {
        // Replaced as a whole, for it is read all the time.
        Path next = Files.writeString(folder.resolve("next"), offset + "\n");
        Files.move(next, folder.resolve("time"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static long jumps(Victim victim) {
        return victim.said().stream()
                .filter(line -> line.contains("event=clock-jump"))
                .count();
    }

    @Test
    void leapsOfTheClockChangeNothing() throws Exception {
        Tool.need("faketime");
        assumeTrue(Files.exists(Path.of(LIBRARY)), LIBRARY + " is not there");
        leap("+0d");
        List<String> faked = List.of(
                "env",
                "LD_PRELOAD=" + LIBRARY,
                "FAKETIME_TIMESTAMP_FILE=" + folder.resolve("time"),
                "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "DONT_FAKE_MONOTONIC=1");
        Victim.Load load = new Victim.Load();
        try (CountingHop hop = new CountingHop();
                Victim victim = Victim.start(
                        faked,
                        folder,
                        "hosts",
                        hop.hosts(),
                        "queue",
                        "{\"folder\": \"queue\", \"retry\": [\"300ms\"], \"expiry\": \"5d\", \"freeSpace\": 0}")) {
            for (String offset : List.of("+30d", "-30d")) {
                hop.answerRcpt("450 4.2.0 closed");
                load.begin(offset, victim.port(), 2, 2000);
                load.awaitFirst(offset);
                long jumps = jumps(victim);
                leap(offset);
                int known = load.promised().size();
                Victim.patiently().until(() -> load.promised().size() > known + 20 && jumps(victim) == jumps + 1);
                hop.answerRcpt("250 ok");
                leap("+0d");
                load.end();
                load.assertNothingLost(hop, 0);
            }
            // Where reports go.
            try (RelayBench bench = new RelayBench(folder)) {
                assertThat(bench.mailbox("sender.test", "a")).isEmpty();
            }
        }
    }
}
