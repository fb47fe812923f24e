package dev.mailflow.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold, all together, for a connector to be a candidate.
 *
 * @param certificates groups, one pattern of each must match
 * @param networks groups, each must contain the client
 */
record Conditions(
        CertificateName[][] certificates,
        NetworkSet[] networks,
        @Nullable AddressIndex senders,
        @Nullable AddressIndex recipients,
        HeaderTest[] headers) {
    static final Conditions NONE =
            new Conditions(new CertificateName[0][], new NetworkSet[0], null, null, new HeaderTest[0]);

    boolean hold(Transaction t) {
        for (CertificateName[] group : certificates) {
            if (!hasCertificate(t, group)) {
                return false;
            }
        }
        for (NetworkSet group : networks) {
            if (!group.contains(t.client())) {
                return false;
            }
        }
        if (senders != null && senders.find(t.senderOrNull()) < 0) {
            return false;
        }
        if (recipients != null && recipients.find(t.recipient()) < 0) {
            return false;
        }
        for (HeaderTest header : headers) {
            if (!header.holds(t.headers())) {
                return false;
            }
        }
        return true;
    }

    static boolean hasCertificate(Transaction t, CertificateName[] group) {
        List<String> names = t.certificateNames();
        for (int i = 0; i < names.size(); i++) {
            for (CertificateName pattern : group) {
                if (pattern.matches(names.get(i))) {
                    return true;
                }
            }
        }
        return false;
    }
}
