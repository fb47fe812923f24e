package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Large contents that lie in files while parts of their message are leased here; the last part takes the file along. */
final class ScratchFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ScratchFiles.class);

    private final Map<Path, Integer> users = new ConcurrentHashMap<>();

    /** Notes that so many parts more need a content. */
    void use(Content content, int parts) {
        if (content instanceof Content.InFile file) {
            users.merge(file.file(), parts, Integer::sum);
        }
    }

    /** Notes that a part needs it no more. */
    void leave(Content content) {
        if (content instanceof Content.InFile file && users.computeIfPresent(file.file(), ScratchFiles::less) == null) {
            try {
                Files.deleteIfExists(file.file());
            } catch (IOException e) {
                LOG.error("event=queue-error reason=\"{}\"", e.toString());
            }
        }
    }

    @SuppressWarnings("NullAway") // null takes the entry out
    private static Integer less(Path ignored, Integer count) {
        return count == 1 ? null : count - 1;
    }
}
