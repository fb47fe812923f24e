package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.Set;

/** Two inbound connectors of one partner that hold together: one asks for a certificate, one for addresses. */
public final class PartnerHalves {
    private PartnerHalves() {}

    /** Whether the two restrict the same senders, each in its way; both are on, or both are off. */
    public static boolean are(Item one, Item other) {
        return one != other
                && !other.isOnPremises()
                && other.is(Property.ENABLED) == one.is(Property.ENABLED)
                && (one.is(Property.RESTRICT_TO_ADDRESSES) && other.is(Property.RESTRICT_TO_CERTIFICATE)
                        || one.is(Property.RESTRICT_TO_CERTIFICATE) && other.is(Property.RESTRICT_TO_ADDRESSES))
                && senders(other).equals(senders(one));
    }

    /** For whom a connector of a partner is: both halves for the same. */
    public static Set<String> senders(Item item) {
        return Set.copyOf(item.texts(Property.SENDER_DOMAINS));
    }
}
