package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.postfix.importing.Point.Session;
import dev.mailflow.compiler.targets.postfix.importing.Point.User;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import java.util.Map;
import java.util.Optional;

/** The lists of restrictions of a configuration as the import reads them, to be asked beside a running Postfix. */
public final class AskedLists {
    private final AccessLists lists;

    public AskedLists(String main, Map<String, SourceFile> tables) {
        Configuration configuration = new Configuration(new SourceFile("main.cf", main), new Tables(tables));
        Found found = new Found();
        new AcceptedDomains(configuration).read(found);
        this.lists = new Restrictions(configuration, found).lists();
        if (!configuration.reports().isEmpty()) {
            throw new AssertionError(configuration.reports());
        }
    }

    /** Whether the recipient is taken from a client that is no user and shows no certificate. */
    public boolean takes(IpAddress client, Session session, Optional<MailAddress> sender, MailAddress recipient) {
        return lists.refusal(new Point(client, Optional.empty(), session, User.NOBODY, sender, recipient))
                .isEmpty();
    }

    /** As a running Postfix is asked. */
    public static Session session(Optional<?> tls) {
        return tls.isPresent() ? Session.ENCRYPTED : Session.IN_CLEAR;
    }
}
