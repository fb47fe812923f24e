package dev.mailflow.relay.dns;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * What the DNS said to one question.
 *
 * @param name where the records stand, after all aliases
 * @param records of the type asked for; none where the name exists without them
 * @param isSecure whether a validating resolver that we trust vouches for it, also for its emptiness
 */
record Answer(MailHosts.Status status, Name name, List<Record> records, boolean isSecure) {
    Answer {
        records = List.copyOf(records);
    }
}
