package dev.mailflow.relay.published;

import dev.mailflow.relay.published.StsPolicies.Kept;
import dev.mailflow.relay.published.StsPolicy.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Policies in a file, a line each: domain, id, end, mode, hosts. A damaged line is passed over: it is fetched again. */
final class StsStore {
    private static final Logger LOG = LoggerFactory.getLogger(StsStore.class);

    private final Path file;

    StsStore(Path file) {
        this.file = file;
    }

    /** In the order in which they were written. */
    Map<String, Kept> read(Instant now) {
        Map<String, Kept> all = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return all;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split(" ", -1);
                if (fields.length == 5
                        && fields[2].matches("[0-9]{1,12}")
                        && fields[3].matches("ENFORCE|TESTING|NONE")) {
                    Instant until = Instant.ofEpochSecond(Long.parseLong(fields[2]));
                    List<String> mx = fields[4].isEmpty() ? List.of() : List.of(fields[4].split(","));
                    if (now.isBefore(until) && mx.stream().allMatch(StsPolicy::isPattern)) {
                        all.put(
                                fields[0],
                                new Kept(
                                        new StsPolicy(Mode.valueOf(fields[3]), mx, Duration.between(now, until)),
                                        fields[1],
                                        until));
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("event=mta-sts file=\"{}\" reason=\"{}\"", file, e.toString());
        }
        return all;
    }

    synchronized void write(Map<String, Kept> all) {
        List<String> lines = new ArrayList<>();
        all.forEach((domain, kept) -> lines.add(String.join(
                " ",
                domain,
                kept.id(),
                Long.toString(kept.until().getEpochSecond()),
                kept.policy().mode().name(),
                String.join(",", kept.policy().mx()))));
        try {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, lines);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("event=mta-sts file=\"{}\" reason=\"{}\"", file, e.toString());
        }
    }
}
